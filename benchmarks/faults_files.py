"""Faults of the file as a whole: encoding, quotation, format, name, day of sending."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from random import Random

from findings_planting import Answer, answer, any_row, fault
from findings_tables import Layout, Table


@fault("bytes of another encoding")
def other_encoding(_: Layout, table: Table, chance: Random) -> Answer:
    if table.kind.excel or table.kind.encoding == "cp1252":
        return None
    row = (table.signed or table.rows[1]) if table.own_texts else table.rows[1]
    broken = "é".encode("latin-1") if table.kind.encoding == "utf-8" else b"\xff\xff"
    table.rewrite = _in_line(row, lambda line: line + broken)
    return "encoding-error", [f"A{row}"]


@fault("a quotation mark that is not closed")
def open_quote(_: Layout, table: Table, chance: Random) -> Answer:
    if table.kind.excel:
        return None
    row = any_row(table, chance)
    table.rewrite = _in_line(row, lambda line: b'"' + line)
    return "quote-error", [f"A{row}"]


@fault("a zero byte")
def zero_byte(_: Layout, table: Table, chance: Random) -> Answer:
    if table.kind.excel:
        return None
    row = any_row(table, chance)
    table.rewrite = _in_line(row, lambda line: line + b"\x00")
    return "nul-byte", [f"A{row}"]


def _in_line(row: int, changed: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Of a text file, with one line, counted from 1, changed."""

    def rewrite(content: bytes) -> bytes:
        lines = content.split(b"\r\n")
        lines[row - 1] = changed(lines[row - 1])
        return b"\r\n".join(lines)

    return rewrite


@fault("a row with a field too many")
def ragged_row(_: Layout, table: Table, chance: Random) -> Answer:
    if table.kind.excel:
        return None
    row = any_row(table, chance)
    column = max(len(line) for line in table.grid) + 1
    table.put((row, column), "x")
    return answer("blank-header", table, (row, column))


@fault("a workbook cut short")
def cut_short(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.kind.excel:
        return None
    table.rewrite = lambda content: content[: len(content) // 2]
    return "file-damaged", []


@fault("a PDF under the agreed name")
def pdf(_: Layout, table: Table, chance: Random) -> Answer:
    table.rewrite = lambda _: b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    return "format-error", []


@fault("a file without content")
def empty(_: Layout, table: Table, chance: Random) -> Answer:
    table.rewrite = lambda _: b""
    return "file-empty", []


@fault("a file under another name")
def other_name(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.own_texts:
        return None
    table.sent["file_name"] = f"copy of numbers (2).{table.kind.suffix}"
    return "layout-missing", []


@fault("a sheet renamed")
def sheet_renamed(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.kind.excel or table.own_texts:
        return None
    table.sheet = "Sheet1"
    return "sheet-missing", []


@fault("only the heading row")
def heading_only(_: Layout, table: Table, chance: Random) -> Answer:
    if table.signed is not None or not table.kind.excel:
        return None
    del table.grid[table.rows[0] - 1 :]
    table.shares.clear()
    return "nothing-reported", []


@fault("a file sent before the period was over")
def too_early(_: Layout, table: Table, chance: Random) -> Answer:
    table.sent["received_at"] = timedelta(days=-40)
    spots = sorted({*table.counts, *table.shares})
    if any("-" in str(table.at(h)) and str(table.at(h))[:2] == "20" for h in table.heads):
        spots = [s for s in spots if s[1] == table.heads[-1][1]]
    elif str(table.at((table.rows[0], table.period or 1))) == "2021-01":
        spots = [s for s in spots if s[0] == table.rows[1]]
    return answer("period-not-over", table, *spots)


@fault("a file sent after the day it was due")
def too_late(_: Layout, table: Table, chance: Random) -> Answer:
    table.sent["received_at"] = timedelta(days=25)
    return "received-after-due", []


@fault("a workbook under the name of a text")
def format_differs(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.kind.excel or not table.own_texts:
        return None
    table.sent["file_name"] = "figures-2021-Q1.csv"
    return "format-differs", []


@fault("an archive with what an archiver adds")
def littered(_: Layout, table: Table, chance: Random) -> Answer:
    name = f"figures-2021-Q1.{table.kind.suffix}"
    table.sent["file_name"] = "figures-2021-Q1.zip"
    table.rewrite = lambda content: _zipped({name: content, f"__MACOSX/._{name}": b"x"})
    return "archive-litter", []


def _zipped(members: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return written.getvalue()


@fault("an archive within a workbook")
def hostile(_: Layout, table: Table, chance: Random) -> Answer:
    if not table.kind.excel:
        return None
    table.rewrite = lambda content: _with_member(content, "xl/embeddings/more.zip", _zipped({"x": b"x"}))
    return "file-hostile", []


def _with_member(content: bytes, name: str, member: bytes) -> bytes:
    written = io.BytesIO(content)
    with zipfile.ZipFile(written, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), member)
    return written.getvalue()


@fault("a compressed text")
def compressed(_: Layout, table: Table, chance: Random) -> Answer:
    if table.kind.excel:
        return None
    table.rewrite = lambda content: gzip.compress(content, mtime=0)
    return "file-compressed", []
