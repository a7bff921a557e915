"""Excel 97-2003: workbooks written here record by record read as the same workbook in XLSX would."""

import contextlib
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import RefusalError
from pipeline.readers import biff_records
from pipeline.readers.cells import Cell, Merge
from pipeline.readers.excel_97 import read_old_workbook

SECTOR, END_OF_CHAIN, FREE, FAT = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
GLOBALS, WORKSHEET = 0x0005, 0x0010
CODES = ("General", "0.0%", '#,##0.0,"k"', "yyyy-mm-dd", "[h]:mm")
GENERAL, PERCENT, THOUSANDS, DATE, ELAPSED = range(5)
NO_NUMBER = b"\xff\xff"
EMPTY_RESULT = bytes([3, 0, 0, 0, 0, 0]) + NO_NUMBER


def record(code, body=b""):
    return struct.pack("<HH", code, len(body)) + body


def start(kind, version=0x0600):
    return record(0x0809, struct.pack("<HHHHII", version, kind, 0, 0, 0, 0))


def text(value, count="<H"):
    return struct.pack(count + "B", len(value), 1) + value.encode("utf-16-le")


def number(row, column, value, style=GENERAL):
    return record(0x0203, struct.pack("<HHHd", row, column, style, value))


def shared(row, column, index):
    return record(0x00FD, struct.pack("<HHHI", row, column, GENERAL, index))


def truth(row, column, value, *, error=0):
    return record(0x0205, struct.pack("<HHHBB", row, column, GENERAL, value, error))


def formula(row, column, result, marks=0):
    return record(
        0x0006, struct.pack("<HHH", row, column, GENERAL) + result + struct.pack("<HIH", marks, 0, 0)
    )


def sheet(*records):
    return start(WORKSHEET) + b"".join(records) + record(0x000A)


def workbook(*sheets, strings=(), since_1904=False, states=(), more=b"", version=0x0600):
    """The bytes of a compound file with one stream."""
    styles = b"".join(record(0x00E0, struct.pack("<HH16x", 0, 164 + n)) for n in range(len(CODES)))
    formats = b"".join(record(0x041E, struct.pack("<H", 164 + n) + text(c)) for n, c in enumerate(CODES))
    table = struct.pack("<II", len(strings), len(strings)) + b"".join(map(text, strings))
    before = start(GLOBALS, version) + record(0x0022, struct.pack("<H", since_1904)) + formats + styles + more
    after = record(0x00FC, table) + record(0x000A)
    names = [f"S{n}" for n in range(len(sheets))]
    length = len(before) + sum(4 + 6 + len(text(name, "<B")) for name in names) + len(after)
    listed = b""
    for n, content in enumerate(sheets):
        state = states[n] if n < len(states) else 0
        listed += record(0x0085, struct.pack("<IBB", length, state, 0) + text(names[n], "<B"))
        length += len(content)
    return compound(before + listed + after + b"".join(sheets))


def compound(stream, name="Workbook"):
    stream = stream.ljust(8 * SECTOR, b"\0")
    stream += bytes(-len(stream) % SECTOR)
    count = len(stream) // SECTOR
    chain = [FAT, END_OF_CHAIN, *range(3, count + 2), END_OF_CHAIN]
    fat = struct.pack(f"<{SECTOR // 4}I", *chain, *[FREE] * (SECTOR // 4 - len(chain)))
    directory = entry("Root Entry", 5, END_OF_CHAIN, 0, child=1) + entry(name, 2, 2, len(stream))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    head += struct.pack("<109I", 0, *[FREE] * 108)
    return head + fat + directory.ljust(SECTOR, b"\0") + stream


def entry(name, kind, first, size, child=-1):
    written = name.encode("utf-16-le") + b"\0\0"
    tree = struct.pack("<HBBiii", len(written), kind, 1, -1, -1, child)
    return written.ljust(64, b"\0") + tree + bytes(36) + struct.pack("<IQ", first, size)


def refused(content):
    with pytest.raises(RefusalError) as caught:
        read_old_workbook(content)
    (finding,) = caught.value.findings
    return finding


def texts(sheet):
    return [[cell.text for cell in row] for row in sheet.rows]


def test_values_and_what_is_shown():
    rows = sheet(
        shared(0, 0, 0),
        number(0, 1, 0.735, PERCENT),
        number(0, 2, 263000.0, THOUSANDS),
        number(1, 0, 44286.0, DATE),
        number(1, 1, 6.75, ELAPSED),
        truth(1, 2, 1),
        truth(1, 3, 7, error=1),
        number(3, 0, 12.0),
    )
    book = read_old_workbook(workbook(rows, strings=["象牙 & x"]))
    assert book.sheets[0].rows[0] == [
        Cell("象牙 & x"),
        Cell("0.735", "0.0%", "73.5%"),
        Cell("263000", '#,##0.0,"k"', "263.0k"),
    ]
    assert texts(book.sheets[0])[1:] == [["2021-03-31", "162:00:00", "TRUE", "#DIV/0!"], [], ["12"]]
    assert book.findings == []


def test_days_since_1904():
    assert texts(
        read_old_workbook(workbook(sheet(number(0, 0, 42824.0, DATE)), since_1904=True)).sheets[0]
    ) == [["2021-03-31"]]


def test_merges_hidden_rows_columns_and_sheets():
    hidden_row = record(0x0208, struct.pack("<HHHHHHI", 1, 0, 3, 255, 0, 0, 0x20))
    hidden_column = record(0x007D, struct.pack("<HHHHHH", 2, 2, 2000, 0, 1, 0))
    merged = record(0x00E5, struct.pack("<HHHHH", 1, 0, 0, 0, 1))
    cells = [number(row, column, 1.0) for row in (0, 1) for column in range(3)]
    book = read_old_workbook(
        workbook(sheet(hidden_column, hidden_row, *cells, merged), sheet(number(0, 0, 5.0)), states=(0, 2))
    )
    first, second = book.sheets
    assert first.merges == (Merge(1, 1, 1, 2),)
    assert [[cell.hidden for cell in row] for row in first.rows] == [[False, False, True], [True] * 3]
    assert second.hidden
    assert [(f.code, f.params) for f in book.findings] == [
        ("cells-hidden", {"sheet": "S0", "rows": "2", "columns": "C", "count": "4"}),
        ("sheet-hidden", {"sheet": "S1", "state": "veryHidden"}),
    ]


def test_formulas_nobody_calculated():
    rows = sheet(
        number(0, 0, 2.0), formula(0, 1, EMPTY_RESULT), formula(1, 1, struct.pack("<d", 0.0), marks=2)
    )
    book = read_old_workbook(workbook(rows))
    assert [cell.unstored_formula for row in book.sheets[0].rows for cell in row] == [
        False,
        True,
        False,
        True,
    ]
    (finding,) = book.findings
    assert (finding.code, finding.places, finding.value) == ("formula-unstored", ("S0!B1", "S0!B2"), "=")


def test_one_result_shows_that_the_workbook_was_calculated():
    rows = sheet(number(0, 0, 2.0), formula(0, 1, EMPTY_RESULT), formula(1, 1, struct.pack("<d", 7.5)))
    book = read_old_workbook(workbook(rows))
    assert texts(book.sheets[0]) == [["2"], ["", "7.5"]]
    assert book.findings == []


def test_zero_is_a_result_unless_it_is_to_be_calculated():
    assert texts(read_old_workbook(workbook(sheet(formula(0, 0, struct.pack("<d", 0.0))))).sheets[0]) == [
        ["0"]
    ]


def test_older_and_encrypted_and_empty_workbooks_are_refused():
    old = refused(workbook(sheet(number(0, 0, 1.0)), version=0x0500))
    assert (old.code, old.params["found"]) == ("format-error", "workbook of Excel 95 or older")
    locked = record(0x002F, struct.pack("<HHH", 1, 1, 1))
    assert refused(workbook(sheet(number(0, 0, 1.0)), more=locked)).code == "file-encrypted"
    assert refused(workbook(sheet())).code == "file-empty"
    assert refused(compound(b"", "Mail")).code == "format-error"


def test_streams_that_contradict_themselves_are_refused():
    good = workbook(sheet(number(0, 0, 1.0)))
    assert refused(good[:28] + b"\xff\xfe" + good[30:]).params["reason"] == "container"
    assert refused(workbook(sheet(number(0, 0, 1.0))[:-4])).code == "file-damaged"
    assert refused(workbook(sheet(number(0, 0, float("nan"))))).code == "file-damaged"
    assert refused(workbook(sheet(shared(0, 0, 5)))).code == "file-damaged"


def test_the_number_of_cells_is_limited_before_they_are_read(monkeypatch):
    monkeypatch.setattr(biff_records, "CELLS", 10)
    blanks = record(0x00BE, struct.pack("<HH11HH", 0, 0, *[0] * 11, 10))
    assert refused(workbook(sheet(number(1, 0, 1.0), blanks))).params["reason"] == "cells"


@settings(max_examples=200, deadline=None)
@given(at=st.floats(0, 1, exclude_max=True), removed=st.integers(0, 3), added=st.binary(max_size=3))
def test_random_damage_is_read_or_refused(at, removed, added):
    good = workbook(
        sheet(shared(0, 0, 0), number(0, 1, 0.735, PERCENT), formula(1, 1, struct.pack("<d", 7.5))),
        strings=["ivory"],
    )
    position = int(at * len(good))
    with contextlib.suppress(RefusalError):
        read_old_workbook(good[:position] + added + good[position + removed :])
