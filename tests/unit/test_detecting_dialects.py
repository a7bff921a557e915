"""Dialects: delimiter, quote and escape told from the text alone, with a doubt where two fit alike."""

import pytest

from pipeline.detecting.dialects import detect_dialect

ROWS = [
    ["Date", "Species", "Listings removed", "Note"],
    ["2021-01-31", "Ivory", "1,204", 'ring 12"'],
    ["2021-02-28", "Big cats; live", "36", "it's | fine, really"],
    ["2021-03-31", "Rhino, horn", "7", ""],
    ["2021-04-30", "Pangolin", "15", 'the "blue" one'],
    ["2021-05-31", "Coral", "3", "two words"],
]


def written(rows, delimiter, quote, escape, line_end="\n", quote_all=False):
    def field(text):
        if not (quote_all or delimiter[0] in text or quote in text or line_end in text):
            return text
        inside = text.replace(escape, escape * 2) if escape != quote else text
        return quote + inside.replace(quote, escape + quote) + quote

    return "".join(delimiter.join(field(text) for text in row) + line_end for row in rows)


@pytest.mark.parametrize(
    "delimiter", [",", ";", "\t", "|", ", ", " | ", "||", "^", "~", "§", ":", "\x1f", "~|~"]
)
@pytest.mark.parametrize(("quote", "escape"), [('"', '"'), ('"', "\\"), ("'", "'"), ('"', "^")])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_dialect_is_found(delimiter, quote, escape, line_end):
    if escape in delimiter:
        return
    text = written(
        [*ROWS, ["1", f"a {quote}b{quote} c", "2", f"{quote}x{quote}, "]], delimiter, quote, escape, line_end
    )
    dialect, decisions, _ = detect_dialect(text, "utf-8")
    assert (dialect.delimiter, dialect.quote, dialect.escape) == (delimiter, quote, escape)
    assert [decision.about for decision in decisions] == ["delimiter", "quote", "escape"]
    assert all(0 <= decision.confidence <= 1 and decision.reason for decision in decisions)


def test_quotes_that_nothing_makes_plain():
    rows = "a,b\n" + '"say "hi" to, you",1\n' * 3 + '"8" pipe, long",2\n'
    assert detect_dialect(rows, "utf-8")[0].escape == ""


def test_one_stray_quote_is_no_other_dialect():
    rows = "a,b\n" + '"say ""hi"", you",1\n' * 2 + '"say "hi", you",1\n'
    assert detect_dialect(rows, "utf-8")[0].escape == '"'


def test_a_first_line_may_say_the_delimiter():
    dialect, decisions, _ = detect_dialect("sep=;\n1,5;2,5\n3,5;4,5\n", "utf-8")
    assert dialect.delimiter == ";"
    assert decisions[0].confidence == 1.0


def test_decimal_commas_do_not_delimit():
    assert detect_dialect("a;b\n1,5;2,5\n3,5;4,25\n", "utf-8")[0].delimiter == ";"


def test_times_do_not_delimit():
    assert detect_dialect("10:15,a\n10:30,b\n11:45,c\n", "utf-8")[0].delimiter == ","


def test_an_empty_column_is_no_repeated_delimiter():
    assert detect_dialect("a,,b\n1,,2\n3,,4\n", "utf-8")[0].delimiter == ","


def test_one_column_has_the_default_dialect():
    dialect, decisions, _ = detect_dialect("name\nivory\nhorn\n", "utf-8")
    assert (dialect.delimiter, dialect.quote) == (",", '"')
    assert decisions[0].value == "none"


def test_two_delimiters_that_fit_alike_are_a_doubt():
    _, _, doubts = detect_dialect("a;b,c\nx;y,z\nu;v,w\n", "utf-8")
    assert len(doubts) == 1


def test_backslashes_that_could_be_escapes_are_a_doubt():
    dialect, _, doubts = detect_dialect('a,b\n"C:\\\\x, y",1\n"z",2\n', "utf-8")
    assert (dialect.escape, len(doubts)) == ('"', 1)
    assert detect_dialect('a,b\n"C:\\x, y",1\n"z",2\n', "utf-8")[2] == ()


def test_an_empty_text_has_the_default_dialect():
    assert detect_dialect("", "utf-8")[0].delimiter == ","


def test_damage_to_one_line_changes_nothing():
    text = written(ROWS * 3, ",", '"', '"')
    lines = text.splitlines(keepends=True)
    for damaged in (
        '2021-01-31,"Ivory,5,x\n',
        "2021-01-31 Ivory 5 x\n",
        "2021-01-31;Ivory;5;x\n",
        ",,,,,,,,\n",
        "\n",
    ):
        dialect, _, doubts = detect_dialect("".join([*lines[:7], damaged, *lines[8:]]), "utf-8")
        assert (dialect.delimiter, dialect.quote, dialect.escape, doubts) == (",", '"', '"', ())
