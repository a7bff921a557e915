"""What is in the cells of workbooks: what openpyxl writes is read back, and percentages, dates, formulas."""

import datetime
import io
import re
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from workbook_in_xml import START, read_one, saved, texts, with_rows, with_sheet, workbook_of

from pipeline.model import RefusalError
from pipeline.readers import excel

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


def test_shared_texts_are_joined_runs():
    row = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
    assert texts(read_one(with_rows(row))) == [["象牙 & <b>", "first"]]


def test_sheets_in_prefixed_and_strict_namespaces():
    rows = '<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1"><x:v>5</x:v></x:c></x:row>'
    namespace = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    xml = f'<x:worksheet xmlns:x="{namespace}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    assert texts(read_one(with_sheet(xml))) == [["first", "5"]]


def test_utf16_parts_are_read():
    xml = f'{START}<sheetData><row><c t="inlineStr"><is><t>象牙</t></is></c></row></sheetData></worksheet>'
    content = with_sheet(('<?xml version="1.0" encoding="UTF-16"?>' + xml).encode("utf-16"))
    assert texts(read_one(content)) == [["象牙"]]
