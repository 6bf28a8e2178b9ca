"""Answers that were made once and can be given again: an edition does not change while it is served."""

import gzip
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from threading import Lock

WORTH_PACKING = 1_000  # bytes; below, the headers weigh more


@dataclass(frozen=True)
class Answer:
    """What an address answers: ``body``, or ``location`` for what stands elsewhere.

    ``varies`` says that it depends on the visitor's language, ``lasting`` that this address will never
    answer anything else.
    """

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    language: str = ""
    location: str = ""
    varies: bool = False
    lasting: bool = False

    @cached_property
    def etag(self) -> str:
        """A strong validator of the body."""
        return f'"{sha256(self.body).hexdigest()[:20]}"'

    @cached_property
    def packed(self) -> bytes:
        """The body as gzip; empty where that is not worth it. The same body gives the same bytes."""
        if len(self.body) < WORTH_PACKING or self.kind.startswith("image/png"):
            return b""
        return gzip.compress(self.body, 6, mtime=0)

    @property
    def size(self) -> int:
        """Bytes in memory, roughly."""
        return len(self.body) + len(self.packed) + 1_000


class Shelf:
    """Answers by address, the least asked for leaving when there are more than ``room`` bytes of them."""

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

    def put(self, address: str, answer: Answer) -> None:
        """Keep an answer."""
        size = answer.size  # packs it, outside the lock
        with self._lock:
            old = self._answers.pop(address, None)
            self.held += size - (old.size if old else 0)
            self._answers[address] = answer
            while self.held > self.room and self._answers:
                _, gone = self._answers.popitem(last=False)
                self.held -= gone.size
