"""Open questions in an edited file: a value `?` says that somebody must be asked before the file may count.

A profile drafted from an unknown file carries them where the file could not decide. A text that really is a
question mark is written as the pattern `/\\?/`.
"""

from __future__ import annotations

from collections.abc import Iterator

OPEN = "?"


def open_questions(given: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Paths of all values that are still `?`, and of fields whose name begins with `?`, in file order."""
    if isinstance(given, dict):
        for key, value in given.items():
            here = (*path, str(key))
            if path and path[-1] == "fields" and str(key).startswith(OPEN):
                yield here
            yield from open_questions(value, here)
    elif isinstance(given, list):
        for number, value in enumerate(given):
            yield from open_questions(value, (*path, str(number)))
    elif given == OPEN:
        yield path


def spelled(path: tuple[str, ...]) -> str:
    """A path as messages show it: layouts.0.blocks.0.fields.period.span."""
    return ".".join(path)
