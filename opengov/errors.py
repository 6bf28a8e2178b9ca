"""Misuse of the program. A fault in the data is not an error but a ``Finding``."""


class OpenGovError(Exception):
    """Something the person at the keyboard must change first: no package here, a file that cannot be read.

    ``message`` says in one sentence what is wrong, ``hint`` (may be empty) how to go on.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
