"""Binary workbooks written here record by record read as the same workbook in XLSX would."""

import contextlib
import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import RefusalError
from pipeline.readers import excel
from pipeline.readers.cells import Cell, Merge
from pipeline.readers.excel_binary import read_binary_workbook
from pipeline.settings import Settings

SAMPLES = Settings.from_environment().samples

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
CODES = ("General", "0.0%", '#,##0.0,"k"', "yyyy-mm-dd")
GENERAL, PERCENT, THOUSANDS, DATE = range(4)


def record(kind, body=b""):
    """Type and length in groups of seven bits, then the body."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(body), b""
    while True:
        length, group = length >> 7, length & 0x7F
        size += bytes([group | 0x80 if length else group])
        if not length:
            return head + size + body


def text(value):
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def row(number, *, hidden=False):
    return record(0, struct.pack("<IIHBBB", number, 0, 300, 0, 0x10 if hidden else 0, 0))


def cell(kind, column, body, style=GENERAL):
    return record(kind, struct.pack("<II", column, style) + body)


def real(column, value, style=GENERAL):
    return cell(5, column, struct.pack("<d", value), style)


def formula(column, value, marks=0):
    return cell(9, column, struct.pack("<dHI", value, marks, 0))


def relations(*targets):
    listed = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{PACKAGE}">{listed}</Relationships>'


def workbook(*sheets, strings=(), since_1904=False, states=()):
    styles = b"".join(record(44, struct.pack("<H", 164 + n) + text(code)) for n, code in enumerate(CODES))
    numbers = b"".join(record(47, struct.pack("<HH12x", 0, 164 + n)) for n in range(len(CODES)))
    listed = b"".join(
        record(156, struct.pack("<II", states[n] if states else 0, n + 1) + text(f"r{n}") + text(f"S{n}"))
        for n in range(len(sheets))
    )
    tail = [("sharedStrings", "sharedStrings.bin"), ("styles", "styles.bin")]
    parts = {
        "_rels/.rels": relations(("officeDocument", "xl/workbook.bin")),
        "xl/_rels/workbook.bin.rels": relations(
            *(("worksheet", f"worksheets/sheet{n}.bin") for n in range(len(sheets))), *tail
        ),
        "xl/workbook.bin": record(131) + record(153, struct.pack("<III", since_1904, 0, 0)) + listed,
        "xl/styles.bin": styles + record(47, bytes(16)) + record(617) + numbers + record(618),
        "xl/sharedStrings.bin": b"".join(record(19, b"\0" + text(value)) for value in strings),
        **{f"xl/worksheets/sheet{n}.bin": content for n, content in enumerate(sheets)},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return stream.getvalue()


def refused(content):
    with pytest.raises(RefusalError) as caught:
        read_binary_workbook(content)
    (finding,) = caught.value.findings
    return finding


def texts(sheet):
    return [[cell.text for cell in row] for row in sheet.rows]


def test_values_and_what_is_shown():
    rk_hundredths = (7350 << 2 | 3) & 0xFFFFFFFF
    rk_negative = (-5 << 2 | 2) & 0xFFFFFFFF
    content = (
        row(0)
        + cell(7, 0, struct.pack("<I", 0))
        + real(1, 0.735, PERCENT)
        + real(2, 263000.0, THOUSANDS)
        + row(1)
        + real(0, 44286.0, DATE)
        + cell(2, 1, struct.pack("<I", rk_hundredths))
        + cell(2, 2, struct.pack("<I", rk_negative))
        + cell(4, 3, b"\1")
        + cell(3, 4, b"\7")
        + cell(6, 5, text("inline"))
        + cell(62, 6, b"\0" + text("rich"))
        + row(3)
        + cell(1, 2, b"")
        + record(16, struct.pack("<Id", GENERAL, 8.0))
        + record(12, struct.pack("<I", GENERAL))
        + record(18, struct.pack("<II", GENERAL, 0))
    )
    book = read_binary_workbook(workbook(content, strings=["象牙 & x"]))
    assert book.sheets[0].rows[0] == [
        Cell("象牙 & x"),
        Cell("0.735", "0.0%", "73.5%"),
        Cell("263000", '#,##0.0,"k"', "263.0k"),
    ]
    assert texts(book.sheets[0])[1:] == [
        ["2021-03-31", "73.5", "-5", "TRUE", "#DIV/0!", "inline", "rich"],
        [],
        ["", "", "", "8", "", "象牙 & x"],
    ]
    assert book.findings == []


def test_days_since_1904():
    book = read_binary_workbook(workbook(row(0) + real(0, 42824.0, DATE), since_1904=True))
    assert texts(book.sheets[0]) == [["2021-03-31"]]


def test_merges_hidden_rows_columns_and_sheets():
    hidden_column = record(60, struct.pack("<IIIIH", 2, 2, 2000, 0, 1))
    cells = b"".join(real(column, 1.0) for column in range(3))
    first = hidden_column + row(0) + cells + row(1, hidden=True) + cells
    merged = record(176, struct.pack("<IIII", 0, 0, 0, 1))
    book = read_binary_workbook(workbook(first + merged, row(0) + real(0, 5.0), states=(0, 2)))
    assert book.sheets[0].merges == (Merge(1, 1, 1, 2),)
    assert [[cell.hidden for cell in row] for row in book.sheets[0].rows] == [
        [False, False, True],
        [True] * 3,
    ]
    assert [(f.code, f.params) for f in book.findings] == [
        ("cells-hidden", {"sheet": "S0", "rows": "2", "columns": "C", "count": "4"}),
        ("sheet-hidden", {"sheet": "S1", "state": "veryHidden"}),
    ]


def test_formulas_nobody_calculated():
    empty = cell(8, 1, text("") + struct.pack("<HI", 0, 0))
    book = read_binary_workbook(workbook(row(0) + real(0, 2.0) + empty + row(1) + formula(0, 0.0, marks=2)))
    assert [[cell.unstored_formula for cell in row] for row in book.sheets[0].rows] == [[False, True], [True]]
    (finding,) = book.findings
    assert (finding.code, finding.places) == ("formula-unstored", ("S0!B1", "S0!A2"))


def test_one_result_shows_that_the_workbook_was_calculated():
    empty = cell(8, 1, text("") + struct.pack("<HI", 0, 0))
    book = read_binary_workbook(workbook(row(0) + real(0, 2.0) + empty, row(1) + formula(0, 7.5, marks=2)))
    assert [texts(sheet) for sheet in book.sheets] == [[["2"]], [[], ["7.5"]]]
    assert book.findings == []


@pytest.mark.parametrize(
    "content",
    [
        row(0) + cell(7, 0, struct.pack("<I", 5)),
        row(0) + real(0, 1.0, 77),
        row(0) + real(0, float("inf")),
        row(0) + real(1, 1.0) + real(0, 1.0),
        row(0) + real(16_384, 1.0),
        row(1) + real(0, 1.0) + row(0),
        row(1_048_576) + real(0, 1.0),
        real(0, 1.0),
        row(0) + cell(6, 0, struct.pack("<I", 1 << 30)),
        row(0) + real(0, 1.0)[:-2],
        b"\x80",
    ],
)
def test_records_that_contradict_themselves_are_refused(content):
    assert refused(workbook(content)).code == "file-damaged"


def test_a_workbook_without_a_filled_cell_is_empty():
    assert refused(workbook(row(0))).code == "file-empty"


@settings(max_examples=200, deadline=None)
@given(at=st.floats(0, 1, exclude_max=True), removed=st.integers(0, 3), added=st.binary(max_size=3))
def test_random_damage_to_a_sheet_is_read_or_refused(at, removed, added):
    content = row(0) + cell(7, 0, struct.pack("<I", 0)) + real(1, 0.735, PERCENT) + formula(2, 1.0)
    position = int(at * len(content))
    with contextlib.suppress(RefusalError):
        read_binary_workbook(
            workbook(content[:position] + added + content[position + removed :], strings=["ivory"])
        )


@pytest.mark.skipif(SAMPLES is None, reason="COALITION_SAMPLES names no folder")
def test_a_real_workbook_reads_as_its_twin_in_xml():
    binary = read_binary_workbook((SAMPLES / "hostile" / "sheetjs_number_format.xlsb").read_bytes())
    xml = excel.read_workbook((SAMPLES / "hostile" / "sheetjs_number_format_russian.xlsm").read_bytes())
    for one, other in zip(binary.sheets, xml.sheets, strict=True):
        assert (one.name, one.merges, len(one.rows)) == (other.name, other.merges, len(other.rows))
        for line, twin in zip(one.rows, other.rows, strict=True):
            for cell, same in zip(line, twin, strict=True):
                if cell.number_format:  # texts differ by the language of the program that wrote them
                    assert cell == same
