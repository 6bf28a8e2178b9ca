"""What a rule is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from opengov.check.data import Data
from opengov.findings import Finding


@dataclass(frozen=True, slots=True)
class Rule:
    """A check of the data: ``find(data)`` yields findings, all of them with ``code``.

    needs  tables without which the rule says nothing; ``("*",)`` means all of them
    """

    code: str
    find: Callable[[Data], Iterator[Finding]]
    needs: tuple[str, ...] = ()

    def applies(self, data: Data) -> bool:
        """Whether the tables that the rule needs can be read, every row of them."""
        return data.complete if self.needs == ("*",) else all(map(data.knows, self.needs))

    @property
    def meaning(self) -> str:
        """What the rule asks for, in one sentence: the first of its docstring."""
        return (self.find.__doc__ or "").strip().split("\n\n")[0]
