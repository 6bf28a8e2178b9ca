"""Worker processes, and the threads that wait for them."""

import asyncio
import contextlib
import marshal
import struct
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from opengov.web import worker

WORKERS = 3


REPLACED = "The database has been replaced since this site was started. It has to be started again."


class WorkerGone(Exception):
    """The worker died on the query: its alarm, the kernel's memory limit, or a fault of SQLite."""


class Worker:
    """A ``worker`` process and the pipes to it. Used by one thread at a time."""

    def __init__(self, uri: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", worker.__file__, uri],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={},
            process_group=0,  # Ctrl-C is for the server, which then closes the pipes
        )

    def ask(self, question: bytes) -> worker.Reply:
        """Put a question (a ``worker.Question``, marshalled), wait for the reply.

        Raises WorkerGone.
        """
        try:
            self.process.stdin.write(worker.LENGTH.pack(len(question)) + question)
            self.process.stdin.flush()
            head = self.process.stdout.read(worker.LENGTH.size)
            return marshal.loads(self.process.stdout.read(worker.LENGTH.unpack(head)[0]))
        except (OSError, ValueError, EOFError, struct.error) as error:
            raise WorkerGone from error

    def close(self) -> None:
        """End the process."""
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        self.process.kill()
        self.process.wait()


class Workers:
    """The worker processes of a database, started when needed, and the threads that wait for them."""

    def __init__(self, path: Path, uri: str) -> None:
        self.path = path
        self.uri = uri
        self.file = _identity(path)
        self.idle: list[Worker] = []
        self.threads = ThreadPoolExecutor(WORKERS, thread_name_prefix="open-sql")

    async def ask(self, question: bytes, seconds: float) -> tuple[worker.Reply, float]:
        """The reply of the next free worker, and the seconds it took without the waiting."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, self._ask, question, seconds)

    def _ask(self, question: bytes, seconds: float) -> tuple[worker.Reply, float]:
        started = time.monotonic()
        try:
            chosen = self.idle.pop()
        except IndexError:
            if _identity(self.path) != self.file:  # built anew: half of a page would come from each
                return ("error", REPLACED), 0.0
            chosen = Worker(self.uri)
        try:
            reply = chosen.ask(question)
        except WorkerGone:
            chosen.close()
            spent = time.monotonic() - started
            return ("stopped", "time" if spent > seconds else "memory"), spent
        if reply[:2] == ("stopped", "memory"):
            chosen.close()  # it has left by itself, to give the memory back
        else:
            self.idle.append(chosen)
        return reply, time.monotonic() - started

    def close(self) -> None:
        """End the threads and the processes."""
        self.threads.shutdown(wait=True, cancel_futures=True)
        while self.idle:
            self.idle.pop().close()


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file stands at the path; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
