"""Tables on sheets that nobody has described: where they stand and what their rows and columns are."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.detecting.decisions import SURE
from pipeline.detecting.tables import column_labels, find_tables
from pipeline.readers.cells import Cell, Merge, Sheet


def sheet(text, merges=(), *, separator="|"):
    """Rows of a sheet; a line of nothing is a blank row."""
    lines = text.strip("\n").split("\n")
    rows = [[Cell(part) for part in line.split(separator)] if line else [] for line in lines]
    return Sheet("sheet", rows, tuple(Merge(*merge) for merge in merges), named=False)


def only(found):
    assert len(found) == 1, found
    return found[0]


def rectangle(table):
    return table.top, table.left, table.bottom, table.right


def doubts(table):
    return [decision for decision in table.decisions if decision.confidence < SURE]


def test_plain_table_is_sure():
    table = only(find_tables(sheet("platform|category|items\nA|ivory|12\nB|ivory|30\nC|horn|7")))
    assert rectangle(table) == (1, 1, 4, 3)
    assert (table.header, table.stub, table.values) == ((1,), (1, 2), (3,))
    assert table.orientation == "long"
    assert not doubts(table)


def test_title_preamble_and_remarks_are_not_part_of_the_table():
    text = """
Listings removed in 2021||
Reporter: ACME||

Region|Q1 2021|Q2 2021
North|1,200|1,300
South|900|950
Total|2,100|2,250

Note: figures are provisional||
Source: own records||"""
    found = sheet(text)
    table = only(find_tables(found))
    assert rectangle(table) == (4, 1, 7, 3)
    assert table.titles == (1, 2)
    assert table.notes == (9, 10)
    assert table.totals == (7,)
    assert table.orientation == "wide by period"
    assert column_labels(found, table) == ["Region", "Q1 2021", "Q2 2021"]


def test_remarks_right_below_the_rows():
    table = only(find_tables(sheet("地区|数量\n广东|12\n广西|30\n云南|15\n注：数据截至年底|\n填报人：张三|")))
    assert rectangle(table) == (1, 1, 4, 2)
    assert table.notes == (5, 6)


def test_levels_of_a_header_from_blanks():
    found = sheet("Dates|Travel|||Cost\n|Air|Rail|Taxi|\n01/02/2021|1|2|3|6\n02/02/2021|4|5|6|15")
    table = only(find_tables(found))
    assert table.header == (1, 2)
    assert column_labels(found, table) == ["Dates", "Travel Air", "Travel Rail", "Travel Taxi", "Cost"]
    assert table.values == (2, 3, 4, 5)


def test_levels_of_a_header_from_merges():
    found = sheet(
        "地区|2020年||2021年|\n|进口|出口|进口|出口\n广东|100|200|110|220\n江苏|90|180|95|190",
        [(1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5)],
    )
    table = only(find_tables(found))
    assert table.header == (1, 2)
    assert column_labels(found, table) == ["地区", "2020年 进口", "2020年 出口", "2021年 进口", "2021年 出口"]


def test_blank_label_is_not_filled_from_its_neighbour():
    found = sheet("a||c\nx|1|2\ny|3|4\nz|5|6")
    assert column_labels(found, only(find_tables(found))) == ["a", "", "c"]


def test_header_that_stands_twice_is_joined():
    found = sheet("date|price\ndate|price\n2021-01-01|3.5\n2021-01-02|3.6")
    table = only(find_tables(found))
    assert table.header == (1, 2)
    assert column_labels(found, table) == ["date date", "price price"]


def test_no_header():
    table = only(find_tables(sheet("2021-01-01|A|3.5\n2021-01-02|B|3.6\n2021-01-03|A|3.7")))
    assert table.header == ()
    assert rectangle(table) == (1, 1, 3, 3)


def test_header_alone():
    table = only(find_tables(sheet("date|price|comment")))
    assert table.header == (1,)
    assert rectangle(table) == (1, 1, 1, 3)


@pytest.mark.parametrize("text", ["", "||\n||", " | \n\u200b|\u3000"])
def test_blank_sheet_has_no_table(text):
    assert find_tables(sheet(text)) == ()


def test_tables_one_below_the_other():
    text = (
        "Removed|\nmonth|items\nJan 2021|5\nFeb 2021|7\n\nReports|\nmonth|reports\nJan 2021|50\nFeb 2021|70"
    )
    first, second = find_tables(sheet(text))
    assert (rectangle(first), first.titles) == ((2, 1, 4, 2), (1,))
    assert (rectangle(second), second.titles) == ((7, 1, 9, 2), (6,))


@pytest.mark.parametrize("second", ["date|price|note", "date|price", "date|price|note|more"])
def test_header_again_begins_another_table(second):
    width = second.count("|") + 1
    rows = "\n".join("|".join(["2021-01-0" + str(day), "3.5", "x", "y"][:width]) for day in (1, 2, 3))
    text = f"date|price|note\n2021-01-01|3.5|x\n2021-01-02|3.6|x\n{second}\n{rows}"
    first, again = find_tables(sheet(text))
    assert rectangle(first) == (1, 1, 3, 3)
    assert rectangle(again) == (4, 1, 7, width)
    assert doubts(again)


def test_title_and_labels_in_the_middle_begin_another_table():
    text = "序号|银行|现金|存款\n1|甲行|568|1054\n2|乙行|148|5389\n收支说明|||\n"
    text += "序号|项目|收入|支出\n1|科研|84|854\n2|工程|5201|9621"
    first, second = find_tables(sheet(text))
    assert rectangle(first) == (1, 1, 3, 4)
    assert (rectangle(second), second.titles) == ((5, 1, 7, 4), (4,))
    assert second.header == (5,)


def test_tables_side_by_side():
    text = "region|items||region|items\nN|1||E|3\nS|2||W|4\nM|5||X|6"
    first, second = find_tables(sheet(text))
    assert rectangle(first) == (1, 1, 4, 2)
    assert rectangle(second) == (1, 4, 4, 5)


def test_blank_column_inside_is_a_doubt():
    table = only(find_tables(sheet("region|items||name|share\nN|1||E|3\nS|2||W|4\nM|5||X|6")))
    assert rectangle(table) == (1, 1, 4, 5)
    assert any(decision.about == "columns" for decision in doubts(table))


def test_rows_below_a_blank_line_go_on_with_the_table():
    table = only(find_tables(sheet("month|items|reports\nJan 2021|5|7\nFeb 2021|6|8\n\nTotal|11|15")))
    assert rectangle(table) == (1, 1, 5, 3)
    assert table.totals == (5,)
    assert doubts(table)


def test_sections_and_hierarchical_labels():
    text = "region|2020|2021\nNorth||\nA|1|2\nB|3|4\nSouth||\nC|5|6\nD|7|8"
    table = only(find_tables(sheet(text)))
    assert table.header == (1,)
    assert table.sections == (2, 5)
    assert table.orientation == "wide by period"


def test_total_in_a_long_table_is_the_bare_word():
    text = "metric|market|result\nTotal videos removed|US|5\nTotal videos removed|Total|9\nFakes|US|3"
    assert only(find_tables(sheet(text))).totals == (3,)


def test_periods_and_running_numbers_are_no_values():
    table = only(find_tables(sheet("序号|年份|数量\n1|2019|55\n2|2020|66\n3|2021|77")))
    assert (table.stub, table.values) == ((1, 2), (3,))


def test_wide_by_indicator():
    table = only(find_tables(sheet("platform|items removed|share of ads (%)\nA|12|3.5\nB|30|1.5")))
    assert table.orientation == "wide by indicator"


def test_cross_tab():
    table = only(find_tables(sheet("|online||offline|\nregion|ivory|horn|ivory|horn\nN|1|2|3|4\nS|5|6|7|8")))
    assert table.orientation == "cross-tab"


def test_form():
    text = "Reporter:|ACME Ltd\nPeriod:|2021-Q1\nItems removed:|1,234\nContact:|someone@example.org"
    table = only(find_tables(sheet(text)))
    assert table.orientation == "form"
    assert (table.header, table.stub, table.values) == ((), (1,), (2,))


def test_ragged_rows_are_kept_and_doubted():
    rows = ["a|b|c"] + [f"x{number}|{number}|{number}" for number in range(20)] + ["y|1|2|3"]
    table = only(find_tables(sheet("\n".join(rows))))
    assert rectangle(table) == (1, 1, 22, 4)
    assert any(decision.about == "columns" for decision in doubts(table))


def test_one_column():
    table = only(find_tables(sheet("value\n1\n2\n3")))
    assert rectangle(table) == (1, 1, 4, 1)
    assert table.header == (1,)


def test_large_table_takes_linear_time():
    def seconds(count):
        rows = [[Cell(name) for name in "abcdefgh"]]
        rows += [[Cell(f"{row}.{column}") for column in range(8)] for row in range(count)]
        large = Sheet("sheet", rows, named=False)
        start = time.process_time()
        assert only(find_tables(large)).bottom == count + 1
        return time.process_time() - start

    seconds(1_000)
    assert seconds(40_000) < 25 * max(seconds(4_000), 0.02)


words = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9).map(str.capitalize)


@st.composite
def laid_out(draw):
    """A sheet with one table and the rectangle that it stands in."""
    stubs, groups, each = draw(st.integers(1, 2)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    levels, count = draw(st.integers(1, 2)), draw(st.integers(2, 8))
    top, left = draw(st.integers(0, 3)), draw(st.integers(0, 2))
    names = draw(st.lists(words, min_size=40, max_size=40, unique=True))
    number = st.integers(0, 10**7).map(lambda value: f"{value:,}")
    take = iter(names)
    width = stubs + groups * each
    header = [[next(take) for _ in range(stubs)] + [next(take) for _ in range(groups * each)]]
    if levels == 2:
        upper = [""] * stubs + [next(take) if at % each == 0 else "" for at in range(groups * each)]
        header.insert(0, upper)
    body = [[next(take) if at < stubs else draw(number) for at in range(width)] for _ in range(count)]
    rows = [[""] * (left + width) for _ in range(top)]
    title = draw(st.booleans())
    if title:
        rows.append([""] * left + ["Figures of the year"] + [""] * (width - 1))
    first = len(rows) + 1
    rows += [[""] * left + row for row in (*header, *body)]
    last = len(rows)
    rows += [[""] * (left + width)] * draw(st.integers(0, 3))
    if draw(st.booleans()):
        rows.append([""] * left + ["Note: these are provisional figures"] + [""] * (width - 1))
    padding = draw(st.integers(0, 2))
    cells = [[Cell(text) for text in row + [""] * padding] for row in rows]
    return Sheet("sheet", cells, named=False), (first, left + 1, last, left + width), levels


@settings(max_examples=60, deadline=None)
@given(laid_out())
def test_what_was_laid_out_is_found_again_or_doubted(given_sheet):
    laid, expected, levels = given_sheet
    found = find_tables(laid)
    table = next((table for table in found if rectangle(table) == expected), None)
    if table is None or len(table.header) != levels:
        about = {decision.about for other in found for decision in doubts(other)}
        assert about & {"table", "header", "columns"}
