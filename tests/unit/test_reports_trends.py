"""How trends are printed and drawn: approximate totals, rounding, breaks, a scale without zero."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from edition_of_exercise import exercise_edition

from reports.absences import missing
from reports.document import write_document
from reports.drawing.trend_scale import panel_scales, stretches
from reports.drawing.trends import trends
from reports.pictures import Charts
from reports.trends import TrendWords, direct_ends

D = Decimal


def rows():
    """The first three quarters of the exercise's trend, nothing hedged, nothing missing."""
    return [replace(t, absence_bound="complete", total_high=t.total) for t in exercise_edition().trends[:3]]


def hedged(trend, by=250):
    return replace(trend, total_low=trend.total - by, total_high=trend.total + by)


def broken():
    """Seven quarters: three chained, one not shown, then three from a new base."""
    first = rows()
    later = [
        replace(t, period=f"2020-Q{n}", before=f"2020-Q{n - 1}", base="2020-Q1", panel_change=change)
        for n, (t, change) in enumerate(zip(rows(), (None, D(5), D(-2)), strict=True), start=1)
    ]
    return [*first, exercise_edition().trends[3], *later]


@pytest.mark.parametrize(
    ("high", "english", "chinese"),
    [(None, "30,650 or more", "30,650 或以上"), (D(32400), "30,650 to 32,400", "30,650 至 32,400")],
)
def test_the_least_of_an_approximate_total_is_its_lower_bound(high, english, chinese) -> None:
    trend = replace(
        rows()[1], absence_bound="bounded" if high else "open", total_low=D(30650), total_high=high
    )
    assert (missing(trend).en, missing(trend).zh) == (english, chinese)


def test_what_rests_on_an_approximate_total_is_marked_and_what_does_not_is_not() -> None:
    first, second, third = rows()
    exact = TrendWords([first, second, third])
    assert [exact.total(t).en for t in (first, second, third)] == ["30,000", "30,900", "31,800"]
    assert exact.change(third).en == "−2.1%"
    assert exact.remark().en == ""
    second = hedged(second)
    words = TrendWords([first, second, third])
    assert [words.total(t).en for t in (first, second, third)] == ["30,000", "≈30,900", "31,800"]
    assert words.change(third).en == "≈−2.1%"
    assert words.chained(first).en == "100"
    assert words.chained(third).en == "≈102.8 (rounding: 100.3–105.3)"
    assert words.direct(third).en == "103.1"
    assert words.all_reporters(third).en == "106"
    assert words.remark().en.startswith("≈")
    assert TrendWords([hedged(first), second, third]).direct(third).en == "≈103.1"


def test_a_direct_index_rounded_to_ten_points_is_printed_with_its_range() -> None:
    coarse = replace(rows()[2], index_direct=D("110.0"), direct_rounded_to=D("10.0"))
    assert direct_ends(coarse) == (105, 115)
    assert TrendWords([coarse]).direct(coarse).en == "about 110 (105–115)"
    assert TrendWords([coarse]).direct(coarse).zh == "约 110 (105–115)"
    chart = trends(replace(exercise_edition(), trends=(*rows()[:2], coarse)))
    whiskers = [t.error_y.array for t in chart.figure("en").data if t.marker.symbol == "diamond"]
    assert whiskers == [(5.0,)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_chart_names_every_base_its_ticks_and_a_scale_without_zero(language) -> None:
    chart = trends(replace(exercise_edition(), trends=tuple(broken())))
    written = {note.text for note in chart.figure(language).layout.annotations}
    bases = ("Q1 2019", "Q1 2020") if language == "en" else ("2019年第一季度", "2020年第一季度")
    assert {f"{base} = 100" for base in bases} <= written
    assert {"90", "100", "110"} <= written
    assert "No vertical scale starts at zero" in chart.subtitle.en
    assert "纵轴均不从零开始" in chart.subtitle.zh


def test_the_headline_says_since_when_and_that_the_chain_began_anew() -> None:
    once = trends(replace(exercise_edition(), trends=tuple(rows())))
    assert once.title.en == (
        "Listings removed: from 100 in Q1 2019 to about 102.8 among the same members and 106 over all "
        "reporters in Q3 2019"
    )
    again = trends(replace(exercise_edition(), trends=tuple(broken())))
    assert "from 100 in Q1 2020, where the chain begins anew, to about 102.8" in again.title.en
    assert "2020年第一季度（此处重新起算）为 100" in again.title.zh


def test_a_point_is_equally_high_in_all_panels_and_everything_is_within() -> None:
    low = broken()
    high = [replace(t, index_all=t.index_all and t.index_all * 4) for t in low]
    scales = panel_scales([(low[0].indicator_label, low), (low[0].indicator_label, high)])
    assert len({scale.plot / (scale.high - scale.low) for scale in scales}) == 1
    assert scales[1].low <= 100
    assert scales[1].high > 424
    assert scales[0].plot < scales[1].plot
    assert stretches(low) == [[0, 1, 2], [4, 5, 6]]


def test_the_page_prints_it(tmp_path) -> None:
    first, second, third = rows()
    coarse = replace(third, index_direct=D("110.0"), direct_rounded_to=D("10.0"))
    write_document(
        replace(exercise_edition(), trends=(first, second, coarse)), Charts((), ()), tmp_path / "index.html"
    )
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "about 110 (105–115)" in page
    assert "约 110 (105–115)" in page
