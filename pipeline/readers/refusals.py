"""How a reader says no, and how much it reads at most.

A reader raises `refusal(code, ...)`; `open_book` adds the file's name. The limits are far above any
quarterly return (a year of one platform's daily figures is some ten thousand cells) and far below what
would hurt a small server.
"""

from __future__ import annotations

from pipeline.model import Finding, RefusalError

FILE_BYTES = 100_000_000
JSON_BYTES = 32_000_000
ZIP_MEMBERS = 2_000
ARCHIVE_FILES = 200
"""Highest number of files of tables in one zip."""
EXPANDED_BYTES = 256_000_000
EXPANSION_RATIO = 200
"""Highest expanded size over packed size, tested from `RATIO_FROM_BYTES` on: small parts pack very well."""
RATIO_FROM_BYTES = 16_000_000
CELLS = 5_000_000
SLOTS = 10_000_000
"""Highest number of places, filled or not, that the used ranges of a file may span."""
FIELD_CHARACTERS = 1_000_000
JSON_DEPTH = 64


def refusal(code: str, *, places: tuple[str, ...] = (), value: str = "", **params: str) -> RefusalError:
    """The error that refuses a whole file with one finding."""
    return RefusalError(Finding(code=code, places=places, value=value, params=params))


def hostile(reason: str, *, part: str = "", limit: int | str = "", found: int | str = "") -> RefusalError:
    """The error for a file beyond a limit or built to do harm; `limit` and `found` are printed."""
    return refusal("file-hostile", reason=reason, part=part, limit=str(limit), found=str(found))


def damaged(reason: str, *, part: str = "", places: tuple[str, ...] = (), value: str = "") -> RefusalError:
    """The error for a workbook whose bytes contradict each other."""
    return refusal("file-damaged", places=places, value=value, reason=reason, part=part)
