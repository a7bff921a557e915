"""Findings followed from one file to the next: through inserted rows, renamed sheets and equal complaints."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Observation
from quality.resubmission import compared
from quality.same_findings import Told

QUARTER = (date(2021, 4, 1), date(2021, 6, 30))


def row(place, series, value=1):
    """One value; `series` is the species group, which tells the lines of these files apart."""
    exact = Decimal(value)
    return Observation(
        subject="alpha",
        indicator="listings_removed",
        taxon_group=series,
        period_start=QUARTER[0],
        period_end=QUARTER[1],
        value=exact,
        value_low=exact,
        value_high=exact,
        printed_text=str(value),
        submission="s",
        place=place,
    ).as_row()


def finding(code, *places, value="", **params):
    return {"code": code, "places": list(places), "value": value, "params": params}


def since(before, after):
    return compared({"id": "old"}, Told(*before), Told(*after))


def lines(*series, sheet="Data", first=2):
    """A sheet with one value a line; None leaves the line blank, a number in place of a name a value."""
    return [row(f"{sheet}!B{n}", name) for n, name in enumerate(series, start=first) if name]


def counted(found):
    return tuple(found.points[name] for name in ("mended", "remaining", "new"))


def test_the_same_file_again_has_everything_remaining():
    told = ([finding("not-whole", "Data!B2", "Data!B3"), finding("nothing-reported")], lines("a", "b"))
    found = since(told, told)
    assert counted(found) == (0, 3, 0)
    assert found.mended == ()
    assert [found.state(n, len(f["places"])) for n, f in enumerate(told[0])] == ["remaining", "remaining"]


def test_a_value_is_followed_by_what_it_is_about():
    before = ([finding("not-whole", "Data!B2", "Data!B3", "Data!B4")], lines("a", "b", "c"))
    after = ([finding("not-whole", "Data!B3", "Data!B7")], lines("c", "a", "x", "y", "z", "b"))
    found = since(before, after)
    assert counted(found) == (1, 2, 0)
    assert found.mended[0]["places"] == ["Data!B4"]


def test_a_blank_is_followed_through_rows_put_in_above():
    before = ([finding("blank-value", "Data!B3", "Data!B5")], lines("a", None, "b", None, "c"))
    after = ([finding("blank-value", "Data!B5")], lines("new", "newer", "a", None, "b", "filled", "c"))
    found = since(before, after)
    assert counted(found) == (1, 1, 0)
    assert found.mended[0]["places"] == ["Data!B5"]


def test_a_blank_filled_and_another_blanked_are_one_mended_and_one_new():
    before = ([finding("blank-value", "Data!B3")], lines("a", None, "b", "c", "d"))
    after = ([finding("blank-value", "Data!B5")], lines("a", "filled", "b", None, "d"))
    found = since(before, after)
    assert counted(found) == (1, 0, 1)
    assert found.new_places == {0: ("Data!B5",)}


def test_a_sheet_that_got_another_name_is_the_same_sheet():
    before = ([finding("blank-value", "Data!B3")], lines("a", None, "b"))
    after = ([finding("blank-value", "2021!B3")], lines("a", None, "b", sheet="2021"))
    assert counted(since(before, after)) == (0, 1, 0)


def test_without_any_value_equal_words_pair_in_order():
    before = (
        [finding("type-error", "S!B2", "S!B3", value="x"), finding("type-error", "S!B4", value="y")],
        [],
    )
    after = ([finding("type-error", "T!C9", value="y"), finding("type-error", "T!C8", value="x")], [])
    found = since(before, after)
    assert (counted(found), found.points["unread"]) == ((0, 2, 0), 1)
    assert found.unread[0]["places"] == ["S!B3"]


def test_another_code_at_the_same_cell_is_another_finding():
    before = ([finding("blank-value", "Data!B3")], lines("a", None, "b"))
    after = ([finding("type-error", "Data!B3", value="n.a.")], lines("a", None, "b"))
    found = since(before, after)
    assert (counted(found), found.points["unread"]) == ((0, 0, 1), 1)


def test_the_cell_of_another_series_is_another_finding():
    before = ([finding("not-whole", "Data!B2", value="1.5")], lines("a", "b"))
    after = ([finding("not-whole", "Data!B2", value="1.5")], lines("c", "a", "b"))
    assert counted(since(before, after)) == (1, 0, 1)


def test_a_complaint_about_the_whole_file_is_the_same_whatever_it_counts():
    before = ([finding("cells-unaccounted", cells="12"), finding("key-vanished", what="a")], [])
    after = ([finding("cells-unaccounted", cells="3"), finding("key-vanished", what="b")], [])
    found = since(before, after)
    assert (counted(found), found.points["unread"]) == ((0, 1, 1), 1)


def of(category, told):
    return {**told, "category": category}


@pytest.mark.parametrize("code", ["file-empty", "file-damaged", "nothing-reported"])
def test_a_file_of_which_nothing_is_read_mends_nothing(code):
    blamed = [finding("negative-value", "Data!B3"), finding("missing-label", "Data!B1"), finding("late")]
    found = since((blamed, lines("a", None, "b")), ([finding(code)], []))
    assert (counted(found), found.points["unread"]) == ((0, 0, 1), 3)
    assert (found.mended, [told["code"] for told in found.unread]) == ((), [told["code"] for told in blamed])


def test_a_row_that_is_left_out_or_broken_elsewhere_mends_nothing():
    before = ([of("value", finding("negative-value", "Data!B2"))], lines(None, "a", "b"))
    for after in (([], lines("a", "b")), ([finding("bad-period", "Data!A2")], lines(None, "a", "b"))):
        points = since(before, after).points
        assert (points["mended"], points["unread"]) == (0, 1)


def test_the_row_that_moved_up_does_not_mend_the_one_that_was_left_out():
    before = ([finding("figure-unlike-before", "Data!B3")], lines("a", "b", "c"))
    points = since(before, ([], lines("a", "c"))).points
    assert (points["mended"], points["unread"]) == (0, 1)


def test_headings_labels_and_totals_are_mended_where_their_values_are_read():
    blamed = [
        of("file", finding("missing-label", "Data!B1")),
        of("value", finding("unknown-code", "Data!A3")),
        of("rows", finding("total-differs", "Data!B5")),
    ]
    points = since((blamed, lines("a", None, "b")), ([], lines("a", "x", "b"))).points
    assert (points["mended"], points["unread"]) == (3, 0)


def test_what_follows_from_a_finding_still_remains():
    restated = finding("value-restated", "Data!B2")
    cause = {**finding("period-unlike-before", "Data!B2"), "consequences": [restated, finding("gap")]}
    found = since(([restated], lines("a", "b")), ([cause], lines("a", "b")))
    assert (counted(found), found.points["unread"]) == ((0, 1, 2), 0)
    assert found.new_places == {0: ("Data!B2",)}


def test_a_value_whose_cell_is_still_complained_of_is_not_gone():
    blank = [finding("blank-value", "Data!B3")]
    found = since((blank, lines("a", "answered", "b")), (blank, lines("a", None, "b")))
    assert (counted(found), found.values["gone"]) == ((0, 1, 0), 0)


def test_values_added_changed_and_gone_are_counted_by_what_they_are_about():
    before = (
        [],
        [row("B2", "a", 1), row("B3", "b", 2), row("B4", "c", 3), row("B5", "d", 4), row("B6", "d", 4)],
    )
    after = ([], [row("B9", "a", 1), row("B3", "b", 20), row("B5", "d", "4.0"), row("B7", "e", 5)])
    found = since(before, after)
    assert found.values == {"added": 1, "changed": 1, "gone": 2, "same": 2}
    assert [(c.place, c.was, c.now) for c in found.changed] == [("B3", "2", "20")]
    assert [(c.place, c.was) for c in found.gone] == [("B4", "3"), ("B6", "4")]


CELLS = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1)


@given(CELLS, st.data())
def test_every_point_is_counted_once_on_each_side(series, data):
    bad = data.draw(st.lists(st.sampled_from(series), unique=True))
    put_in = data.draw(st.integers(0, 5))
    still = data.draw(st.lists(st.sampled_from(bad), unique=True)) if bad else []
    late = data.draw(st.lists(st.sampled_from([s for s in series if s not in bad] or ["-"]), unique=True))
    late = [s for s in late if s in series]

    def told(wrong, first):
        places = [f"Data!B{first + n}" for n, s in enumerate(series) if s in wrong]
        return [finding("not-whole", *places)] if places else [], lines(*series, first=first)

    found = since(told(bad, 2), told([*still, *late], 2 + put_in))
    assert counted(found) == (len(bad) - len(still), len(still), len(late))


@given(CELLS, st.data())
def test_blank_cells_are_followed_wherever_rows_are_put_in(series, data):
    blank = data.draw(st.sets(st.integers(0, len(series) - 1)))
    still = data.draw(st.sets(st.sampled_from(sorted(blank)))) if blank else set()
    put_in = data.draw(st.integers(0, 5))
    if len(blank) == len(series):
        blank, still = blank - {0}, still - {0}

    def told(empty, first):
        places = [f"Data!B{first + n}" for n in sorted(empty)]
        standing = [None if n in empty else s for n, s in enumerate(series)]
        return [finding("blank-value", *places)] if places else [], lines(*standing, first=first)

    found = since(told(blank, 2), told(still, 2 + put_in))
    assert counted(found) == (len(blank) - len(still), len(still), 0)
