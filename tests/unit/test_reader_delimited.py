"""Delimited text: whatever table is written is read back, and what is ambiguous is refused."""

import codecs
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import RefusalError
from pipeline.readers import delimited
from pipeline.readers.cells import EMPTY
from pipeline.readers.dialect import Dialect

LEGACY_TEXT = "象牙犀角穿山甲数量（条）abc 0123,.;|\t-%\"'\n"
fields = st.text(st.characters(exclude_characters="\0\r\ufeff", exclude_categories=["Cs"]), max_size=12)
tables = st.lists(st.lists(fields, min_size=1, max_size=5), min_size=1, max_size=8)
legacy_tables = st.lists(
    st.lists(st.text(LEGACY_TEXT, max_size=12), min_size=1, max_size=5), min_size=1, max_size=8
)


def read(content, encoding="utf-8", delimiter=","):
    return delimited.read_delimited(content, Dialect(encoding=encoding, delimiter=delimiter))


def texts(book):
    return [[cell.text for cell in row] for row in book.sheets[0].rows]


def refused(content, **stated):
    with pytest.raises(RefusalError) as caught:
        read(content, **stated)
    (finding,) = caught.value.findings
    return finding


def written(table, delimiter, line_end, quoting):
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerows(table)
    return stream.getvalue()


def has_text(table):
    return any(field.strip() for row in table for field in row)


@given(
    table=tables.filter(has_text),
    delimiter=st.sampled_from(",;\t|"),
    line_end=st.sampled_from(["\r\n", "\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)
def test_every_table_is_read_back(table, delimiter, line_end, quoting, encoding):
    if line_end == "\r":
        quoting = csv.QUOTE_ALL  # or Python's writer leaves "\n" bare
    content = written(table, delimiter, line_end, quoting).encode(encoding)
    assert texts(read(content, encoding.removesuffix("-sig"), delimiter)) == table


@given(table=legacy_tables.filter(has_text), encoding=st.sampled_from(["gbk", "big5hkscs"]))
def test_legacy_chinese_is_read_back(table, encoding):
    try:
        content = written(table, ",", "\r\n", csv.QUOTE_MINIMAL).encode(encoding)
    except UnicodeEncodeError:
        return
    assert texts(read(content, encoding)) == table


@given(table=st.lists(st.lists(st.text("ab1 ", max_size=4), min_size=1, max_size=4), min_size=1, max_size=5))
def test_quotes_make_no_difference(table):
    plain = "".join(",".join(row) + "\n" for row in table)
    quoted = "".join(",".join(f'"{field}"' for field in row) + "\n" for row in table)
    if has_text(table):
        assert texts(read(plain.encode())) == texts(read(quoted.encode())) == table


def test_ragged_rows_and_blank_lines_stay_where_they_are():
    book = read(b"a,b,c\n1\n\n2,3,4,5\n")
    assert texts(book) == [["a", "b", "c"], ["1"], [""], ["2", "3", "4", "5"]]
    assert book.sheets[0].rows[2][0] is EMPTY
    assert book.sheets[0].place(4, 2) == "B4"


def test_an_unfinished_last_field_counts():
    assert texts(read(b'a,"b"\n"c",')) == [["a", "b"], ["c", ""]]
    assert texts(read(b"a,b\nc,")) == [["a", "b"], ["c", ""]]


def test_row_numbers_count_records_not_lines():
    book = read(b'"two\nlines",b\nc,d\n')
    assert book.sheets[0].cell(2, 1).text == "c"


@pytest.mark.parametrize(
    ("content", "reason", "place", "line"),
    [
        (b'a,b\n1,"open\n2,3\n', "unterminated", "B2", "2"),
        (b'a,b\n"x\ny","done"more\n', "text-after-quote", "B2", "3"),
        (b'a,b\n1,5" pipe\n', "quote-inside", "B2", "2"),
        (b'a, "b,c"\n', "quote-inside", "B1", "1"),
    ],
)
def test_broken_quotes_are_refused_with_their_line(content, reason, place, line):
    finding = refused(content)
    assert (finding.code, finding.places) == ("quote-error", (place,))
    assert (finding.params["reason"], finding.params["line"]) == (reason, line)


def test_bytes_of_another_encoding_are_refused_with_offset_and_line():
    finding = refused("类别,数量\n象牙,5\n".encode("gb18030"))
    assert finding.code == "encoding-error"
    assert finding.params == {"encoding": "utf-8", "found": "", "offset": "0", "line": "1", "bytes": "c0"}
    late = refused(b"a,b\r\n1,2\r\ncaf\xe9,3\r\n")
    assert (late.params["offset"], late.params["line"]) == ("13", "3")


@pytest.mark.parametrize(
    ("content", "stated", "found"),
    [
        (codecs.BOM_UTF8 + b"a,b\n", "gb18030", "utf-8"),
        ("a,b\n".encode("utf-16"), "utf-8", "utf-16"),
        ("a,b\n".encode("utf-32"), "utf-16", "utf-32"),
        (codecs.BOM_UTF8 + b"a,b\n", "latin-1", "utf-8"),
    ],
)
def test_a_byte_order_mark_must_agree(content, stated, found):
    finding = refused(content, encoding=stated)
    assert (finding.code, finding.params["found"]) == ("encoding-error", found)


def test_zero_bytes_are_refused():
    finding = refused("a\nb,c".encode("utf-16-le"))
    assert (finding.code, finding.params["offset"], finding.params["line"]) == ("nul-byte", "1", "1")


@pytest.mark.parametrize("content", [b"\n\n", b",,,\n,,\n", b"  \t \n", codecs.BOM_UTF8, b'"",""\n'])
def test_nothing_but_blanks_is_empty(content):
    assert refused(content).code == "file-empty"


def test_limits_hold(monkeypatch):
    monkeypatch.setattr(delimited, "CELLS", 10)
    assert refused(b"1,2,3\n" * 4).params["reason"] == "cells"
    monkeypatch.setattr(delimited, "FIELD_CHARACTERS", 20)
    assert refused(b"a," + b"x" * 21).params["reason"] == "field"


def test_an_endless_quoted_field_is_refused_quickly():
    assert refused(b'"' + b'""a' * 400_000).params["reason"] == "unterminated"


@pytest.mark.parametrize(
    "stated",
    [
        {"encoding": "klingon"},
        {"encoding": "zip"},
        {"delimiter": '"'},
        {"delimiter": ""},
        {"delimiter": ",\n"},
        {"quote": "''"},
        {"quote": "\n"},
        {"escape": "\\\\"},
        {"delimiter": "~|", "escape": "~"},
    ],
)
def test_a_profile_cannot_state_nonsense(stated):
    with pytest.raises(ValueError, match=r"encoding|delimiter|quote|escape"):
        delimited.read_delimited(b"a,b\n", Dialect(**stated))


def as_stated(table, dialect, line_end):
    """The table as a program writes it that quotes every field."""
    quote, escape = dialect.quote, dialect.escape

    def field(text):
        plain = text if escape == quote else text.replace(escape, escape * 2)
        return quote + plain.replace(quote, escape + quote) + quote

    return "".join(dialect.delimiter.join(field(text) for text in row) + line_end for row in table)


@given(
    table=tables.filter(has_text),
    delimiter=st.sampled_from([", ", "||", "~|~", " ", "\x1f", ";"]),
    quote=st.sampled_from("\"'`"),
    escape=st.sampled_from(["", "\\", "^"]),
    line_end=st.sampled_from(["\r\n", "\n", "\r"]),
)
def test_every_dialect_is_read_back(table, delimiter, quote, escape, line_end):
    dialect = Dialect(delimiter=delimiter, quote=quote, escape=escape or quote)
    content = as_stated(table, dialect, line_end).encode()
    assert texts(delimited.read_delimited(content, dialect)) == table


@given(
    table=st.lists(st.lists(st.text("ab 1'\"", max_size=6), min_size=1, max_size=4), min_size=1, max_size=5),
    delimiter=st.sampled_from([",", ", ", "||"]),
)
def test_where_nothing_quotes_every_quote_is_a_sign(table, delimiter):
    content = "".join(delimiter.join(row) + "\n" for row in table).encode()
    if has_text(table) and not any(field.endswith(delimiter[0]) for row in table for field in row):
        dialect = Dialect(delimiter=delimiter, quote="", escape="")
        assert texts(delimited.read_delimited(content, dialect)) == table


def stated(content, **dialect):
    return texts(delimited.read_delimited(content, Dialect(**dialect)))


def test_quotes_without_an_escape_end_before_a_delimiter_or_line_end():
    assert stated(b'"8" pipe, long","x""\n', escape="") == [['8" pipe, long', 'x"']]
    assert stated(b"'won't, can't',Kids' hats\n", quote="'", escape="") == [["won't, can't", "Kids' hats"]]


def test_an_escape_makes_quotes_and_itself_plain_and_nothing_else():
    assert stated(b'"8\\" a","C:\\\\","it\\\'s"\n', escape="\\") == [['8" a', "C:\\", "it\\'s"]]
    assert stated(b"a\\,b,c\\\\\n", quote="", escape="\\") == [["a,b", "c\\"]]


@pytest.mark.parametrize(
    ("content", "dialect", "reason"),
    [
        (b"a,'b\n", {"quote": "'"}, "unterminated"),
        (b"a, 'b,c'\n", {"quote": "'"}, "quote-inside"),
        (b"a,'b'c\n", {"quote": "'"}, "text-after-quote"),
        (b'a, "b"c\n', {"delimiter": ", "}, "text-after-quote"),
        (b'a,"b\\"\n', {"escape": "\\"}, "unterminated"),
        (b'a,"b\n', {"escape": ""}, "unterminated"),
    ],
)
def test_what_a_stated_dialect_does_not_say_is_refused(content, dialect, reason):
    with pytest.raises(RefusalError) as caught:
        delimited.read_delimited(content, Dialect(**dialect))
    assert [(f.code, f.params["reason"]) for f in caught.value.findings] == [("quote-error", reason)]
