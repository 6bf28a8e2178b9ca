"""Messages that are written in one place and translated in another."""


def N_(message: str) -> str:
    """The message itself. Marks it for the catalogues, where it stands outside the public pages."""
    return message
