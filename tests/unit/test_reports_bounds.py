"""How a hedged total and one known only by its bounds reach a reader: page, charts and sentences."""

import dataclasses
import re
from decimal import Decimal

import pytest
from edition_figures import figure, quarter
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from pipeline import wording
from pipeline.model import Text
from pipeline.sentences import sentence
from reports import phrases
from reports.document import findings, write_document
from reports.drawing.completeness import completeness
from reports.drawing.outputs import outputs
from reports.drawing.running_totals import running_totals
from reports.pictures import Charts
from reports.sheets import marks, notes, shorthands


def _total(number, value, low, high, qualifier="", **given):
    start, end = quarter(2018 + number // 4, number % 4 + 1)
    status = "normal" if value is not None else "suppressed"
    plain = {
        "id": f"output_round/listings_removed/{number}",
        "topic": "output_round",
        "period": f"{start.year}-Q{number % 4 + 1}",
        "period_start": start,
        "period_end": end,
        "value": None if value is None else Decimal(value),
        "value_low": None if low is None else Decimal(low),
        "value_high": None if high is None else Decimal(high),
        "qualifier": qualifier,
        "status": status,
        "coverage_n": 24,
        "coverage_of": 24,
    }
    return figure(**(plain | given))


HEDGED = _total(0, 1448004, 1439254, 1456754, "approximately")
BOUNDED = _total(1, None, 2520000, 2560000, "range")
HIDDEN = _total(2, None, None, None)


def _with(edition, *figures):
    return dataclasses.replace(edition, round="2018-Q3", figures=figures)


def _running(one):
    return dataclasses.replace(one, id=one.id.replace("output_round", "running_total"), topic="running_total")


def _written(chart, language="en"):
    return [note.text for note in chart.figure(language).layout.annotations]


@pytest.mark.parametrize(
    ("value", "low", "high", "kept"),
    [
        (1448004, 1439254, 1456754, 1450000),
        (987865, 982615, 993115, 990000),
        (263000, 262500, 263500, 263000),
        (104, 99, 109, 100),
        (5, 0, 10, 5),
        (39, 39, 39, 39),
        (39, 39, 41, 39),
        (3000000, 3000000, None, 3000000),
    ],
)
def test_a_value_keeps_the_digits_that_its_bounds_carry(value, low, high, kept):
    assert wording.carried(Decimal(value), Decimal(low), None if high is None else Decimal(high)) == kept


@given(st.integers(1, 10**9), st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_rounded_value_lies_within_its_bounds_and_is_never_longer(value, below, above):
    low, high = Decimal(value - below), Decimal(value + above)
    kept = wording.carried(Decimal(value), low, high)
    assert low <= kept <= high
    assert len(wording.number(kept).replace(",", "").rstrip("0")) <= len(str(value))


def test_sentences_round_what_is_approximate_and_nothing_else():
    ends = Decimal(1439254), Decimal(1456754)
    unit = Text("listings", "条")
    hedged = wording.amount(Decimal(1448004), *ends, "approximately", unit)
    assert hedged == Text("approximately 1,450,000 listings", "约1,450,000条")
    assert wording.amount(Decimal(1448004), *ends, "exact", unit).en == "1,448,004 listings"


def test_main_findings_hold_the_total_given_as_bounds_and_round_what_is_approximate(exercise):
    rounded = dataclasses.replace(_running(HEDGED), coverage_n=19)
    few = dataclasses.replace(_running(_total(3, 63920, 63920, 63920, "exact")), coverage_n=8)
    shown = findings(_with(exercise, few, rounded, _running(BOUNDED), _running(HIDDEN)))
    assert [f.number.en for f in shown] == ["2,520,000–2,560,000", "approximately 1,450,000", "63,920"]


@pytest.mark.parametrize(
    ("one", "beside"),
    [(BOUNDED, ""), (HEDGED, "1,439,254 to 1,456,754"), (_total(0, 9000, 9000, None, "over"), "")],
)
def test_bounds_stand_beside_an_amount_that_does_not_say_them(one, beside):
    assert phrases.bounds_beside(one).en == beside


def test_a_row_says_its_bounds_once_and_the_exact_sum_in_the_table(exercise, tmp_path):
    write_document(_with(exercise, HEDGED, BOUNDED), Charts((), ()), tmp_path / "report.html")
    tree = html.parse(tmp_path / "report.html")
    [bounded] = tree.xpath(f"//tr[@id='{BOUNDED.id}']/td[@class='number']")
    assert bounded.text_content().split() == ["2,520,000–2,560,000"]
    [hedged] = tree.xpath(f"//tr[@id='{HEDGED.id}']/td[@class='number']")
    assert hedged.findtext("strong") == "approximately 1,448,004"
    assert hedged.findtext("span") == "1,439,254 to 1,456,754"


def test_outputs_draw_bounds_as_a_span_and_only_what_is_hidden_as_a_mark(exercise):
    chart = outputs(_with(exercise, HEDGED, BOUNDED, HIDDEN))
    drawn = chart.figure("en")
    assert list(drawn.data[0].y) == [1448004.0, 2520000.0]
    assert len(set(drawn.data[0].marker.color)) == 2
    spans = {(shape.y0, shape.y1) for shape in drawn.layout.shapes if shape.x0 == shape.x1}
    assert spans == {(1439254.0, 1456754.0), (2520000.0, 2560000.0)}
    texts = _written(chart)
    assert {"≈1,450,000", "2,520,000–2,560,000", "[c]"} <= set(texts)
    assert texts.count("[c]") == 1
    assert "Light bar: only the bounds" in chart.subtitle.en
    assert "浅色条" in chart.subtitle.zh


def test_outputs_without_a_hidden_total_do_not_explain_its_mark(exercise):
    chart = outputs(_with(exercise, BOUNDED))
    assert "[c]" not in chart.subtitle.en
    assert chart.title.en.startswith("Listings removed: 2,520,000–2,560,000 in Q2 2018")


def test_narrow_labels_keep_both_bounds_rounded_away_from_each_other(exercise):
    many = [_total(n, None, 1234567, 2345678, "range") for n in range(20)]
    texts = _written(outputs(_with(exercise, *many)))
    assert {"1.23–", "2.35m"} <= set(texts)
    chinese = _written(outputs(_with(exercise, *many)), "zh")
    assert {"123–", "235万"} <= set(chinese)


def test_running_totals_round_their_headline_and_say_bounds_once(exercise):
    texts = _written(running_totals(_with(exercise, _running(HEDGED), _running(BOUNDED))))
    assert {
        "<b>approximately 1,450,000</b>",
        "1,439,254 to 1,456,754 · 24 of 24 members",
        "24 of 24 members",
    } <= set(texts)


def test_charts_write_quarters_as_their_language_does(exercise):
    chart = outputs(_with(exercise, HEDGED, BOUNDED))
    ticks = {lang: list(chart.figure(lang).layout.xaxis.ticktext) for lang in ("en", "zh")}
    assert ticks["en"] == ["Q1<br>24/24<br><b>2018</b>", "Q2<br>24/24<br> "]
    assert ticks["zh"] == ["一季度<br>24/24<br><b>2018年</b>", "二季度<br>24/24<br> "]


def test_counts_of_returns_stand_in_their_bars_and_quarters_in_words(exercise):
    chart = completeness(exercise)
    last = exercise.completeness[-1]
    assert last.round not in chart.title.en + chart.title.zh + chart.alt.en + chart.alt.zh
    drawn = chart.figure("en")
    inside = [n for n in drawn.layout.annotations if n.text == str(last.on_time) and n.bgcolor]
    assert [n.xanchor for n in inside] == [None] * len(inside)
    assert inside


def test_a_mark_stands_in_the_legend_once_with_all_that_it_means():
    legend = {mark.mark: mark.label for mark in marks()}
    assert len(legend) == len(marks())
    for status in shorthands():
        assert status.label.en.lower() in legend[status.mark].en.lower()
        assert status.label.zh in legend[status.mark].zh
    assert legend["[x]"].en.startswith("No value: not collected; late")


@pytest.mark.parametrize(
    "told", ["how much trafficking", "inside the period", "across indicators|different indicators"]
)
def test_no_note_says_what_another_says(exercise, told):
    standing = ("note_effort", "note_totals", "note_coverage", "note_disclosure")
    composed = dataclasses.replace(exercise, notes=tuple(sentence(name) for name in standing))
    assert sum(bool(re.search(told, note.en)) for note in notes(composed)) == 1
