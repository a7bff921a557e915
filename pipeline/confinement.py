"""Untrusted files are read in a child process with limits: what goes wrong there leaves the caller unharmed.

A small server process, started when it is first needed, imports the readers once and forks a fresh child for
every call, so that a call costs milliseconds and nothing of one file reaches the next. Calls from several
threads go to as many servers as there are processors. A child that takes more memory or time than its limits
allow, or that dies, becomes a refusal of the file.
"""

from __future__ import annotations

import atexit
import os
import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import LifoQueue
from typing import IO, ParamSpec, TypeVar, cast

from pipeline.readers.refusals import hostile

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

LENGTH = struct.Struct("!Q")
"""Every message: its length, then a pickle. Both ends are this program; no file's bytes are unpickled."""
_START = "from pipeline.confinement_server import serve; serve()"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may take."""

    memory_bytes: int
    """Beyond what the program itself takes before it opens the file."""
    seconds: int
    """Of processor time; three times as long by the clock."""


DOCUMENT = Limits(memory_bytes=512 * 2**20, seconds=10)
"""For whatever is read as a whole."""
LOG = Limits(memory_bytes=4 * 2**30, seconds=3600)
"""For logs of many millions of rows, which stream."""


def confined(
    limits: Limits,
    function: Callable[Given, Answer],
    *arguments: Given.args,
    **named: Given.kwargs,
) -> Answer:
    """Call a module's function in a child process; its result and its exceptions are the caller's.

    Function, arguments and result must be picklable. Raises RefusalError (`file-hostile`, with the reason
    "memory", "time" or "crash") when the child reached a limit or died.
    """
    outcome, value = _SERVERS.ask((limits, function, arguments, named))
    if outcome == "returned":
        return cast("Answer", value)
    if outcome == "raised":
        raise cast("Exception", value)
    allowed = {"memory": f"{limits.memory_bytes >> 20} MB", "time": f"{limits.seconds} s"}.get(outcome, "")
    raise hostile(outcome, limit=allowed, found=f">{allowed}" if allowed else str(value))


class _Server:
    """The server process of this process. A fork of the caller starts its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, call: object) -> tuple[str, object]:
        """Send one call, wait for its outcome. A server that died is started again for the next call."""
        content = pickle.dumps(call, pickle.HIGHEST_PROTOCOL)
        with self._lock:
            requests, answers = self._pipes()
            try:
                requests.write(LENGTH.pack(len(content)) + content)
                requests.flush()
                (length,) = LENGTH.unpack(answers.read(LENGTH.size))
                answer: tuple[str, object] = pickle.loads(answers.read(length))  # noqa: S301
            except (OSError, EOFError, struct.error):
                self.stop()
                return "crash", "the reading process ended"
            except BaseException:
                # What is half written or half read would be taken for the next call's.
                self.stop()
                raise
        return answer

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._owner != os.getpid():
            self._running, self._owner = None, os.getpid()
        if self._running is None or self._running.poll() is not None:
            self.stop()
            command = [sys.executable, "-P", "-c", _START]
            pipe = subprocess.PIPE
            self._running = subprocess.Popen(command, stdin=pipe, stdout=pipe)  # noqa: S603  our own code
        return cast("IO[bytes]", self._running.stdin), cast("IO[bytes]", self._running.stdout)

    def stop(self) -> None:
        """End the server process, if this process has one."""
        if self._running is None or self._owner != os.getpid():
            return
        self._running.kill()
        self._running.communicate()
        self._running = None


class _Servers:
    """One server for each processor, started when calls first need so many at once."""

    def __init__(self, number: int) -> None:
        self._all = [_Server() for _ in range(number)]
        self._idle: LifoQueue[_Server] = LifoQueue()
        for server in self._all:
            self._idle.put(server)

    def ask(self, call: object) -> tuple[str, object]:
        """Send one call to the server that was used last, or to the next one while that is busy."""
        server = self._idle.get()
        try:
            return server.ask(call)
        finally:
            self._idle.put(server)

    def stop(self) -> None:
        """End all server processes of this process."""
        for server in self._all:
            server.stop()


AT_ONCE = len(os.sched_getaffinity(0))
"""Calls that can run side by side."""
_SERVERS = _Servers(AT_ONCE)
atexit.register(_SERVERS.stop)
