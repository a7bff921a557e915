"""Damaged lines: the literal reading is kept and reported, whole lines beside them are read as ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detecting import records
from pipeline.detecting.records import control_signs, read_records
from pipeline.readers.dialect import Dialect

RFC = Dialect()
BEFORE = 'Date,Species,Qty,Note\n1/1,"Ivory, raw",5,"a ""b"" c"\n2/1,Horn,6,\n'
AFTER = '4/1,Coral,8,"x, y"\n5/1,Shell,9,z\n'
ROWS_BEFORE = [
    ["Date", "Species", "Qty", "Note"],
    ["1/1", "Ivory, raw", "5", 'a "b" c'],
    ["2/1", "Horn", "6", ""],
]
ROWS_AFTER = [["4/1", "Coral", "8", "x, y"], ["5/1", "Shell", "9", "z"]]


def read(line, dialect=RFC):
    """The rows that a damaged line on line 4 becomes, and its misfits; the lines around it must be whole."""
    rows, misfits = read_records(BEFORE + line + AFTER, dialect)
    assert rows[:3] == ROWS_BEFORE
    assert rows[-2:] == ROWS_AFTER
    assert all(misfit.line == 4 for misfit in misfits)
    return rows[3:-2], misfits


@pytest.mark.parametrize(
    ("line", "row", "place"),
    [
        ('3/1,"Pangolin,7,n\n', ["3/1", '"Pangolin', "7", "n"], "B4"),
        ('"3/1,Pangolin,7,"n, m"\n', ['"3/1', "Pangolin", "7", "n, m"], "A4"),
        ('3/1,""Pangolin, live",7,n\n', ["3/1", '"Pangolin, live', "7", "n"], "B4"),
        ('3/1,"Pangolin, live"",7,n\n', ["3/1", 'Pangolin, live"', "7", "n"], "B4"),
        ('3/1,Pangolin",7,n\n', ["3/1", 'Pangolin"', "7", "n"], "B4"),
        ('3/1,5" pipe,7,n\n', ["3/1", '5" pipe', "7", "n"], "B4"),
        ('3/1,"say "hi" now",7,n\n', ["3/1", 'say "hi" now', "7", "n"], "B4"),
        ('3/1,"Pangolin" live,7,n\n', ["3/1", '"Pangolin" live', "7", "n"], "B4"),
        ('3/1,Pangolin,7,"\n', ["3/1", "Pangolin", "7", '"'], "D4"),
        ('3/1,Pangolin,7,"n\n', ["3/1", "Pangolin", "7", '"n'], "D4"),
    ],
)
def test_a_stray_quote_is_a_sign_of_its_cell(line, row, place):
    rows, misfits = read(line)
    assert rows == [row]
    assert [misfit.place for misfit in misfits] == [place]


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("3/1,Pangolin,,7,n\n", ["3/1", "Pangolin", "", "7", "n"]),
        ("3/1,Pangolin7,n\n", ["3/1", "Pangolin7", "n"]),
        (",3/1,Pangolin,7,n\n", ["", "3/1", "Pangolin", "7", "n"]),
        ("3/1,Pangolin,7,n,\n", ["3/1", "Pangolin", "7", "n", ""]),
        ("3/1 Pangolin 7 n\n", ["3/1 Pangolin 7 n"]),
        ("3/1;Pangolin;7;n\n", ["3/1;Pangolin;7;n"]),
        (",,,,,,\n", [""] * 7),
    ],
)
def test_a_line_of_another_width_is_kept_as_it_stands(line, row):
    rows, misfits = read(line)
    assert rows == [row]
    assert len(misfits) == 1
    assert misfits[0].text == line[:-1]


def test_a_line_with_another_quote_sign_is_kept_as_it_stands():
    rows, misfits = read("3/1,'Pangolin, live',7,n\n")
    assert rows == [["3/1", "'Pangolin", " live'", "7", "n"]]
    assert len(misfits) == 1


def test_whole_lines_have_no_misfit():
    assert read("")[1] == []
    assert read('3/1,"two\nlines, and more",7,n\n') == ([["3/1", "two\nlines, and more", "7", "n"]], [])
    assert read("\n") == ([[""]], [])


def test_a_quoted_field_over_lines_with_a_stray_quote_stays_one_record():
    rows, misfits = read('3/1,"he said "hi"\nand, left",7,n\n')
    assert rows == [["3/1", 'he said "hi"\nand, left', "7", "n"]]
    assert len(misfits) == 1


def test_lines_swallowed_by_two_stray_quotes_are_suspected():
    rows, misfits = read('3/1,Pangolin,7,"\n3/2,Shell,7,x\n3/3,Shell,7,"\n')
    assert rows == [["3/1", "Pangolin", "7", "\n3/2,Shell,7,x\n3/3,Shell,7,"]]
    assert "look like records" in misfits[0].reason


def test_a_run_of_lines_of_another_width_is_one_misfit():
    rows, misfits = read_records(BEFORE + "a,b\n1,2\n3,4\n" + AFTER, RFC)
    assert rows[3:6] == [["a", "b"], ["1", "2"], ["3", "4"]]
    assert [(misfit.line, "until 6" in misfit.reason) for misfit in misfits] == [(4, True)]


def test_an_unclosed_quote_at_the_end_costs_one_line():
    rows, misfits = read_records('a,b\n1,2\n3,"4\n', RFC)
    assert rows == [["a", "b"], ["1", "2"], ["3", '"4']]
    assert [misfit.place for misfit in misfits] == ["B3"]


def test_apostrophes_in_words_fit_a_dialect_of_single_quotes():
    single = Dialect(quote="'", escape="")
    rows, misfits = read_records("a,b\nMen's,'won't, can't'\nKids' hats,x\n", single)
    assert rows == [["a", "b"], ["Men's", "won't, can't"], ["Kids' hats", "x"]]
    assert misfits == []


def test_escaped_quotes_fit():
    rows, misfits = read_records('a,b\n"8\\"",1\n"x\\\\",2\n"y\\z",3\n', Dialect(escape="\\"))
    assert rows == [["a", "b"], ['8"', "1"], ["x\\", "2"], ["y\\z", "3"]]
    assert misfits == []


def test_control_signs_are_kept_and_named():
    rows, _ = read_records("a,b\n1,\x002\n", RFC)
    assert rows == [["a", "b"], ["1", "\x002"]]
    assert [(misfit.line, "U+0000" in misfit.reason) for misfit in control_signs("a,b\n1,\x002\n")] == [
        (2, True)
    ]
    assert len(list(control_signs("\x01\n" * 500))) == records.MOST_CONTROL_LINES


def test_a_line_of_many_quotes_is_divided_quickly():
    rows, misfits = read_records("a,b\n" + '"x",' * 3_000 + '"y\n1,2\n', RFC)
    assert rows[0] == ["a", "b"]
    assert rows[-1] == ["1", "2"]
    assert misfits


@given(
    st.lists(st.text("ab\",'\\\n\r ", max_size=25), max_size=8),
    st.sampled_from([RFC, Dialect(quote="'", escape=""), Dialect(escape="\\"), Dialect(quote="", escape="")]),
)
def test_no_sign_is_lost_whatever_is_broken(lines, dialect):
    text = "\n".join(lines)
    rows, misfits = read_records(text, dialect)
    kept = "".join(field for row in rows for field in row)
    ordinary = {sign: text.count(sign) for sign in "ab "}
    assert {sign: kept.count(sign) for sign in "ab "} == ordinary
    assert all(1 <= misfit.line <= text.count("\n") + text.count("\r") + 1 for misfit in misfits)
