"""What members reported, period by period: one small panel an indicator, each with its own unit.

Outputs of different units are never drawn on one axis. Bars start at zero; a figure that is not shown and one
that does not exist leave a gap with a mark, so that neither looks like a zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import plotly.graph_objects as go

from pipeline.figures import Edition, Figure
from pipeline.model import Text
from reports.drawing.canvas import BODY_WIDTH, Canvas, Panel, axis_top, position
from reports.drawing.chart import Chart, source_line, warning
from reports.drawing.palette import BLUE, INK, MUTED, ORANGE
from reports.language import Language, breadth, lines, say
from reports.phrases import amount, compact, coverage, grouped, period, shorthand

_GUTTER = 44
_TITLE, _PLOT, _TICKS = 26, 118, 66
_MOST_IN_TWO_COLUMNS = 6
_NO_FIGURE = "–"


@dataclass(frozen=True, slots=True)
class Series:
    """One panel: the figures of one indicator in the order of the periods, None where there is none."""

    label: Text
    unit: Text
    figures: tuple[Figure | None, ...]

    @property
    def shown(self) -> tuple[Figure, ...]:
        """Figures that carry a value."""
        return tuple(f for f in self.figures if f is not None and f.value is not None)


def outputs(edition: Edition) -> Chart | Text:
    """Small multiples by round; by year when there is no round with a value."""
    for topic in ("output_round", "output_year"):
        figures = [f for f in edition.figures if f.topic == topic]
        if any(f.value is not None for f in figures):
            return _chart(edition, figures, by_year=topic == "output_year")
    return Text(
        "No chart of outputs over time: no total of members' outputs could be published in this edition.",
        "没有产出随时间变化的图：本期没有可以发布的成员产出合计。",
    )


def _chart(edition: Edition, figures: list[Figure], *, by_year: bool) -> Chart:
    periods = _periods({f.period for f in figures})
    series = _series(figures, periods)
    columns = 2 if len(periods) <= _MOST_IN_TWO_COLUMNS and len(series) > 1 else 1
    rows = -(-len(series) // columns)
    first, last = period(periods[0]), period(periods[-1])
    every = Text("year", "年度") if by_year else Text("quarter", "季度")
    return Chart(
        name="outputs",
        title=_headline(series),
        subtitle=Text(
            f"What members reported, by indicator and {every.en}, {first.en} to {last.en}. Every panel has "
            "its own unit and starts at zero. Below each bar: members that reported / members eligible."
            + _marks(series).en,
            f"成员填报的数量，按指标和{every.zh}列示，{first.zh}至{last.zh}。各小图单位不同，均从零开始。"
            f"柱下数字：已填报成员数 / 应填报成员数。{_marks(series).zh}",
        ),
        source=source_line(edition, Text("returns of members", "成员填报数据")),
        alt=_alt(series, every),
        warning=warning(edition),
        height=rows * (_TITLE + _PLOT + _TICKS),
        fill=lambda canvas: _fill(canvas, series, periods, columns),
    )


def _periods(present: set[str]) -> tuple[str, ...]:
    """All periods from the first to the last one present, none left out between them."""
    steps = sorted(present)
    if any(re.fullmatch(r"\d{4}-Q[1-4]", step) is None for step in steps):
        return tuple(str(year) for year in range(int(steps[0][:4]), int(steps[-1][:4]) + 1))
    first, last = (int(step[:4]) * 4 + int(step[-1]) - 1 for step in (steps[0], steps[-1]))
    return tuple(f"{quarter // 4}-Q{quarter % 4 + 1}" for quarter in range(first, last + 1))


def _series(figures: list[Figure], periods: tuple[str, ...]) -> list[Series]:
    found: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        found.setdefault(figure.indicator, {})[figure.period] = figure
    return [
        Series(
            label=next(iter(by_period.values())).indicator_label,
            unit=next(iter(by_period.values())).unit_label,
            figures=tuple(by_period.get(p) for p in periods),
        )
        for by_period in found.values()
    ]


def _headline(series: Iterable[Series]) -> Text:
    """The latest value of the indicator that most members reported."""
    latest = max(
        (one.shown[-1] for one in series if one.shown),
        key=lambda f: (f.period_end, f.coverage_n or 0),
    )
    value, when, members = amount(latest), period(latest.period), coverage(latest)
    label = latest.indicator_label
    return Text(
        f"{label.en}: {value.en} in {when.en}"
        + (f", reported by {members.en} members" if members.en else ""),
        f"{label.zh}：{when.zh}为 {value.zh}" + (f"，{members.zh} 家成员填报" if members.zh else ""),
    )


def _marks(series: list[Series]) -> Text:
    """Explanation of the marks that this chart really uses."""
    figures = [figure for one in series for figure in one.figures]
    english, chinese = "", ""
    if any(f is not None and f.status == "suppressed" for f in figures):
        english += " [c]: not shown, to protect a member's own value."
        chinese += "[c]：为保护单个成员的数据而不公布。"
    if any(f is None or (f.value is None and f.status != "suppressed") for f in figures):
        english += " –: no figure, which is not zero."
        chinese += "–：没有数据，不等于零。"
    return Text(english, chinese)


def _alt(series: list[Series], every: Text) -> Text:
    def one(s: Series, language: Language) -> str:
        values = [f"{say(period(f.period), language)}: {say(amount(f), language)}" for f in s.figures if f]
        return f"{say(s.label, language)} ({say(s.unit, language)}): {'; '.join(values)}."

    return Text(
        f"Bar charts by {every.en}, one an indicator. " + " ".join(one(s, "en") for s in series),
        f"按{every.zh}的柱状图，每个指标一幅。" + " ".join(one(s, "zh") for s in series),
    )


def _fill(canvas: Canvas, series: list[Series], periods: tuple[str, ...], columns: int) -> None:
    width = (BODY_WIDTH - _GUTTER * (columns - 1)) / columns
    for number, one in enumerate(series):
        left = (number % columns) * (width + _GUTTER)
        top = (number // columns) * (_TITLE + _PLOT + _TICKS)
        heading = lines(
            f"{say(one.label, canvas.language)} ({say(one.unit, canvas.language)})", int(width / 7)
        )
        canvas.text(heading[0], left, top, bold=True)
        panel = canvas.panel(
            left=left,
            top=top + _TITLE,
            width=width,
            height=_PLOT,
            x={
                "range": [-0.5, len(periods) - 0.5],
                "tickvals": list(range(len(periods))),
                "ticktext": _ticks(one, periods),
                "showline": True,
                "linecolor": INK,
                "tickfont": {"size": 11, "color": MUTED},
            },
            y={"range": [0, axis_top(_largest(one))], "showticklabels": False},
        )
        _bars(canvas, panel, one, slot=width / len(periods))


def _ticks(one: Series, periods: tuple[str, ...]) -> list[str]:
    """`Q1`, then the members that reported, then the year under the first quarter shown of it."""
    ticks, year = [], ""
    for step, figure in zip(periods, one.figures, strict=True):
        quarter = step[5:] or step
        members = f"{figure.coverage_n}/{figure.coverage_of}" if figure and figure.coverage_of else " "
        below = f"<b>{step[:4]}</b>" if step[5:] and step[:4] != year else " "
        year = step[:4]
        ticks.append(f"{quarter}<br>{members}<br>{below}")
    return ticks


def _largest(one: Series) -> float:
    ends = [end for f in one.shown for end in (f.value, f.value_high) if end is not None]
    return max((position(end) for end in ends), default=0.0)


def _bars(canvas: Canvas, panel: Panel, one: Series, slot: float) -> None:
    shown = [(n, f, f.value) for n, f in enumerate(one.figures) if f is not None and f.value is not None]
    narrow = any(breadth(_label(f, grouped(value))) * 6.2 > slot for _, f, value in shown)
    canvas.add(
        go.Bar(
            x=[n for n, _, _ in shown],
            y=[position(value) for _, _, value in shown],
            marker={"color": BLUE},
            hovertext=[say(f.wording, canvas.language) for _, f, _ in shown],
            hovertemplate="%{hovertext}<extra></extra>",
            **panel.axes,
        )
    )
    for number, figure, value in shown:
        number_text = say(compact(value), canvas.language) if narrow else grouped(value)
        top = max(value, figure.value_high or value)
        canvas.mark(panel, _label(figure, number_text), number, position(top), yshift=10, size=11)
        _uncertainty(canvas, panel, number, figure)
        if figure.status == "break":
            whole = (0, axis_top(_largest(one)))
            canvas.rule(panel, x=(number - 0.5, number - 0.5), y=whole, color=ORANGE, dash="dash")
    for number, figure_or_none in enumerate(one.figures):
        if figure_or_none is None or figure_or_none.value is None:
            _gap(canvas, panel, number, figure_or_none)


def _label(figure: Figure, number: str) -> str:
    """The number with what limits it: a sign for an open end, the shorthand of its status."""
    open_ended = figure.value_high is None and figure.value_low is not None
    return ("≥ " if open_ended else "") + number + (f" {shorthand(figure)}" if shorthand(figure) else "")


def _uncertainty(canvas: Canvas, panel: Panel, number: int, figure: Figure) -> None:
    """The span that hedged parts of a total leave open."""
    low, high = figure.value_low, figure.value_high
    if low is not None and high is not None and low < high:
        span = (position(low), position(high))
        canvas.rule(panel, x=(number, number), y=span, layer="above", color=ORANGE, width=3)


def _gap(canvas: Canvas, panel: Panel, number: int, figure: Figure | None) -> None:
    suppressed = figure is not None and figure.status == "suppressed"
    canvas.mark(panel, "[c]" if suppressed else _NO_FIGURE, number, 0, yshift=12, size=12, colour=MUTED)
