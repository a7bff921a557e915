"""The sheets of workbooks: where cells stand, what is hidden, merged or mere padding, and what cannot be."""

import openpyxl
import pytest
from workbook_in_xml import (
    BASE,
    SHEET,
    START,
    read_one,
    refused,
    saved,
    texts,
    with_parts,
    with_rows,
    with_sheet,
    workbook_of,
)

from pipeline.readers import excel, grid
from pipeline.readers.cells import EMPTY, Merge


def test_hidden_rows_columns_and_sheets_are_read_and_told():
    workbook = workbook_of([["a", "b", "c"], [1, 2, 3], [4, 5, 6]])
    workbook.active.row_dimensions[2].hidden = True
    workbook.active.column_dimensions["C"].hidden = True
    workbook.create_sheet("Old").append([7])
    workbook["Old"].sheet_state = "veryHidden"
    workbook.create_sheet("Blank").sheet_state = "hidden"
    book = excel.read_workbook(saved(workbook))
    assert texts(book.sheets[0])[1] == ["1", "2", "3"]
    assert [cell.hidden for cell in book.sheets[0].rows[1]] == [True, True, True]
    assert [cell.hidden for cell in book.sheets[0].rows[2]] == [False, False, True]
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets[1:]] == [("Old", True), ("Blank", True)]
    cells, old = book.findings
    assert cells.params == {"sheet": "Sheet", "rows": "2", "columns": "C", "count": "5"}
    assert cells.places == ("Sheet!C1", "Sheet!A2", "Sheet!B2", "Sheet!C2", "Sheet!C3")
    assert (old.code, old.places, old.params["state"]) == ("sheet-hidden", ("Old",), "veryHidden")


def test_merges_are_clipped_to_what_is_used():
    workbook = workbook_of([["title", None, None], ["a", "b", "c"]])
    workbook.active.merge_cells("A1:H1")
    workbook.active.merge_cells("C2:Z99")
    workbook.active.merge_cells("F9:G12")
    assert read_one(saved(workbook)).merges == (Merge(1, 1, 1, 3),)


def test_the_padding_of_a_used_range_is_dropped():
    workbook = workbook_of([["a", "b", None], [1]])
    for row in range(1, 60):
        for column in range(1, 12):
            workbook.active.cell(row, column).number_format = "0.00"
    workbook.active["J40"] = "  \u3000"
    sheet = read_one(saved(workbook))
    assert texts(sheet) == [["a", "b"], ["1"]]
    assert sheet.cell(30, 30) is EMPTY


def test_gaps_and_missing_addresses():
    sheet = read_one(
        with_rows(
            '<row r="2"><c r="C2"><v>1</v></c><c r="E2"><v>2</v></c></row><row/>'
            "<row><c><v>3</v></c><c><v>4</v></c></row>"
        )
    )
    assert texts(sheet) == [[], ["", "", "1", "", "2"], [], ["3", "4"]]
    assert sheet.place(4, 2) == "Sheet!B4"


def test_equal_cells_are_one_object():
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}"><v>5</v></c></row>' for n in (1, 2)
    )
    first, second = read_one(with_rows(rows)).rows
    assert first[0] is second[0]
    assert first[1] is second[1]


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ('<row r="1"><c r="A1"><v>12,5</v></c></row>', "12,5"),
        ('<row r="1"><c r="A1" t="s"><v>99</v></c></row>', "99"),
        ('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "-1"),
        ('<row r="1"><c r="A1" t="b"><v>2</v></c></row>', "2"),
        ('<row r="1"><c r="A1" s="77"><v>2</v></c></row>', "2"),
        ('<row r="1"><c r="A1" t="zz"><v>2</v></c></row>', "2"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "2"),
        ('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "2"),
        ('<row r="1"><c r="A2"><v>1</v></c></row>', "1"),
        ('<row r="7"><c r="B17"><v>1</v></c></row>', "1"),
        ('<row r="1"><c r="XFE1"><v>1</v></c></row>', "1"),
        ('<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>', "1"),
        ('<row r="1048577"><c r="A1048577"><v>1</v></c></row>', "1048577"),
    ],
)
def test_cells_that_cannot_be_are_refused(rows, value):
    finding = refused(with_rows(rows))
    assert (finding.code, finding.params["reason"], finding.value) == ("file-damaged", "cell", value)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</c></row>',
        '<row r="1"><c r="A1"><v>1</v></c>',
        '<row r="1"><c r="A1"><v>1</v></c></row></row>',
        '<row r="1">&nbsp;<c r="A1"><v>1</v></c></row>',
        'text <row r="1"></row>',
        '<row r="1" oops><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>\x01</v></c></row>',
    ],
)
def test_broken_xml_is_refused(rows):
    finding = refused(with_rows(rows))
    assert (finding.code, finding.params["reason"]) == ("file-damaged", "xml")


def test_a_workbook_without_a_filled_cell_is_empty():
    assert refused(saved(openpyxl.Workbook())).code == "file-empty"


def test_absurd_dimensions_allocate_nothing(monkeypatch):
    claim = (
        START
        + '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
        + "</worksheet>"
    )
    assert texts(read_one(with_sheet(claim))) == [["1"]]
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert len(read_one(with_rows(far)).rows) == 1_048_576
    monkeypatch.setattr(grid, "SLOTS", 100_000)
    finding = refused(with_rows(far))
    assert (finding.code, finding.params["reason"]) == ("file-hostile", "dimensions")
    wide = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 9))
    assert refused(with_rows(wide)).params["reason"] == "dimensions"


def test_a_missing_sheet_part_is_refused():
    assert refused(with_parts(BASE, {SHEET: None})).params == {"reason": "missing-part", "part": SHEET}
