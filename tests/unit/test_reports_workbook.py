"""The workbook, read back: the rules S1 to S22 of the conventions for spreadsheets."""

import csv
import io
import re
import zipfile
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from reports.exports import write_exports
from reports.workbook import write_workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module", params=["exercise_edition", "public_edition"])
def edition(request):
    return request.getfixturevalue(f"{request.param}_once")


@pytest.fixture(scope="module")
def path(edition, tmp_path_factory):
    path = tmp_path_factory.mktemp("workbook") / "progress-figures.xlsx"
    write_workbook(edition, path)
    return path


@pytest.fixture(scope="module")
def book(path):
    return load_workbook(path)


@pytest.fixture(scope="module")
def sheets(book):
    """Sheets with a table: all but the cover."""
    return [sheet for sheet in book.worksheets if sheet.title != "Cover"]


def _only_table(sheet):
    [table] = sheet.tables.values()
    return table


def _columns(sheet):
    left, top, right, bottom = range_boundaries(_only_table(sheet).ref)
    header = [sheet.cell(top, column).value for column in range(left, right + 1)]
    rows = [[sheet.cell(r, c).value for c in range(left, right + 1)] for r in range(top + 1, bottom + 1)]
    return header, rows


def test_s1_s2_s14_one_named_table_a_sheet_from_column_a_with_nothing_below(sheets):
    names = set()
    for sheet in sheets:
        table = _only_table(sheet)
        left, _, right, bottom = range_boundaries(table.ref)
        assert left == 1
        assert (right, bottom) == (sheet.max_column, sheet.max_row)
        assert not re.fullmatch(r"Table\d+", table.displayName)
        names.add(table.displayName)
    assert len(names) == len(sheets)


def test_s3_no_merged_cells(book):
    assert all(not sheet.merged_cells.ranges for sheet in book.worksheets)


def test_s4_s5_no_blank_rows_or_columns_one_filled_unique_header(sheets):
    for sheet in sheets:
        header, rows = _columns(sheet)
        assert all(isinstance(name, str) and name for name in header)
        assert len(header) == len(set(header))
        assert rows
        assert all(any(value is not None for value in row) for row in rows)
        for number, name in enumerate(header):
            filled = any(row[number] is not None for row in rows)
            assert filled or name.startswith("Value "), f"{sheet.title}: {name}"


def test_s6_long_texts_wrap_in_rows_that_are_tall_enough(sheets):
    for sheet in sheets:
        top = range_boundaries(_only_table(sheet).ref)[1]
        for row in sheet.iter_rows(min_row=top):
            assert all(cell.alignment.wrap_text for cell in row if cell.value is not None)
            assert sheet.row_dimensions[row[0].row].height >= 17


def test_s7_no_filters_no_frozen_panes(book, path):
    assert all(sheet.freeze_panes is None and sheet.auto_filter.ref is None for sheet in book.worksheets)
    with zipfile.ZipFile(path) as archive:
        tables = [archive.read(name) for name in archive.namelist() if name.startswith("xl/tables/")]
    assert tables
    assert not any(b"autoFilter" in content for content in tables)


def test_s8_s20_blanks_and_shorthand_are_explained_above_the_table(sheets):
    for sheet in sheets:
        top = range_boundaries(_only_table(sheet).ref)[1]
        above = " ".join(str(sheet.cell(row, 1).value) for row in range(1, top))
        header, rows = _columns(sheet)
        if any(value is None for row in rows for value in row):
            assert "blank" in above
            assert "空白" in above
        if "Shorthand 简写" in header and sheet.title != "Shorthand":
            for mark in {row[header.index("Shorthand 简写")] for row in rows} - {None}:
                assert mark in above


def test_s9_nothing_hidden(book):
    for sheet in book.worksheets:
        assert sheet.sheet_state == "visible"
        assert not any(d.hidden for d in [*sheet.row_dimensions.values(), *sheet.column_dimensions.values()])


def test_s10_s11_notes_are_marked_and_stand_in_their_table(book):
    _, rows = _columns(book["Notes"])
    assert [row[0] for row in rows] == [f"[note {n}]" for n in range(1, len(rows) + 1)]


def test_s12_links_have_words(book):
    linked = [
        cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.hyperlink
    ]
    assert linked
    assert not any(str(cell.value).startswith(("http", "#", "'")) for cell in linked)
    targets = {
        cell.hyperlink.location.split("'!")[0].strip("'") for cell in linked if cell.hyperlink.location
    }
    assert targets <= set(book.sheetnames)


def test_s13_title_in_a1_in_heading_style_and_in_both_languages(book):
    assert len(set(book.sheetnames)) == len(book.sheetnames)
    for sheet in book.worksheets:
        assert sheet["A1"].value
        assert sheet["A1"].style == "Heading 1" or sheet["A1"].style == "Headline 1"
        assert re.search(r"[\u4e00-\u9fff]", sheet["A2"].value), sheet.title


def test_s15_no_headers_footers_images_macros(book, path):
    with zipfile.ZipFile(path) as archive:
        parts = archive.namelist()
    assert not [p for p in parts if re.search(r"media|drawing|vba|comments", p)]
    for sheet in book.worksheets:
        assert not any((sheet.oddHeader.center.text, sheet.oddFooter.center.text))


def test_s16_twelve_point_sans_serif(book):
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    assert cell.font.name == "Arial"
                    assert cell.font.size >= 12


def test_s17_title_language_creator_and_fixed_dates(book, edition):
    assert book.properties.title == edition.title.en
    assert book.properties.language
    assert book.properties.creator == edition.publisher.en
    assert book.properties.modified == book.properties.created == edition.as_of.replace(tzinfo=None)


def test_s18_cursor_at_a1_of_the_first_sheet(book):
    assert book.active.title == book.sheetnames[0]
    assert all(sheet.sheet_view.selection[0].activeCell == "A1" for sheet in book.worksheets)


def test_s19_cover_contents_notes_then_tables(book):
    assert book.sheetnames[:4] == ["Cover", "Contents", "Notes", "Shorthand"]
    _, rows = _columns(book["Contents"])
    assert [row[0] for row in rows] == book.sheetnames[2:]


def test_s21_same_numbers_as_the_csv(book, edition, tmp_path):
    write_exports(edition, tmp_path)
    text = (tmp_path / "figures.csv").read_bytes().decode()
    wanted = {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    seen = {}
    for sheet in book.worksheets:
        if not sheet.tables:
            continue
        header, rows = _columns(sheet)
        if "Identifier 标识" in header:
            for row in rows:
                seen[row[header.index("Identifier 标识")]] = row[header.index("Value 数值")]
    assert set(seen) == set(wanted)
    for identifier, value in seen.items():
        written = wanted[identifier]["value"]
        assert (Decimal(written) if written else None) == (None if value is None else Decimal(str(value)))


def test_s22_no_cell_is_a_formula(book):
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not (isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@", "\t")))


def test_an_exercise_and_a_draft_say_so_on_every_table(edition, sheets):
    for sheet in sheets[3:]:
        top = range_boundaries(_only_table(sheet).ref)[1]
        above = " ".join(str(sheet.cell(row, 1).value) for row in range(1, top))
        assert ("Invented figures for an exercise" in above) == edition.invented
        assert ("草稿" in above) == (edition.version is None)


def test_in_print_every_page_begins_with_the_header_and_no_column_is_cut(sheets):
    for sheet in sheets:
        header = range_boundaries(_only_table(sheet).ref)[1]
        assert sheet.print_title_rows == f"${header}:${header}"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        width = sum(sheet.column_dimensions[letter].width for letter in sheet.column_dimensions)
        assert width <= 200 * sheet.page_setup.fitToWidth
        assert (sheet.page_setup.fitToWidth > 1) == (sheet.print_title_cols == "$A:$A")


def test_equal_bytes_twice(edition, path, tmp_path):
    write_workbook(edition, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()
