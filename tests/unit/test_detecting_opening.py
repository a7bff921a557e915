"""Opening with nothing told: what was written in any supported way is read back, or reported."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.detecting.opening import open_text, open_unknown
from pipeline.model import RefusalError
from pipeline.readers.delimited import read_delimited
from pipeline.settings import Settings

SAMPLES = Settings.from_environment().samples
HEADERS = ("Date", "Species", "Listings removed", "Platform", "类别", "下架数量", "Note", "Price, EUR")
WORDS = (
    "ivory",
    "Big cats",
    "O'Neil",
    'ring 12"',
    "a, b",
    "x;y",
    "two\nlines",
    "象牙",
    "café",
    "N/A",
    "1 | 2",
    "",
)


def texts(book):
    return [[cell.text for cell in row] for row in book.sheets[0].rows]


@st.composite
def tables(draw):
    """A header and at least three records, each column of one kind, as members' files have them."""
    headers = draw(st.lists(st.sampled_from(HEADERS), min_size=2, max_size=6, unique=True))
    number = st.integers(0, 99_999).map(str)
    day = st.dates().map(str)
    kinds = [number, day, st.integers(1_000, 999_999).map("{:,}".format), st.sampled_from(WORDS)]
    columns = [draw(st.sampled_from(kinds)) for _ in headers]
    count = draw(st.integers(3, 12))
    return [headers, *([draw(column) for column in columns] for _ in range(count))]


def written(table, delimiter, quote, escape, line_end, quote_all):
    def field(text):
        special = {delimiter[0], quote, "\n", "\r", escape}
        if not (quote_all or special & set(text)):
            return text
        inside = text.replace(escape, escape * 2) if escape != quote else text
        return quote + inside.replace(quote, escape + quote) + quote

    return "".join(delimiter.join(field(text) for text in row) + line_end for row in table)


@settings(max_examples=300, deadline=None)
@given(
    table=tables(),
    delimiter=st.sampled_from([",", ";", "\t", "|", ", ", " | ", "||", "^", "§"]),
    quote=st.sampled_from("\"'"),
    escape=st.sampled_from(["", "\\"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    quote_all=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"]),
)
def test_what_was_written_is_read_back_or_reported(
    table, delimiter, quote, escape, line_end, quote_all, encoding
):
    content = written(table, delimiter, quote, escape or quote, line_end, quote_all).encode(encoding)
    opened = open_text(content)
    assert texts(opened.book) == table or opened.misfits


@settings(max_examples=100, deadline=None)
@given(table=tables(), line_end=st.sampled_from(["\n", "\r\n"]))
def test_plain_csv_is_read_as_a_told_reader_reads_it(table, line_end):
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator=line_end).writerows(table)
    content = stream.getvalue().encode()
    opened = open_text(content)
    if not opened.misfits:
        assert texts(opened.book) == texts(read_delimited(content, opened.dialect)) == table


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    try:
        decisions, codes = open_text(content).decisions, ["format-error"]
    except RefusalError as error:
        decisions, codes = (), [finding.code for finding in error.findings]
    assert codes == ["format-error"]
    assert all(0 <= decision.confidence <= 1 for decision in decisions)


def test_a_text_column_may_hold_the_delimiter_everywhere():
    rows = ["Day Kind Count Text", *(f'2021-01-0{n} {kind} {n} "a b"' for n, kind in enumerate(KINDS, 1))]
    opened = open_text("\n".join(rows).encode())
    assert texts(opened.book)[1:] == [
        [f"2021-01-0{n}", kind, str(n), "a b"] for n, kind in enumerate(KINDS, 1)
    ]
    assert opened.misfits == ()
    assert opened.decisions[-1].value == "column 2"


KINDS = ("ivory", "horn", "coral", "big cat skins", "live birds", "shark fin soup", "shell")


def test_one_long_line_is_no_way_of_writing():
    rows = ["Day Kind Count Text", *(f'2021-01-0{n} ivory {n} "a b"' for n in range(1, 8))]
    rows[3] = '2021-01-03 big cat skins 3 "a b"'
    opened = open_text("\n".join(rows).encode())
    assert len(texts(opened.book)[3]) == 6
    assert [misfit.line for misfit in opened.misfits] == [4]


def test_where_two_columns_could_take_the_surplus_lines_stay_as_they_are():
    rows = ["Day First Last", *(f"2021-01-0{n} {words}" for n, words in enumerate(NAMES, 1))]
    opened = open_text("\n".join(rows).encode())
    assert texts(opened.book)[-1] == ["2021-01-07", "Ann", "Mary", "Lee"]
    assert opened.misfits


NAMES = ("Ann Lee", "Bo Li", "Cy Ray", "Di Poe", "Ann Mary Lee", "Bo van Dam", "Ann Mary Lee")


def test_a_file_without_a_cell_is_an_empty_sheet(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    opened = open_unknown(path, file_name="empty.csv")
    assert texts(opened.book) == []
    assert ("content", "empty") in [(decision.about, decision.value) for decision in opened.decisions]


def test_line_ends_are_told_apart():
    ends = [d.value for d in open_text(b"a,b\r\n1,2\n3,4\r5,6\n").decisions if d.about == "line end"]
    assert ends == ["CRLF and LF and CR"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"PK\x03\x04 no zip"),
        ("a.csv", bytes(range(256)) * 4),
        ("a.xlsx", b"a,b\n1,2\n"),
        ("a.unknown", b"a,b\n1,2\n"),
    ],
)
def test_what_is_no_table_is_refused_by_name(tmp_path, name, content):
    path = tmp_path / "stored"
    path.write_bytes(content)
    with pytest.raises(RefusalError) as caught:
        open_unknown(path, file_name=name)
    assert caught.value.findings[0].params["file"] == name


def test_texts_in_a_zip_are_detected_each_by_itself(tmp_path):
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.csv", "x;y\n1,5;2\n3,5;4\n")
        packed.writestr("b.csv", "物种,数量\n象牙,5\n犀角,6,7\n".encode("gb18030"))
    opened = open_unknown(path, file_name="two.zip")
    assert [sheet.name for sheet in opened.book.sheets] == ["a.csv", "b.csv"]
    assert texts(opened.book)[1] == ["1,5", "2"]
    assert opened.book.sheets[1].rows[1][0].text == "象牙"
    about = {decision.about: decision.value for decision in opened.decisions}
    assert (about["a.csv: delimiter"], about["b.csv: encoding"]) == (";", "gb18030")
    assert [(misfit.place, misfit.line) for misfit in opened.misfits] == [("b.csv", 3)]


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(RefusalError) as caught:
        open_unknown(tmp_path / "none.csv", file_name="none.csv")
    assert caught.value.findings[0].code == "file-missing"


def test_json_goes_through_the_strict_door(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[{"a": 1, "b": 2}]', encoding="utf-8")
    opened = open_unknown(path, file_name="a.json")
    assert opened.dialect is None
    assert opened.misfits == ()


@pytest.mark.skipif(SAMPLES is None, reason="COALITION_SAMPLES names no folder of real files")
def test_no_real_file_of_a_reporter_is_taken_apart():
    whole = [
        path
        for folder in ("meta", "tiktok", "discord", "dsa-statements")
        for path in sorted((SAMPLES / folder).glob("*.csv"))
    ]
    assert whole
    for path in whole:
        opened = open_unknown(Path(path), file_name=path.name)
        told = read_delimited(path.read_bytes(), opened.dialect)
        assert texts(opened.book) == texts(told), path.name
        assert opened.misfits == (), path.name


WHOLE = [
    ["Date", "Species", "Listings removed", '"Description"', '"Address"', "Note"],
    ["2021-01-31", "Ivory", "120", '"Carved, old"', '"https://example.org/a"', ""],
    ["2021-02-28", '"Horn, raw"', "36", '"A 6"" piece, sold"', '"https://example.org/b"', ""],
    ["2021-03-31", "Big cats", "7", '"Two skins"', '"https://example.org/c"', ""],
    ["2021-04-30", "Pangolin", "15", '"Scales, dried"', '"https://example.org/d"', ""],
    ["2021-05-31", "Coral", "3", '"Red, or pink"', '"https://example.org/e"', "x"],
    ["2021-06-30", "Shell", "44", '"Polished"', '"https://example.org/f"', ""],
]
CLEAN = [list(row) for row in csv.reader(io.StringIO("\n".join(",".join(row) for row in WHOLE)))]
PLACES = [(row, column) for row in range(len(WHOLE)) for column in range(len(WHOLE[0]))]


def with_line(row, line):
    lines = [",".join(fields) for fields in WHOLE]
    return ("\n".join([*lines[:row], line, *lines[row + 1 :]]) + "\n").encode()


def test_the_undamaged_table_has_no_misfit():
    opened = open_text(with_line(0, ",".join(WHOLE[0])))
    assert (texts(opened.book), opened.misfits) == (CLEAN, ())


@pytest.mark.parametrize(("row", "column"), PLACES)
def test_an_extra_quote_anywhere_is_a_sign_of_its_cell(row, column):
    fields = list(WHOLE[row])
    fields[column] = '""' + fields[column][1:] if fields[column].startswith('"') else '"' + fields[column]
    opened = open_text(with_line(row, ",".join(fields)))
    wanted = [list(cells) for cells in CLEAN]
    wanted[row][column] = '"' + wanted[row][column]
    assert texts(opened.book) == wanted
    assert [misfit.line for misfit in opened.misfits] == [row + 1]


@pytest.mark.parametrize(("row", "column"), PLACES)
def test_an_extra_delimiter_anywhere_is_reported(row, column):
    fields = [*WHOLE[row][:column], "", *WHOLE[row][column:]]
    opened = open_text(with_line(row, ",".join(fields)))
    assert [misfit.line for misfit in opened.misfits] == [row + 1]
    assert texts(opened.book)[row] == [*CLEAN[row][:column], "", *CLEAN[row][column:]]


@pytest.mark.parametrize(("row", "column"), [place for place in PLACES if place[1]])
def test_a_missing_delimiter_anywhere_is_reported(row, column):
    line = ",".join(WHOLE[row][:column]) + ",".join(WHOLE[row][column:])
    opened = open_text(with_line(row, line))
    assert [misfit.line for misfit in opened.misfits] == [row + 1]
    rows = texts(opened.book)
    assert rows[:row] + rows[row + 1 :] == CLEAN[:row] + CLEAN[row + 1 :]


@pytest.mark.parametrize("row", range(len(WHOLE)))
@pytest.mark.parametrize("delimiter", [" ", ";", "\t", ", "])
def test_a_line_with_another_delimiter_is_reported(row, delimiter):
    opened = open_text(with_line(row, delimiter.join(WHOLE[row])))
    assert [misfit.line for misfit in opened.misfits] == [row + 1]
    rows = texts(opened.book)
    assert rows[:row] + rows[row + 1 :] == CLEAN[:row] + CLEAN[row + 1 :]
