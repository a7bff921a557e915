"""Totals since the start, with what their wording leaves open.

Rows with the same unit share one axis from zero; another unit gets a panel of its own. A bounded total is a
bar with its interval; "over X" ends in an arrow, since nobody knows where it ends.
"""

from __future__ import annotations

from collections.abc import Iterable

import plotly.graph_objects as go

from pipeline.figures import Edition, Figure
from pipeline.model import Text
from reports.drawing.canvas import BODY_WIDTH, Canvas, Panel, axis_top, position
from reports.drawing.chart import Chart, light_bars, source_line, warning
from reports.drawing.palette import BLUE, INK, LIGHT_BLUE, MUTED, ORANGE
from reports.language import lines, say
from reports.phrases import bounds_beside, coverage, has_number, headline, join, period, shorthand

_LABELS, _NUMBERS = 226, 210
_ROW = 62


def running_totals(edition: Edition) -> Chart | Text:
    """One row an indicator, one panel a unit."""
    figures = [f for f in edition.figures if f.topic == "running_total"]
    shown = [f for f in figures if has_number(f)]
    if not shown:
        return Text(
            "No chart of running totals: no total since the start could be published in this edition.",
            "没有累计合计图：本期没有可以发布的累计合计。",
        )
    when = period(shown[0].period)
    units, light = _by_unit(figures), light_bars(shown)
    return Chart(
        name="running-totals",
        title=_headline(shown),
        subtitle=Text(
            f"Running totals of what members reported, {when.en}, by indicator; one panel a unit, "
            "each from zero. Orange line: bounds of the total. Arrow: the total is at least this, with no "
            "upper bound." + light.en,
            f"成员填报数量的累计合计，{when.zh}，按指标列示；每个单位一幅小图，均从零开始。"
            f"橙线：合计的上下界。箭头：至少为此数，没有上界。{light.zh}",
        ),
        source=source_line(edition, Text("returns of members", "成员填报数据")),
        alt=join([_sentence(f) for f in figures]),
        warning=warning(edition),
        height=len(figures) * _ROW,
        fill=lambda canvas: _fill(canvas, units),
    )


def _by_unit(figures: list[Figure]) -> list[list[Figure]]:
    units: dict[str, list[Figure]] = {}
    for figure in figures:
        units.setdefault(figure.unit, []).append(figure)
    return list(units.values())


def _headline(shown: list[Figure]) -> Text:
    """The total that most members stand behind; never a sum of several indicators."""
    leading = max(shown, key=lambda f: f.coverage_n or 0)
    value, label, when = headline(leading), leading.indicator_label, period(leading.period)
    return Text(f"{label.en}: {value.en}, {when.en}", f"{label.zh}：{when.zh}共 {value.zh}")


def _sentence(figure: Figure) -> Text:
    value, limits = headline(figure), bounds_beside(figure)
    return Text(
        f"{figure.indicator_label.en}: {value.en}" + (f" (bounds {limits.en})" if limits.en else ""),
        f"{figure.indicator_label.zh}：{value.zh}" + (f"（上下界：{limits.zh}）" if limits.zh else ""),
    )


def _reach(figure: Figure) -> float:
    return max(
        (position(end) for end in (figure.value, figure.value_low, figure.value_high) if end is not None),
        default=0.0,
    )


def _fill(canvas: Canvas, units: Iterable[list[Figure]]) -> None:
    top = 0.0
    for figures in units:
        height = _ROW * len(figures)
        panel = canvas.panel(
            left=_LABELS,
            top=top,
            width=BODY_WIDTH - _LABELS - _NUMBERS,
            height=height,
            x={"range": [0, axis_top(max(_reach(f) for f in figures), 1.1)], "showticklabels": False},
            y={"range": [len(figures) - 0.5, -0.5], "showticklabels": False},
        )
        canvas.rule(panel, x=(0, 0), y=(-0.36, len(figures) - 0.64), layer="above", color=INK)
        for number, figure in enumerate(figures):
            _row(canvas, panel, number, figure, top + _ROW * number)
        top += height


def _row(canvas: Canvas, panel: Panel, number: int, figure: Figure, top: float) -> None:
    label = lines(say(figure.indicator_label, canvas.language), 34)[:2]
    first = top + _ROW / 2 - 9 * (len(label) + 1)
    for line, text in enumerate(label):
        canvas.text(text, 0, first + 17 * line, size=13)
    canvas.text(
        say(figure.unit_label, canvas.language), 0, first + 17 * len(label) + 1, size=11, colour=MUTED
    )
    _bar(canvas, panel, number, figure)
    _numbers(canvas, figure, top)


def _bar(canvas: Canvas, panel: Panel, number: int, figure: Figure) -> None:
    base = figure.value if figure.value is not None else figure.value_low
    if base is None:
        canvas.mark(panel, shorthand(figure) or "–", 0, number, xshift=14, colour=MUTED)
        return
    canvas.add(
        go.Bar(
            orientation="h",
            x=[position(base)],
            y=[number],
            width=0.42,
            marker={"color": BLUE if figure.value is not None else LIGHT_BLUE},
            hovertext=[say(figure.wording, canvas.language)],
            hovertemplate="%{hovertext}<extra></extra>",
            **panel.axes,
        )
    )
    low, high = figure.value_low, figure.value_high
    if low is not None and high is not None and low < high:
        _interval(canvas, panel, number, position(low), position(high))
    elif low is not None and high is None:
        _arrow(canvas, panel, number, position(base))


def _arrow(canvas: Canvas, panel: Panel, number: int, start: float) -> None:
    """An open end: nobody knows how much more it is."""
    canvas.add(
        go.Scatter(
            x=[start],
            y=[number],
            mode="markers",
            marker={"symbol": "triangle-right", "size": 20, "color": ORANGE},
            hoverinfo="skip",
            cliponaxis=False,
            **panel.axes,
        )
    )


def _interval(canvas: Canvas, panel: Panel, number: int, low: float, high: float) -> None:
    canvas.rule(panel, x=(low, high), y=(number, number), layer="above", color=ORANGE, width=4)
    for end in (low, high):
        canvas.rule(
            panel, x=(end, end), y=(number - 0.14, number + 0.14), layer="above", color=ORANGE, width=2
        )


def _numbers(canvas: Canvas, figure: Figure, top: float) -> None:
    """Value, bounds and coverage at the right edge, aligned as in a table."""
    language = canvas.language
    mark = f" {shorthand(figure)}" if shorthand(figure) and figure.value is not None else ""
    canvas.text(
        say(headline(figure), language) + mark, BODY_WIDTH, top + 11, size=14, bold=True, anchor="right"
    )
    members = coverage(figure)
    limits = bounds_beside(figure)
    notes = [say(limits, language)] if limits.en else []
    notes += [say(Text(f"{members.en} members", f"{members.zh} 家成员"), language)] if members.en else []
    canvas.text(" · ".join(notes), BODY_WIDTH, top + 32, size=11, colour=MUTED, anchor="right")
