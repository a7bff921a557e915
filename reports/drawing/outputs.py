"""What members reported, period by period: one small panel an indicator, each with its own unit.

Outputs of different units are never drawn on one axis. Bars start at zero; a total of which only bounds are
shown is a light bar up to the lower one, with its span; a figure that is not shown and one that does not
exist leave a gap with a mark, so that neither looks like a zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import plotly.graph_objects as go

from pipeline.figures import Edition, Figure
from pipeline.model import Text
from pipeline.wording import carried
from reports.drawing.canvas import BODY_WIDTH, Canvas, Panel, axis_top, position
from reports.drawing.chart import Chart, light_bars, source_line, warning
from reports.drawing.palette import BLUE, INK, LIGHT_BLUE, MUTED, ORANGE
from reports.language import Language, breadth, lines, say
from reports.phrases import (
    amount,
    compact,
    coverage,
    grouped,
    has_number,
    headline,
    period,
    shorthand,
    tick,
)

_GUTTER = 44
_TITLE, _PLOT, _TICKS = 26, 118, 66
_MOST_IN_TWO_COLUMNS = 6
_NO_FIGURE = "–"
_SIGNS = {"approximately": "≈", "nearly": "≈", "over": ">", "at_least": "≥", "under": "<", "at_most": "≤"}


@dataclass(frozen=True, slots=True)
class Series:
    """One panel: the figures of one indicator in the order of the periods, None where there is none."""

    label: Text
    unit: Text
    figures: tuple[Figure | None, ...]

    @property
    def shown(self) -> tuple[Figure, ...]:
        """Figures that carry a value, or bounds."""
        return tuple(f for f in self.figures if f is not None and has_number(f))


def outputs(edition: Edition) -> Chart | Text:
    """Small multiples by round; by year when there is no round with a value."""
    for topic in ("output_round", "output_year"):
        figures = [f for f in edition.figures if f.topic == topic]
        if any(has_number(f) for f in figures):
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


def _heading(one: Series) -> Text:
    return Text(f"{one.label.en} ({one.unit.en})", f"{one.label.zh} · {one.unit.zh}")


def _headline(series: Iterable[Series]) -> Text:
    """The latest value of the indicator that most members reported."""
    latest = max(
        (one.shown[-1] for one in series if one.shown),
        key=lambda f: (f.period_end, f.coverage_n or 0),
    )
    value, when, members = headline(latest), period(latest.period), coverage(latest)
    label = latest.indicator_label
    return Text(
        f"{label.en}: {value.en} in {when.en}"
        + (f", reported by {members.en} members" if members.en else ""),
        f"{label.zh}：{when.zh}为{value.zh}" + (f"，{members.zh} 家成员填报" if members.zh else ""),
    )


def _marks(series: list[Series]) -> Text:
    """Explanation of the marks that this chart really uses."""
    figures = [figure for one in series for figure in one.figures]
    english, chinese = "", ""
    shown = [figure for one in series for figure in one.shown]
    if any(f.value is not None and f.qualifier == "approximately" for f in shown):
        english += " ≈: approximately."
        chinese += "≈：约。"
    if any(f.value_low != f.value_high for f in shown):
        english += " Orange line: bounds of the total."
        chinese += "橙线：合计的上下界。"
    light = light_bars(shown)
    english, chinese = english + light.en, chinese + light.zh
    hidden = [f for f in figures if f is not None and not has_number(f) and f.status == "suppressed"]
    if hidden:
        english += " [c]: not shown, to protect a member's own value."
        chinese += "[c]：为保护单个成员的数据而不公布。"
    if any(f is None or (not has_number(f) and f not in hidden) for f in figures):
        english += " –: no figure, which is not zero."
        chinese += "–：没有数据，不等于零。"
    return Text(english, chinese)


def _alt(series: list[Series], every: Text) -> Text:
    def one(s: Series, language: Language) -> str:
        values = [f"{say(period(f.period), language)}: {say(amount(f), language)}" for f in s.figures if f]
        return f"{say(_heading(s), language)}: {'; '.join(values)}."

    return Text(
        f"Bar charts by {every.en}, one an indicator. " + " ".join(one(s, "en") for s in series),
        f"按{every.zh}的柱状图，每个指标一幅。" + " ".join(one(s, "zh") for s in series),
    )


def _fill(canvas: Canvas, series: list[Series], periods: tuple[str, ...], columns: int) -> None:
    width = (BODY_WIDTH - _GUTTER * (columns - 1)) / columns
    for number, one in enumerate(series):
        left = (number % columns) * (width + _GUTTER)
        top = (number // columns) * (_TITLE + _PLOT + _TICKS)
        heading = lines(say(_heading(one), canvas.language), int(width / 7))
        canvas.text(heading[0], left, top, bold=True)
        labels = _labels(one, width / len(periods), canvas.language)
        panel = canvas.panel(
            left=left,
            top=top + _TITLE,
            width=width,
            height=_PLOT,
            x={
                "range": [-0.5, len(periods) - 0.5],
                "tickvals": list(range(len(periods))),
                "ticktext": _ticks(one, periods, canvas.language),
                "showline": True,
                "linecolor": INK,
                "tickfont": {"size": 11, "color": MUTED},
            },
            y={"range": [0, _top(one, labels)], "showticklabels": False},
        )
        _bars(canvas, panel, one, labels)


def _ticks(one: Series, periods: tuple[str, ...], language: Language) -> list[str]:
    """The quarter, then the members that reported, then the year under the first quarter shown of it."""
    ticks, before = [], Text("", "")
    for step, figure in zip(periods, one.figures, strict=True):
        name, year = tick(step)
        members = f"{figure.coverage_n}/{figure.coverage_of}" if figure and figure.coverage_of else " "
        below = f"<b>{say(year, language)}</b>" if year != before and year.en else " "
        before = year
        ticks.append(f"{say(name, language)}<br>{members}<br>{below}")
    return ticks


def _largest(one: Series) -> float:
    ends = [end for f in one.shown for end in (f.value, f.value_low, f.value_high) if end is not None]
    return max((position(end) for end in ends), default=0.0)


def _bars(canvas: Canvas, panel: Panel, one: Series, labels: dict[int, list[str]]) -> None:
    shown = [(n, f) for n, f in enumerate(one.figures) if f is not None and has_number(f)]
    canvas.add(
        go.Bar(
            x=[n for n, _ in shown],
            y=[position(_base(f)) for _, f in shown],
            marker={"color": [BLUE if f.value is not None else LIGHT_BLUE for _, f in shown]},
            hovertext=[say(f.wording, canvas.language) for _, f in shown],
            hovertemplate="%{hovertext}<extra></extra>",
            **panel.axes,
        )
    )
    for number, figure in shown:
        top = position(max(_base(figure), figure.value_high or _base(figure)))
        for line, text in enumerate(reversed(labels[number])):
            canvas.mark(panel, text, number, top, yshift=10 + 13 * line, size=11)
        _uncertainty(canvas, panel, number, figure)
        if figure.status == "break":
            whole = (0, _top(one, labels))
            canvas.rule(panel, x=(number - 0.5, number - 0.5), y=whole, color=ORANGE, dash="dash")
    for number, figure_or_none in enumerate(one.figures):
        if figure_or_none is None or not has_number(figure_or_none):
            _gap(canvas, panel, number, figure_or_none)


def _base(figure: Figure) -> Decimal:
    """How far the bar goes: the value, or the lower bound where only bounds are shown."""
    return figure.value if figure.value is not None else figure.value_low or Decimal(0)


def _top(one: Series, labels: dict[int, list[str]]) -> float:
    """End of the panel's axis, with room for the labels above the largest bar."""
    tallest = max((len(label) for label in labels.values()), default=1)
    return axis_top(_largest(one), 1.22 if tallest == 1 else 1.4)


def _labels(one: Series, slot: float, language: Language) -> dict[int, list[str]]:
    """Lines above each bar: in full where all fit, else with three digits, in two lines where it must be."""
    shown = {n: f for n, f in enumerate(one.figures) if f is not None and has_number(f)}

    def fits(text: str) -> bool:
        return breadth(text) * 6.2 <= slot

    full = {n: [" ".join(_label(f, grouped))] for n, f in shown.items()}
    if all(fits(label[0]) for label in full.values()):
        return full
    short = {n: _label(f, lambda value: say(compact(value), language)) for n, f in shown.items()}
    return {n: [" ".join(label)] if fits(" ".join(label)) else _split(label) for n, label in short.items()}


def _split(label: list[str]) -> list[str]:
    """A label in two lines: the mark below its number, or the upper bound below the lower one."""
    if len(label) > 1:
        return label
    low, dash, high = label[0].partition("–")
    return [low + dash, high] if dash else label


def _label(figure: Figure, written: Callable[[Decimal], str]) -> list[str]:
    """The number with the sign of its hedge, and the mark of its status; bounds where there is no number."""
    if figure.value is None:
        return [_span(figure, written)]
    value = figure.value
    if figure.qualifier == "approximately":
        value = carried(value, figure.value_low, figure.value_high)
    open_ended = figure.value_high is None and figure.value_low is not None
    sign = _SIGNS.get(figure.qualifier, "≥" if open_ended else "")
    return [sign + written(value), *([shorthand(figure)] if shorthand(figure) else [])]


def _span(figure: Figure, written: Callable[[Decimal], str]) -> str:
    """`2.52–2.56m`: both bounds with at most three digits, rounded away from each other; `≥ 30k` for one."""
    low, high = (
        end and written(_three_digits(end, rounding))
        for end, rounding in ((figure.value_low, ROUND_FLOOR), (figure.value_high, ROUND_CEILING))
    )
    if not high:
        return f"≥{low}"
    if not low:
        return f"≤{high}"
    ending = high.lstrip("0123456789.,")
    return f"{low.removesuffix(ending) if ending else low}–{high}"


def _three_digits(number: Decimal, rounding: str) -> Decimal:
    unit = Decimal(1).scaleb(max(number.adjusted() - 2, 0))
    return (number / unit).to_integral_value(rounding) * unit


def _uncertainty(canvas: Canvas, panel: Panel, number: int, figure: Figure) -> None:
    """The bounds of a total, as a line with a stroke at either end."""
    low, high = figure.value_low, figure.value_high
    if low is None or high is None or low == high:
        return
    ends = (position(low), position(high))
    canvas.rule(panel, x=(number, number), y=ends, layer="above", color=ORANGE, width=3)
    for end in ends:
        canvas.rule(
            panel, x=(number - 0.12, number + 0.12), y=(end, end), layer="above", color=ORANGE, width=1.5
        )


def _gap(canvas: Canvas, panel: Panel, number: int, figure: Figure | None) -> None:
    suppressed = figure is not None and figure.status == "suppressed"
    canvas.mark(panel, "[c]" if suppressed else _NO_FIGURE, number, 0, yshift=12, size=12, colour=MUTED)
