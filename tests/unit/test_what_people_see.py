"""What a person sees in a file and what a program reads must be the same number, or a finding tells."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from pipeline.model import RefusalError
from pipeline.readers.cells import Cell, Merge, Sheet
from pipeline.readers.excel import read_workbook
from pipeline.readers.grid import Grid, Room
from pipeline.readers.opendocument import read_opendocument
from pipeline.readers.rich_text import Run, joined
from pipeline.values.headings import stated_scale
from pipeline.values.numerals import NotANumberError, read_grouped, read_plain
from pipeline.values.periods import parse_period

TABLE = """
name: table
from: 2018-Q1
file: {format: FORMAT}
blocks:
  - name: table
    header: [[Quarter, Species, Removed, Blocked, Remarks]]
    values: [Removed, Blocked]
    ignore: [Remarks]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator: {header: 1, codes: {Removed: listings_removed, Blocked: listings_blocked}}
      taxon_group: {column: Species, codes: {Ivory: elephant_ivory, Rhino: rhino, Pangolin: pangolin}}
"""
TEXT, BOOK = TABLE.replace("FORMAT", "delimited"), TABLE.replace("FORMAT", "excel")
HEADER = ["Quarter", "Species", "Removed", "Blocked", "Remarks"]
ROWS = """Quarter;Species;Removed;Blocked;Remarks
2021-Q1;Ivory;1234;31;checked
2021-Q1;Rhino;56;7;
2021-Q1;Pangolin;78;9;
"""


def workbook(value):
    book = Workbook()
    book.active["A1"] = value
    stream = io.BytesIO()
    book.save(stream)
    return read_workbook(stream.getvalue()).sheets[0].cell(1, 1).text


def opendocument(tables, styles):
    spaces = "office office,table table,text text,style style"
    declared = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{rest}:1.0"'
        for name, rest in (pair.split() for pair in spaces.split(","))
    )
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "content.xml",
            f"<office:document-content {declared}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
        package.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}"/>')
    return stream.getvalue()


# Rich text


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ([Run("1234"), Run("2", shift=1)], "1234²"),
        ([Run("CO"), Run("2", shift=-1)], "CO₂"),
        ([Run("1234", shift=1)], "1234"),
        ([Run("12", struck=True), Run("15")], "1\u03362\u033615"),
        ([Run("Listings "), Run("removed")], "Listings removed"),
    ],
)
def test_runs_keep_what_their_format_says(runs, text):
    assert joined(runs) == text


def test_a_raised_footnote_mark_is_no_digit():
    text = workbook(CellRichText("1234", TextBlock(InlineFont(vertAlign="superscript"), "2")))
    assert text == "1234²"
    with pytest.raises(NotANumberError):
        read_plain(text)


def test_struck_digits_are_not_read():
    text = workbook(CellRichText(TextBlock(InlineFont(strike=True), "12"), "15"))
    with pytest.raises(NotANumberError):
        read_plain(text)
    assert workbook(CellRichText(TextBlock(InlineFont(strike=False), "12"), "15")) == "1215"


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ('style:text-position="super 58%"', "1234²"),
        ('style:text-position="33% 58%"', "1234²"),
        ('style:text-position="-33% 58%"', "1234₂"),
        ('style:text-position="0% 100%"', "12342"),
        ('style:text-line-through-style="solid"', "12342\u0336"),
    ],
)
def test_a_raised_mark_in_an_opendocument_sheet(properties, text):
    style = (
        '<style:style style:name="T1" style:family="text">'
        f"<style:text-properties {properties}/></style:style>"
    )
    cell = '<text:p>1234<text:span text:style-name="T1">2</text:span></text:p>'
    table = (
        '<table:table table:name="Data"><table:table-row><table:table-cell office:value-type="string">'
        f"{cell}</table:table-cell></table:table-row></table:table>"
    )
    assert read_opendocument(opendocument(table, style)).sheets[0].cell(1, 1).text == text


# Number formats


def seen(mapping_desk, stored, code, shown):
    rows = [[Cell(label) for label in HEADER]]
    rows.append([Cell("2021-Q1"), Cell("Ivory"), Cell(stored, code, shown), Cell("5", "0"), Cell()])
    return mapping_desk.map(Sheet("S", rows), BOOK)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('0"00"', "1200"),
        ('"1"0', "112"),
        (";;;", ""),
        ('"n/a"', "n/a"),
        ('[=12]"40";0', "40"),
        ("0\\0", "120"),
    ],
)
def test_a_format_that_shows_another_number_is_told_and_held(mapping_desk, code, shown):
    mapped = seen(mapping_desk, "12", code, shown)
    assert {f.code: f.places for f in mapped.findings} == {"shown-otherwise": ("S!C2",)}
    assert [o.place for o in mapped.observations] == ["S!D2"]


@pytest.mark.parametrize(
    ("stored", "code", "shown"),
    [
        ("1234", "#,##0", "1,234"),
        ("1234", "#,##0.00", "1,234.00"),
        ("1234", "0.0E+00", "1.2E+03"),
        ("1234", "# ?/?", "1234 1/1"),
        ("12", '0" m2"', "12 m2"),
        ("0", '0;-0;"-"', "-"),
        ("0", ";;;", ""),
        ("1234", "[$€-2] #,##0", "€ 1,234"),
    ],
)
def test_a_format_that_only_dresses_the_number_is_none(mapping_desk, stored, code, shown):
    mapped = seen(mapping_desk, stored, code, shown)
    assert not mapped.findings
    assert mapped.observations[0].value == int(stored)


def test_a_scale_in_words_that_a_format_adds(mapping_desk):
    mapped = seen(mapping_desk, "12", '0" in thousands"', "12 in thousands")
    assert {f.code for f in mapped.findings} == {"scale-disagrees"}


@pytest.mark.parametrize(("width", "is_hidden"), [(0.05, True), (0.4, True), (0.6, False), (8.43, False)])
def test_a_column_too_narrow_to_be_seen_is_hidden(width, is_hidden):
    book = Workbook()
    book.active["A1"], book.active["B1"] = 5, 6
    book.active.column_dimensions["A"].width = width
    stream = io.BytesIO()
    book.save(stream)
    assert read_workbook(stream.getvalue()).sheets[0].cell(1, 1).hidden is is_hidden


# Delimited rows


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Rhino;56;7;", "Rhino;1;056;7;"),
        ("Ivory;1234;31;checked", "Ivory;1;234;31;checked"),
    ],
)
def test_a_row_with_one_field_too_many_is_held(mapping_desk, old, new):
    mapped = mapping_desk.map(ROWS.replace(old, new), TEXT)
    (finding,) = [f for f in mapped.findings if f.code == "row-width"]
    row = "3" if "Rhino" in old else "2"
    assert finding.places == (f"C{row}", f"D{row}")
    assert finding.params["fields"] == "6"


def test_a_row_that_lost_a_field_is_held(mapping_desk):
    """Every row fills the last column, which is not wanted: a lost field moves the others to the left."""
    full = ROWS.replace("7;\n", "7;120\n").replace("9;\n", "9;130\n")
    assert not mapping_desk.map(full, TEXT).findings
    mapped = mapping_desk.map(full.replace("Rhino;56;7;120", "Rhino;7;120"), TEXT)
    assert {f.code: f.places for f in mapped.findings} == {"row-width": ("C3", "D3")}


@pytest.mark.parametrize("ended", [("7;\n", "7\n"), ("9;\n", "9\n"), ("checked", "checked")])
def test_rows_may_end_where_the_others_are_blank(mapping_desk, ended):
    assert not mapping_desk.map(ROWS.replace(*ended), TEXT).findings


# Texts


def test_digits_that_are_shown_backwards_are_refused():
    with pytest.raises(NotANumberError):
        read_plain("\u202e4321")
    assert read_plain("\u200b1234").value == 1234


@pytest.mark.parametrize(("text", "decimal", "thousands"), [("0.123", ",", "."), ("01,234", ".", ",")])
def test_a_group_that_begins_with_zero_is_none(text, decimal, thousands):
    with pytest.raises(NotANumberError):
        read_grouped(text, decimal=decimal, thousands=thousands)


@pytest.mark.parametrize("text", ["aaaa to " * 2000, "aaaaaaaa - " * 2000, "2021至" * 2000, "2021 to " * 14])
def test_a_long_text_is_no_period_at_once(text):
    begun = time.monotonic()
    assert parse_period(text) is None
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("text", ["1" * 60_000, "(,in thousands of " * 4000, "万1" * 30_000])
def test_a_long_heading_takes_no_time(text):
    begun = time.monotonic()
    stated_scale(text)
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("heading", ["下架26万条", "Removed (in units of thousands)", "单位：亿元"])
def test_scales_are_still_found(heading):
    assert stated_scale(heading)


def test_a_number_of_absurdly_many_digits_is_a_finding(mapping_desk):
    rows = [[Cell(label) for label in HEADER]]
    rows.append([Cell("2021-Q1"), Cell("Ivory"), Cell("9" * 3_000_000), Cell("5"), Cell()])
    mapped = mapping_desk.map(Sheet("S", rows), BOOK)
    assert {f.code for f in mapped.findings} == {"type-error"}


def test_merged_ranges_that_lie_over_each_other_are_refused():
    filled = Grid("S", Room())
    for row in range(1, 4):
        filled.add(row, [Cell("1"), Cell("2"), Cell("3")])
    with pytest.raises(RefusalError) as refused:
        filled.finish([Merge(1, 1, 3, 3), Merge(1, 1, 3, 3)], conceals=False)
    assert refused.value.findings[0].code == "file-hostile"
    assert filled.finish([Merge(1, 1, 3, 2), Merge(1, 3, 900, 900)], conceals=False) == []
    assert filled.sheet.merges == (Merge(1, 1, 3, 2), Merge(1, 3, 3, 3))
