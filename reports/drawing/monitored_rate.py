"""The rate that monitoring measured, quarter by quarter: the only series that speaks about the outcome.

The line runs through quarters that follow each other under one keyword list. A quarter in which the same
sites were not searched is a gap, and a new keyword list begins a new line behind a mark.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby, pairwise

import plotly.graph_objects as go

from pipeline.figures import MonitoredRate
from pipeline.model import Text
from reports.drawing.canvas import BODY_WIDTH, Canvas, Panel, axis_top, position
from reports.drawing.palette import BLUE, INK, MUTED
from reports.language import breadth, say
from reports.phrases import period, plain, tick

HEIGHT = 290
_ABOVE, _BELOW = 46, 72
_LABEL_EVERY = 12
_Series = tuple[MonitoredRate, ...]


def told(series: _Series) -> Text:
    """Its first and last rate in words."""
    first, last = series[0], series[-1]
    began, ended = period(first.period), period(last.period)
    return Text(
        f"Advertisements found per hour: {_rate(first)} in {began.en}, {_rate(last)} in {ended.en}",
        f"每工时发现广告数：{began.zh}为 {_rate(first)}，{ended.zh}为 {_rate(last)}",
    )


def measured(series: _Series) -> Text:
    """What the series shows, and what its gaps and breaks are."""
    english, chinese = (
        "Series: new advertisements found per hour of search on the same sites",
        "序列：相同网站上每工时检索发现的新增广告",
    )
    if any(_place(b) - _place(a) > 1 for a, b in pairwise(series)):
        english += "; gaps where these were not searched"
        chinese += "；未检索这些网站之处留空"
    if any(a.protocol != b.protocol for a, b in pairwise(series)):
        english += "; the sites may differ from one keyword list to the next"
        chinese += "；更换关键词表后网站可能不同"
    return Text(f" {english}.", f"{chinese}。")


def draw(canvas: Canvas, series: _Series, top: int) -> None:
    """The rate from zero, labelled at its ends and, where there is room, at every point."""
    title = Text("Advertisements found per hour of search", "每工时检索发现的广告")
    canvas.text(say(title, canvas.language), 0, top + 14, bold=True)
    first, last = _place(series[0]), _place(series[-1])
    labelled = _labelled(last - first)
    points = [(_place(p) - first, p, rate) for p in series if (rate := _rate_value(p)) is not None]
    highest = axis_top(max((position(r) for _, _, r in points), default=0.0))
    panel = canvas.panel(
        left=0,
        top=top + _ABOVE,
        width=BODY_WIDTH,
        height=HEIGHT - _ABOVE - _BELOW,
        x={
            "range": [-0.5, last - first + 0.5],
            "showline": True,
            "linecolor": INK,
            "tickvals": labelled,
            "ticktext": _ticks(canvas, series, labelled),
            "tickfont": {"size": 11, "color": MUTED},
        },
        y={"range": [0, highest], "showticklabels": False},
    )
    for _, same in groupby(points, key=lambda point: point[1].protocol):
        _line(canvas, panel, [*same])
    for (before, a, _), (after, b, _) in pairwise(points):
        if a.protocol != b.protocol:
            _break(canvas, panel, (before + after) / 2, highest)
    for place, point, rate in points:
        if place in labelled or point is series[0]:
            canvas.mark(panel, _rate(point), place, position(rate), yshift=14, size=11)


def _place(point: MonitoredRate) -> int:
    """The quarter, counted from the year 0."""
    return point.period_start.year * 4 + (point.period_start.month - 1) // 3


def _labelled(last: int) -> list[int]:
    """Quarters that are labelled, counted back from the last."""
    step = max(1, -(-(last + 1) // _LABEL_EVERY))
    return list(range(last % step, last + 1, step))


def _line(canvas: Canvas, panel: Panel, points: list[tuple[int, MonitoredRate, Decimal]]) -> None:
    by_place = {place: (point, rate) for place, point, rate in points}
    places = list(range(points[0][0], points[-1][0] + 1))
    canvas.add(
        go.Scatter(
            x=places,
            y=[position(by_place[place][1]) if place in by_place else None for place in places],
            mode="lines+markers",
            line={"color": BLUE, "width": 2.5},
            marker={"size": 7, "color": BLUE},
            cliponaxis=False,
            hovertext=[_hover(canvas, by_place[place][0]) if place in by_place else "" for place in places],
            hovertemplate="%{hovertext}<extra></extra>",
            **panel.axes,
        )
    )


def _hover(canvas: Canvas, point: MonitoredRate) -> str:
    when = say(period(point.period), canvas.language)
    return f"{when}: {_rate(point)} = {plain(point.found)} / {plain(point.effort)}"


def _break(canvas: Canvas, panel: Panel, place: float, top: float) -> None:
    canvas.rule(panel, x=(place, place), y=(0, top), color=MUTED, width=1.5, dash="dash")
    text = Text("new keyword list", "更换关键词表")
    canvas.mark(
        panel, say(text, canvas.language), place, top, size=11, colour=MUTED, xanchor="left", xshift=4
    )


def _ticks(canvas: Canvas, series: _Series, labelled: list[int]) -> list[str]:
    """The quarter, then the number of sites searched, then the year under the first quarter shown of it."""
    first = _place(series[0])
    sites = {_place(p) - first: p.sites for p in series}
    ticks, before = [], Text("", "")
    for place in labelled:
        year, quarter = divmod(first + place, 4)
        name, below = tick(f"{year}-Q{quarter + 1}")
        parts = [say(name, canvas.language), _sites(canvas, sites.get(place))]
        parts.append(f"<b>{say(below, canvas.language)}</b>" if below != before else " ")
        ticks.append("<br>".join(parts))
        before = below
    return ticks


def _sites(canvas: Canvas, number: int | None) -> str:
    if number is None:
        return " "
    text = say(Text(f"{number} sites", f"{number} 个网站"), canvas.language)
    return text if breadth(text) < 12 else str(number)


def _rate_value(point: MonitoredRate) -> Decimal | None:
    return point.found / point.effort if point.effort > 0 else None


def _rate(point: MonitoredRate) -> str:
    value = _rate_value(point)
    return "–" if value is None else f"{value:,.2f}"
