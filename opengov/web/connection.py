"""A connection that does not wait for ever: uvicorn's HTTP protocol with two clocks more."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_SECONDS = 10.0  # from the first byte, or from connecting, to the end of the head
MAX_CONNECTIONS = 500  # further ones are closed; uvicorn's own limit answers 503
STALL_SECONDS = 15.0  # how long a reader may leave 64 kB untouched


class Connection(H11Protocol):
    """Closes on a client that half sends a request, on one that does not read its answer, on a crowd.

    uvicorn 0.54 has a clock for neither: 2,000 half-sent requests stayed open until their senders left, and
    an answer that nobody takes stays in memory.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clock: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The clock starts: someone who connects has something to ask."""
        super().connection_made(transport)
        if len(self.connections) > MAX_CONNECTIONS:
            transport.abort()
            return
        self._clock = self.loop.call_later(REQUEST_SECONDS, transport.abort)

    def data_received(self, data: bytes) -> None:
        """A request that is complete stops the clock; the first bytes of the next one start it again."""
        super().data_received(data)
        asked = self.cycle is not None and not self.cycle.response_complete
        if asked and self._clock is not None:
            self._clock.cancel()
            self._clock = None
        elif not asked and self._clock is None:
            self._clock = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """No clock outlives its connection."""
        for clock in (self._clock, self._stall):
            if clock is not None:
                clock.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """64 kB wait for the reader: it has some seconds to take them."""
        super().pause_writing()
        self._stall = self.loop.call_later(STALL_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The reader has taken them."""
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None
        super().resume_writing()
