"""Trends three ways: what all reporters sent, the same members chained, and the check against the base.

One panel an indicator. The line of all reporters moves with who reports; its whiskers are what the absent
leave open, where that is bounded. The band, and the whiskers of the direct marks, are what rounding leaves
open. A new stretch of the chain begins where it is broken, and its base stands above it.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from pipeline.figures import Edition, Trend
from pipeline.model import Text
from reports.drawing.canvas import BODY_WIDTH, Canvas, Panel, position
from reports.drawing.chart import Chart, source_line, warning
from reports.drawing.palette import BLUE, GREY, GRID, INK, MUTED, ORANGE
from reports.drawing.trend_scale import (
    LABELS,
    LANE,
    SCALE,
    TITLE,
    Group,
    PanelScale,
    panel_scales,
    stretches,
    with_the_absent,
)
from reports.language import Language, lines, say
from reports.phrases import period
from reports.trends import TrendWords, direct_ends, trend_groups

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
    layout = panel_scales(shown)
    whiskers = _WHISKERS if any(with_the_absent(t) for _, rows in shown for t in rows) else Text("", "")
    said = _beside_the_lines(shown, layout)
    return Chart(
        name="trends",
        title=_headline(shown),
        subtitle=Text(
            "Indices of what members reported; one panel an indicator, the base at 100. Blue: changes among "
            "the same members, multiplied up; the band is what rounding leaves open. Wide grey: all "
            f"reporters, which also moves with who reports{whiskers.en}. Orange diamonds: the same members "
            f"compared with the base at once. Dotted: the chain begins anew at 100.{said.en}",
            "成员填报数量的指数，每个指标一幅，基期 = 100。蓝线：同口径成员的变化连乘，色带为取整留下的范围。"
            f"灰色宽线：全部填报成员，也随填报成员的增减而变{whiskers.zh}。橙色菱形：同口径成员与基期的直接对比。"
            f"虚线：链从 100 重新起算。{said.zh}",
        ),
        source=source_line(edition, Text("returns of members", "成员填报数据")),
        alt=_alt(shown),
        warning=warning(edition),
        height=sum(panel.height for panel in layout),
        fill=lambda canvas: _fill(canvas, shown, layout),
    )


def _beside_the_lines(shown: Sequence[Group], layout: Sequence[PanelScale]) -> Text:
    """What the scale leaves out, and what "≈" means, where either is there."""
    said = []
    if all(panel.low > 0 for panel in layout):
        said.append(Text(" No vertical scale starts at zero.", "纵轴均不从零开始。"))
    if any(TrendWords(rows).remark().en for _, rows in shown):
        said.append(
            Text(
                " ≈: made from totals that are approximate; bands and orange whiskers hold rounding alone.",
                "≈：由约数合计得出；色带与橙色误差线仅计取整。",
            )
        )
    return Text("".join(t.en for t in said), "".join(t.zh for t in said))


def _headline(shown: Sequence[Group]) -> Text:
    """From where to where the two lines of the widest covered indicator go; whether after a break."""
    label, rows = max(shown, key=lambda entry: sum(t.coverage_n for t in entry[1]))
    if not (found := stretches(rows)):
        return Text("Trends among the same members", "同口径成员的趋势")
    words, last = TrendWords(rows), rows[found[-1][-1]]
    base, now = period(last.base), period(last.period)
    anew = len(found) > 1
    began = Text(", where the chain begins anew," if anew else "", "（此处重新起算）" if anew else "")
    same, every = words.at_the_end(last), words.all_reporters(last)
    return Text(
        f"{label.en}: from 100 in {base.en}{began.en} to {same.en} among the same members and {every.en} "
        f"over all reporters in {now.en}",
        f"{label.zh}：{base.zh}{began.zh}为 100，{now.zh}同口径成员为 {same.zh}，全部填报成员为 {every.zh}",
    )


def _alt(shown: Sequence[tuple[Text, list[Trend]]]) -> Text:
    def one(label: Text, rows: list[Trend], language: Language) -> str:
        words = TrendWords(rows)
        said = [
            f"{say(period(t.period), language)}: {say(words.chained(t), language)}"
            for t in rows
            if t.index_chained is not None
        ]
        return f"{say(label, language)}: {'; '.join(said)}."

    return Text(
        "Line charts of the chained index, one an indicator. " + " ".join(one(*e, "en") for e in shown),
        "链式指数折线图，每个指标一幅。" + " ".join(one(*e, "zh") for e in shown),
    )


def _fill(canvas: Canvas, shown: Sequence[Group], layout: Sequence[PanelScale]) -> None:
    top = 0
    for (label, rows), place in zip(shown, layout, strict=True):
        canvas.text(say(label, canvas.language), 0, top, bold=True)
        _one(canvas, rows, place, top)
        top += place.height


def _one(canvas: Canvas, rows: list[Trend], place: PanelScale, top: float) -> None:
    """One panel: scale, bases, lines and their names."""
    width = BODY_WIDTH - LABELS - SCALE
    x = {"range": [-0.5, len(rows) - 0.5], "tickvals": list(range(len(rows))), "ticktext": _ticks(rows)}
    panel = canvas.panel(
        left=SCALE,
        top=top + place.head,
        width=width,
        height=place.plot,
        x=x | {"showline": True, "linecolor": INK, "tickfont": {"size": 11, "color": MUTED}},
        y={"range": [place.low, place.high], "showticklabels": False},
    )
    _scale(canvas, panel, place, top + place.head, len(rows))
    for places, lane in zip(stretches(rows), place.lanes, strict=True):
        at = SCALE + (places[0] + 0.5) * width / len(rows)
        base = say(period(rows[places[0]].base), canvas.language)
        canvas.text(f"{base} = 100", at, top + TITLE + lane * LANE, size=11, colour=MUTED)
        if places != stretches(rows)[0]:
            ends = (place.low, place.high)
            canvas.rule(panel, x=(places[0], places[0]), y=ends, color=MUTED, width=1, dash="dot")
        _stretch(canvas, panel, rows, places)
    _ends(canvas, rows, top + place.head, place)


def _scale(canvas: Canvas, panel: Panel, place: PanelScale, top: float, windows: int) -> None:
    """Lines and numbers of the vertical scale; the line of the base is darker."""
    for number in range(round((place.high - place.low) / place.step) + 1):
        value = place.low + number * place.step
        colour = GREY if value == 100 else GRID
        canvas.rule(panel, x=(-0.5, windows - 0.5), y=(value, value), color=colour, width=1)
        at = top + place.down(value)
        said = f"{value:,.0f}"
        canvas.text(said, SCALE - 8, at, size=11, colour=MUTED, anchor="right", vertical="middle")


def _ticks(rows: Sequence[Trend]) -> list[str]:
    ticks, year = [], ""
    for trend in rows:
        below = f"<b>{trend.period[:4]}</b>" if trend.period[5:] and trend.period[:4] != year else " "
        year = trend.period[:4]
        ticks.append(f"{trend.period[5:] or trend.period}<br>{below}")
    return ticks


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
        ([t.index_all for t in chosen], {"color": GREY, "width": 5}),
        ([t.index_chained for t in chosen], {"color": BLUE, "width": 2.5}),
    ):
        heights = [None if value is None else position(value) for value in values]
        canvas.add(
            go.Scatter(x=list(places), y=heights, mode="lines", line=line, hoverinfo="skip", **panel.axes)
        )
    _direct(canvas, panel, rows, places)


def _direct(canvas: Canvas, panel: Panel, rows: Sequence[Trend], places: Sequence[int]) -> None:
    """Marks of the direct index, with whiskers where it is rounded coarsely."""
    direct = [(n, rows[n].index_direct, direct_ends(rows[n])) for n in places]
    marked = [(n, position(value), ends) for n, value, ends in direct if value is not None]
    halves = [position(ends[1]) - value if ends else 0 for _, value, ends in marked]
    canvas.add(
        go.Scatter(
            x=[n for n, _, _ in marked],
            y=[value for _, value, _ in marked],
            mode="markers",
            marker={"symbol": "diamond", "size": 8, "color": ORANGE},
            error_y={"array": halves, "color": ORANGE, "thickness": 1.5, "width": 4},
            hoverinfo="skip",
            **panel.axes,
        )
    )


def _whiskers(canvas: Canvas, panel: Panel, rows: Sequence[Trend], places: Sequence[int]) -> None:
    for number in places:
        if ends := with_the_absent(rows[number]):
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


def _ends(canvas: Canvas, rows: list[Trend], top: float, place: PanelScale) -> None:
    """Names of the lines at their right ends, moved apart where they would meet."""
    if not (found := stretches(rows)):
        return
    words, last = TrendWords(rows), rows[found[-1][-1]]
    when = Text("", "")
    if last.period != rows[-1].period:
        ended = period(last.period)
        when = Text(f", {ended.en}", f"，{ended.zh}")
    named = [
        (value, number, name, colour)
        for value, number, name, colour in (
            (last.index_chained, words.at_the_end(last), Text("same members", "同口径成员"), BLUE),
            (last.index_all, words.all_reporters(last), Text("all reporters", "全部填报成员"), MUTED),
        )
        if value is not None
    ]
    free = top - 8
    for value, number, name, colour in sorted(named, key=lambda entry: -entry[0]):
        at = max(free, top + place.down(position(value)) - 9)
        written = f"{say(number, canvas.language)} {say(name, canvas.language)}{say(when, canvas.language)}"
        for line in lines(written, 26):
            canvas.text(line, BODY_WIDTH - LABELS + 8, at, size=12, colour=colour)
            at += 17
        free = at
