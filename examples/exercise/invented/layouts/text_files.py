"""Rows of text to the bytes of a delimited file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence


def delimited(
    rows: Iterable[Sequence[object]], *, delimiter: str = ",", encoding: str = "utf-8", newline: str = "\r\n"
) -> bytes:
    """The file's bytes; fields are quoted where RFC 4180 asks for it."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return text.getvalue().encode(encoding)
