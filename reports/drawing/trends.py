"""Trends three ways: what all reporters sent, the same members chained, and the check against the base.

One panel an indicator, the base at 100, all panels on one scale, so that slopes can be compared. The line of
all reporters moves with who reports; its whiskers are what the absent leave open, where that is bounded. The
band is what the rounding of the chained changes leaves open. A new stretch of the chain begins where it is
broken.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from pipeline.figures import Edition, Trend
from pipeline.model import Text
from reports.drawing.canvas import BODY_WIDTH, Canvas, Panel, position
from reports.drawing.chart import Chart, source_line, warning
from reports.drawing.palette import BLUE, GREY, GRID, INK, MUTED, ORANGE
from reports.language import lines, say
from reports.phrases import grouped, period
from reports.trends import chained_index, trend_groups

_TITLE, _PLOT, _TICKS, _LABELS, _SCALE = 28, 130, 48, 160, 30
_ROOM = 6
"""Points of the index above and below what is drawn."""
_FEWEST = 3
_BAND = "rgba(29, 91, 143, 0.16)"
_WHISKERS = Text(
    "; its whiskers: if the absent had nothing to report, or as much as in the period before",
    "，其误差线为缺报成员数值从零到与上期同样多",
)


def trends(edition: Edition) -> Chart | Text:
    """One panel for each indicator whose chain has at least three points."""
    shown = [
        (label, rows)
        for label, rows in trend_groups(edition)
        if sum(t.panel_change is not None for t in rows) >= _FEWEST - 1
    ]
    if not shown:
        return Text(
            "No chart of trends: too few changes among the same members could be published in this edition.",
            "没有趋势图：本期可以发布的同口径变化过少。",
        )
    any_whisker = any(_with_the_absent(t) for _, rows in shown for t in rows)
    whiskers = _WHISKERS if any_whisker else Text("", "")
    return Chart(
        name="trends",
        title=_headline(shown),
        subtitle=Text(
            "Indices of what members reported, base period = 100; one panel an indicator. Blue: changes "
            "among the same members, multiplied up; the band is what rounding leaves open. Grey: all "
            f"reporters, which also moves with who reports{whiskers.en}. Orange diamonds: the same members "
            "compared with the base at once.",
            "成员填报数量的指数，基期 = 100，每个指标一幅。蓝线：同口径成员的变化连乘，色带为取整留下的范围。"
            f"灰线：全部填报成员，也随填报成员的增减而变{whiskers.zh}。橙色菱形：同口径成员与基期的直接对比。",
        ),
        source=source_line(edition, Text("returns of members", "成员填报数据")),
        alt=_alt(shown),
        warning=warning(edition),
        height=len(shown) * (_TITLE + _PLOT + _TICKS),
        fill=lambda canvas: _fill(canvas, shown),
    )


def _headline(shown: Sequence[tuple[Text, list[Trend]]]) -> Text:
    """Where the two lines of the widest covered indicator end."""
    label, rows = max(shown, key=lambda entry: sum(t.coverage_n for t in entry[1]))
    last = next((t for t in reversed(rows) if t.index_chained is not None and t.index_all is not None), None)
    if last is None or last.index_chained is None or last.index_all is None:
        return Text("Trends among the same members", "同口径成员的趋势")
    base = period(last.base)
    return Text(
        f"{label.en}: at {grouped(last.index_chained)} among the same members, {grouped(last.index_all)} "
        f"over all reporters ({base.en} = 100)",
        f"{label.zh}：同口径成员为 {grouped(last.index_chained)}，全部填报成员为 {grouped(last.index_all)}"
        f"（{base.zh} = 100）",
    )


def _alt(shown: Sequence[tuple[Text, list[Trend]]]) -> Text:
    def one(label: Text, rows: list[Trend], en: bool) -> str:
        said = [
            f"{period(t.period).en if en else period(t.period).zh}: {chained_index(t).en}"
            for t in rows
            if t.index_chained is not None
        ]
        return f"{label.en if en else label.zh}: {'; '.join(said)}."

    return Text(
        "Line charts of the chained index, one an indicator. " + " ".join(one(*e, True) for e in shown),
        "链式指数折线图，每个指标一幅。" + " ".join(one(*e, False) for e in shown),
    )


def _fill(canvas: Canvas, shown: Sequence[tuple[Text, list[Trend]]]) -> None:
    every = [t for _, rows in shown for t in rows]
    ends = [
        position(end) for t in every for end in (t.index_all, t.index_low, t.index_high) if end is not None
    ]
    ends += [end for t in every for end in _with_the_absent(t) or ()]
    scale = (min(ends) - _ROOM, max(ends) + _ROOM)
    for number, (label, rows) in enumerate(shown):
        top = number * (_TITLE + _PLOT + _TICKS)
        canvas.text(say(label, canvas.language), 0, top, bold=True)
        panel = canvas.panel(
            left=_SCALE,
            top=top + _TITLE,
            width=BODY_WIDTH - _LABELS - _SCALE,
            height=_PLOT,
            x={
                "range": [-0.5, len(rows) - 0.5],
                "tickvals": list(range(len(rows))),
                "ticktext": _ticks(rows),
                "showline": True,
                "linecolor": INK,
                "tickfont": {"size": 11, "color": MUTED},
            },
            y={"range": list(scale), "showticklabels": False},
        )
        canvas.rule(panel, x=(-0.5, len(rows) - 0.5), y=(100, 100), color=GRID, width=2)
        canvas.text("100", 0, top + _TITLE + _PLOT * _down(100, scale) - 8, size=11, colour=MUTED)
        for stretch in _stretches(rows):
            _stretch(canvas, panel, rows, stretch)
        _ends(canvas, rows, top + _TITLE, scale)


def _down(value: float, scale: tuple[float, float]) -> float:
    """How far below the top of its panel a value stands, as a share of the height."""
    return (scale[1] - value) / (scale[1] - scale[0])


def _ticks(rows: Sequence[Trend]) -> list[str]:
    ticks, year = [], ""
    for trend in rows:
        below = f"<b>{trend.period[:4]}</b>" if trend.period[5:] and trend.period[:4] != year else " "
        year = trend.period[:4]
        ticks.append(f"{trend.period[5:] or trend.period}<br>{below}")
    return ticks


def _stretches(rows: Sequence[Trend]) -> list[list[int]]:
    """Positions that share one base, in order."""
    found: dict[str, list[int]] = {}
    for number, trend in enumerate(rows):
        if trend.index_chained is not None:
            found.setdefault(trend.base, []).append(number)
    return [places for places in found.values() if len(places) > 1]


def _stretch(canvas: Canvas, panel: Panel, rows: Sequence[Trend], places: Sequence[int]) -> None:
    """Band, chained line, line of all reporters and direct marks of one stretch."""
    chosen = [rows[n] for n in places]
    low = [position(t.index_low) for t in chosen if t.index_low is not None]
    high = [position(t.index_high) for t in chosen if t.index_high is not None]
    canvas.add(
        go.Scatter(
            x=[*places, *reversed(places)],
            y=[*high, *reversed(low)],
            mode="lines",
            fill="toself",
            fillcolor=_BAND,
            line={"width": 0},
            hoverinfo="skip",
            **panel.axes,
        )
    )
    _whiskers(canvas, panel, rows, places)
    for values, line in (
        ([t.index_all for t in chosen], {"color": GREY, "width": 2}),
        ([t.index_chained for t in chosen], {"color": BLUE, "width": 3}),
    ):
        heights = [None if value is None else position(value) for value in values]
        canvas.add(
            go.Scatter(x=list(places), y=heights, mode="lines", line=line, hoverinfo="skip", **panel.axes)
        )
    direct = [(n, rows[n].index_direct) for n in places]
    canvas.add(
        go.Scatter(
            x=[n for n, value in direct if value is not None],
            y=[position(value) for _, value in direct if value is not None],
            mode="markers",
            marker={"symbol": "diamond", "size": 8, "color": ORANGE},
            hoverinfo="skip",
            **panel.axes,
        )
    )


def _with_the_absent(trend: Trend) -> tuple[float, float] | None:
    """Where the index of all reporters would stand with what is missing, at least and at most."""
    if trend.absence_bound != "bounded" or not trend.total or trend.index_all is None:
        return None
    if trend.total_low is None or trend.total_high is None:
        return None
    scale = trend.index_all / trend.total
    return position(trend.total_low * scale), position(trend.total_high * scale)


def _whiskers(canvas: Canvas, panel: Panel, rows: Sequence[Trend], places: Sequence[int]) -> None:
    for number in places:
        if ends := _with_the_absent(rows[number]):
            middle = sum(ends) / 2
            canvas.add(
                go.Scatter(
                    x=[number],
                    y=[middle],
                    mode="markers",
                    marker={"size": 0.1, "color": GREY},
                    error_y={"array": [ends[1] - middle], "color": GREY, "thickness": 2, "width": 5},
                    hoverinfo="skip",
                    **panel.axes,
                )
            )


def _ends(canvas: Canvas, rows: Sequence[Trend], top: float, scale: tuple[float, float]) -> None:
    """Names of the lines at their right ends, moved apart where they would meet."""
    last = next((t for t in reversed(rows) if t.index_chained is not None), None)
    if last is None or last.index_chained is None:
        return
    named = [(last.index_chained, Text("same members", "同口径成员"), BLUE)]
    if last.index_all is not None:
        named.append((last.index_all, Text("all reporters", "全部填报成员"), MUTED))
    named.sort(key=lambda entry: -entry[0])
    free = top
    for value, name, colour in named:
        at = max(free, top + _PLOT * _down(position(value), scale) - 9)
        text = f"{grouped(value)} {say(name, canvas.language)}"
        canvas.text(lines(text, 40)[0], BODY_WIDTH - _LABELS + 8, at, size=12, colour=colour)
        free = at + 18
