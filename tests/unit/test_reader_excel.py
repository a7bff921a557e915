"""Workbooks: what openpyxl writes is read back, and what a value alone does not say is not lost."""

import datetime
import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipeline.model import RefusalError
from pipeline.readers import excel, grid
from pipeline.readers.cells import EMPTY, Merge

SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
START = f'<worksheet xmlns="{MAIN}">'
STRINGS_RELATION = f'<Relationship Id="shared" Type="{OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"/>'


def saved(workbook):
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def workbook_of(rows):
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    return workbook


def with_parts(content, changed):
    """The workbook with parts changed or added: new content, or None to leave a part out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()} | changed
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def _base():
    """A workbook with a percentage as style 1, and the shared texts "first" and "象牙 & <b>"."""
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = 0.5
    workbook.active["A1"].number_format = "0.0%"
    content = saved(workbook)
    relations = zipfile.ZipFile(io.BytesIO(content)).read(RELATIONS).decode()
    strings = (
        "<si><t>first</t></si><si><r><t>象牙 </t></r><r><t>&amp; &lt;b&gt;</t></r><rPh><t>x</t></rPh></si>"
    )
    return with_parts(
        content,
        {
            RELATIONS: relations.replace("</Relationships>", STRINGS_RELATION + "</Relationships>"),
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        },
    )


def with_sheet(xml):
    return with_parts(BASE, {SHEET: xml})


def with_rows(rows, after=""):
    """A workbook whose sheet has exactly these rows of XML."""
    return with_sheet(f"{START}<sheetData>{rows}</sheetData>{after}</worksheet>")


def texts(sheet):
    return [[cell.text for cell in row] for row in sheet.rows]


def read_one(content):
    (sheet,) = excel.read_workbook(content).sheets
    return sheet


def refused(content):
    with pytest.raises(RefusalError) as caught:
        excel.read_workbook(content)
    (finding,) = caught.value.findings
    return finding


BASE = _base()

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn"]), min_size=1, max_size=8).filter(
        lambda text: not text.startswith("=") and text.strip() and not re.search("_x[0-9A-Fa-f]{4}_", text)
    ),
    st.dates(datetime.date(1901, 1, 1), datetime.date(2100, 1, 1)),
)


def as_text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float):
        return Decimal(repr(float(f"{value:.16g}")))  # openpyxl writes sixteen digits
    return value if isinstance(value, str) else Decimal(value)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(scalars, min_size=1, max_size=6), min_size=1, max_size=6))
def test_what_openpyxl_writes_is_read_back(rows):
    if not any(value is not None for row in rows for value in row):
        return
    sheet = read_one(saved(workbook_of(rows)))
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            text = sheet.cell(number, column).text
            expected = as_text(value)
            assert (Decimal(text) if isinstance(expected, Decimal) else text) == expected


cells_xml = st.sampled_from(
    [
        '<c r="{}"><v>12</v></c>',
        '<c r="{}" s="1"><v>0.73499999999999999</v></c>',
        '<c r="{}" t="s"><v>0</v></c>',
        '<c t="s" r="{}"><v>1</v></c>',
        '<c r="{}" t="inlineStr"><is><t>a b</t></is></c>',
        '<c r="{}" t="inlineStr"><is><r><t>rich </t></r><r><t>text</t></r><rPh><t>no</t></rPh></is></c>',
        '<c r="{}" t="str"><f>A1&amp;"x"</f><v>yes &amp; no</v></c>',
        '<c r="{}" t="str"><f>""</f><v></v></c>',
        '<c r="{}"><f>SUM(A1:A2)</f><v>3</v></c>',
        '<c r="{}"><f>SUM(A1:A2)</f></c>',
        '<c r="{}" t="e"><v>#DIV/0!</v></c>',
        '<c r="{}" t="b"><v>1</v></c>',
        '<c r="{}" s="1"/>',
        '<c r="{}" s="1" ></c>',
        "",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(cells_xml, max_size=5), min_size=1, max_size=4))
def test_the_fast_way_and_the_plain_way_read_the_same(table):
    rows = "".join(
        f'<row r="{r}">' + "".join(xml.format("ABCDE"[c] + str(r)) for c, xml in enumerate(cells)) + "</row>"
        for r, cells in enumerate(table, start=1)
    )
    books = []
    for after in ("", "<!-- a comment sends the whole sheet through the parser -->"):
        try:
            book = excel.read_workbook(with_rows(rows, after))
            books.append((book.sheets, book.findings))
        except RefusalError as error:
            books.append(error.findings)
    assert books[0] == books[1]


def test_percentages_keep_number_format_and_display():
    cell = read_one(with_rows('<row r="1"><c r="A1" s="1"><v>0.73499999999999999</v></c></row>')).cell(1, 1)
    assert (cell.text, cell.number_format, cell.shown) == ("0.735", "0.0%", "73.5%")


def test_formulas_errors_and_booleans():
    book = excel.read_workbook(
        with_rows(
            '<row r="1"><c r="A1"><f>SUM(B1:B2)</f></c><c r="B1"><f>1+1</f><v>2</v></c>'
            '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
            '<c r="E1" t="b"><v>0</v></c><c r="F1"><f t="shared" si="0"/><v/></c></row>'
        )
    )
    sheet = book.sheets[0]
    assert texts(sheet) == [["=SUM(B1:B2)", "2", "", "#DIV/0!", "FALSE", "="]]
    assert [cell.unstored_formula for cell in sheet.rows[0]] == [True, False, False, False, False, True]
    (finding,) = book.findings
    assert finding.code == "formula-unstored"
    assert finding.places == ("Sheet!A1", "Sheet!F1")
    assert finding.value == "=SUM(B1:B2)"


def test_rich_text_without_phonetic_guides_and_escaped_characters():
    sheet = read_one(
        with_rows(
            '<row r="1"><c r="A1" t="inlineStr"><is><r><t>象</t></r><r><t xml:space="preserve"> 牙</t></r>'
            "<rPh><t>xiang</t></rPh></is></c>"
            '<c r="B1" t="inlineStr"><is><t>a_x000D_b_x005F_x0041_</t></is></c></row>'
        )
    )
    assert texts(sheet) == [["象 牙", "a\rb_x0041_"]]


@pytest.mark.parametrize(("epoch", "is_1904"), [(None, False), (CALENDAR_MAC_1904, True)])
def test_dates_of_both_calendars(epoch, is_1904):
    workbook = workbook_of([[datetime.date(2021, 3, 31), datetime.datetime(2021, 3, 31, 14, 30)]])  # noqa: DTZ001
    if epoch:
        workbook.epoch = epoch
    workbook.active["C1"] = datetime.timedelta(hours=162, minutes=24)
    workbook.active["D1"] = datetime.time(9, 5)
    content = saved(workbook)
    assert (b"date1904" in zipfile.ZipFile(io.BytesIO(content)).read("xl/workbook.xml")) == is_1904
    assert texts(read_one(content)) == [["2021-03-31", "2021-03-31T14:30:00", "162:24:00", "09:05:00"]]


def test_iso_dates():
    midnight, morning = (f'<c t="d"><v>2021-03-31T{time}</v></c>' for time in ("00:00:00", "08:00"))
    assert texts(read_one(with_rows(f"<row>{midnight}{morning}</row>"))) == [
        ["2021-03-31", "2021-03-31T08:00"]
    ]


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


def test_shared_texts_are_joined_runs():
    row = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
    assert texts(read_one(with_rows(row))) == [["象牙 & <b>", "first"]]


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


def test_sheets_in_prefixed_and_strict_namespaces():
    rows = '<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1"><x:v>5</x:v></x:c></x:row>'
    namespace = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    xml = f'<x:worksheet xmlns:x="{namespace}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    assert texts(read_one(with_sheet(xml))) == [["first", "5"]]


def test_utf16_parts_are_read():
    xml = f'{START}<sheetData><row><c t="inlineStr"><is><t>象牙</t></is></c></row></sheetData></worksheet>'
    content = with_sheet(('<?xml version="1.0" encoding="UTF-16"?>' + xml).encode("utf-16"))
    assert texts(read_one(content)) == [["象牙"]]


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
