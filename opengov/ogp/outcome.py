"""What became of a proposal, or would."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the new rows were written, and the ``obstacles``: why they cannot be, and how to mend it."""

    written: bool = False
    obstacles: tuple[str, ...] = ()

    def worded(self, would: str, did: str, cannot: str) -> str:
        """One of three words."""
        return cannot if self.obstacles else did if self.written else would
