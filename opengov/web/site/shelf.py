"""Answers that were made once and can be given again: an edition does not change while it is served."""

import gzip
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from threading import Lock

WORTH_PACKING = 1_000  # bytes; below, the headers weigh more


@dataclass(frozen=True)
class Answer:
    """What an address answers: ``body``, or ``location`` for what stands elsewhere.

    ``varies`` says that it depends on the visitor's language, ``lasting`` that this address will never
    answer anything else, ``is_packed`` that the body is held as gzip.
    """

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    language: str = ""
    location: str = ""
    varies: bool = False
    lasting: bool = False
    is_packed: bool = False

    @cached_property
    def etag(self) -> str:
        """A strong validator of the body as it is held."""
        return f'"{sha256(self.body).hexdigest()[:20]}"'

    @property
    def plain(self) -> bytes:
        """The body as it was made."""
        return gzip.decompress(self.body) if self.is_packed else self.body

    def packed(self) -> "Answer":
        """The same with its body as gzip, a quarter of it; as it is where that is not worth it. The same
        body gives the same bytes.
        """
        if self.is_packed or len(self.body) < WORTH_PACKING or self.kind.startswith("image/png"):
            return self
        return replace(self, body=gzip.compress(self.body, 6, mtime=0), is_packed=True)


def size(address: str, answer: Answer) -> int:
    """Bytes in memory, roughly."""
    return len(address) + len(answer.body) + 1_000


class Shelf:
    """Packed answers by address, the least asked for leaving when there are more than ``room`` bytes."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.held = 0
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, address: str) -> Answer | None:
        """The answer of an address, if it is here."""
        with self._lock:
            found = self._answers.get(address)
            if found is not None:
                self._answers.move_to_end(address)
            return found

    def put(self, address: str, answer: Answer) -> Answer:
        """Keep an answer; it comes back as it is held."""
        answer = answer.packed()  # outside the lock
        with self._lock:
            old = self._answers.pop(address, None)
            self.held += size(address, answer) - (size(address, old) if old else 0)
            self._answers[address] = answer
            while self.held > self.room and self._answers:
                self.held -= size(*self._answers.popitem(last=False))
        return answer

    def has_room(self, address: str, answer: Answer) -> bool:
        """Whether nothing else would have to leave for a packed answer."""
        return self.held + size(address, answer) <= self.room
