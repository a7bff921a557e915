"""The other end of `pipeline.confinement`: forks a child for every call and says what became of it."""

from __future__ import annotations

import gc
import os
import pickle
import resource
import select
import signal
import sys
import time
from pathlib import Path
from traceback import format_exception
from typing import BinaryIO, NoReturn

import pipeline.intake  # imported once here, so that no child has to
import pipeline.warehouse  # noqa: F401  likewise: what it loads cannot start its threads within the limits
from pipeline.confinement import LENGTH, Limits

_STATM_SIZE = 0
"""Position of the whole address space, in pages, in /proc/self/statm (proc(5))."""
_READ_AT_ONCE = 1 << 20
_OBJECTS_BEFORE_COLLECTING = 1_000_000
"""A file makes many objects and hardly a cycle; looking as often as usual is a fifth of reading."""
_CLOCK_PER_PROCESSOR_SECOND = 3


def serve() -> NoReturn:
    """Answer calls from standard input on standard output until the caller closes its end."""
    gc.freeze()  # a collection in a child would copy every page it shares with this process
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTING)
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a reader prints must not pass for an answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while head := requests.read(LENGTH.size):
        call = requests.read(*LENGTH.unpack(head))
        answer = _answer(call)
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()
    os._exit(0)  # DuckDB complains of whatever still lives when an interpreter winds itself up


def _answer(call: bytes) -> bytes:
    """Run one call in a child; its own answer, or ours about how it ended."""
    limits: Limits = pickle.loads(call)[0]  # noqa: S301  the caller is this program
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _run(call, limits, os.fdopen(writing, "wb"))
    os.close(writing)
    content, in_time = _read_all(reading, limits.seconds * _CLOCK_PER_PROCESSOR_SECOND)
    os.close(reading)
    if not in_time:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if content and os.waitstatus_to_exitcode(status) == 0:
        return content
    ended_by = signal.Signals(os.WTERMSIG(status)) if os.WIFSIGNALED(status) else None
    if not in_time or ended_by is signal.SIGXCPU:
        return pickle.dumps(("time", ""))
    return pickle.dumps(("crash", ended_by.name if ended_by else "died"))


def _read_all(reading: int, seconds: float) -> tuple[bytes, bool]:
    """What the child writes until it closes its end, and whether it did so in time."""
    parts: list[bytes] = []
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            part = os.read(reading, _READ_AT_ONCE)
            if not part:
                return b"".join(parts), True
            parts.append(part)
    return b"", False


def _run(call: bytes, limits: Limits, answers: BinaryIO) -> NoReturn:
    """In the child: set the limits, call, write the answer, end without any clearing up."""
    os.close(0)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)  # native libraries print their panics there
    try:
        answer = pickle.dumps(_outcome(call, limits), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        answer = pickle.dumps(("memory", ""))
    except BaseException as error:
        mistake = RuntimeError(f"{type(error).__name__}: {error}")
        answer = pickle.dumps(("raised", mistake))
    answers.write(answer)
    answers.flush()
    os._exit(0)


def _outcome(call: bytes, limits: Limits) -> tuple[str, object]:
    _, function, arguments, named = pickle.loads(call)  # noqa: S301  the caller is this program
    _limit(limits)
    try:
        return "returned", function(*arguments, **named)
    except MemoryError:
        raise
    except Exception as error:
        error.add_note("".join(["In the child process:\n", *format_exception(error)]))
        return "raised", error


def _limit(limits: Limits) -> None:
    own_pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[_STATM_SIZE])
    memory = own_pages * resource.getpagesize() + limits.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
