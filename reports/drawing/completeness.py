"""How complete the returns of each round are: on time, late, not accepted, missing.

The four parts add up to the eligible members. Order, pattern and printed counts tell them apart, not colour
alone.
"""

from __future__ import annotations

import plotly.graph_objects as go

from pipeline.figures import Completeness, Edition
from pipeline.model import Text
from reports.drawing.canvas import BODY_WIDTH, Canvas, Panel, axis_top
from reports.drawing.chart import Chart, source_line, warning
from reports.drawing.palette import BLUE, INK, LIGHT_BLUE, MUTED, ORANGE, PAPER
from reports.language import Language, breadth, say
from reports.phrases import period, tick

_KEY, _PLOT, _AXIS = 40, 250, 50
_TALL_ENOUGH = 20
"""Height of a part that holds its count, in pixels."""
_BAR = 0.46
_PARTS: tuple[tuple[str, Text, str, str], ...] = (
    ("on_time", Text("on time", "按时"), BLUE, ""),
    ("late", Text("late", "迟交"), LIGHT_BLUE, ""),
    ("not_accepted", Text("received, not accepted", "收到但未被接受"), ORANGE, "/"),
    ("missing", Text("nothing received", "未收到"), PAPER, ""),
)
"""Attribute, label, colour, pattern; in the order of the stack from the bottom."""
_ON = {BLUE: PAPER, LIGHT_BLUE: INK, ORANGE: PAPER, PAPER: INK}
"""Colour of a count on a part of that colour."""


def completeness(edition: Edition) -> Chart | Text:
    """Stacked bars by round; the printed counts add up to the eligible members above."""
    rounds = sorted(edition.completeness, key=lambda c: c.round)
    if not any(c.eligible for c in rounds):
        return Text(
            "No chart of the completeness of returns: no member was asked for a return in this edition.",
            "没有填报完整性图：本期没有需要填报的成员。",
        )
    last = rounds[-1]
    received = last.on_time + last.late
    first, latest = period(rounds[0].round), period(last.round)
    return Chart(
        name="completeness",
        title=Text(
            f"{received} of {last.eligible} eligible members sent usable returns for {latest.en}",
            f"{latest.zh}：{last.eligible} 家应填报成员中有 {received} 家提交了可用的填报数据",
        ),
        subtitle=Text(
            f"State of the returns by round, {first.en} to {latest.en}; members eligible on its last "
            "day. Bold: eligible members. A missing return is not a zero.",
            f"各轮填报状态，{first.zh}至{latest.zh}；以该轮最后一日的应填报成员计。"
            "粗体：应填报成员数。缺失不等于零。",
        ),
        source=source_line(edition, Text("ledger of returns", "填报登记")),
        alt=_alt(rounds),
        warning=warning(edition),
        height=_KEY + _PLOT + _AXIS,
        fill=lambda canvas: _fill(canvas, rounds),
    )


def _alt(rounds: list[Completeness]) -> Text:
    english = [
        f"{period(c.round).en}: {c.on_time} on time, {c.late} late, {c.not_accepted} not accepted, "
        f"{c.missing} missing, of {c.eligible}."
        for c in rounds
    ]
    chinese = [
        f"{period(c.round).zh}：按时 {c.on_time}，迟交 {c.late}，未被接受 {c.not_accepted}，"
        f"未收到 {c.missing}，共 {c.eligible} 家。"
        for c in rounds
    ]
    return Text("Stacked bars by round. " + " ".join(english), "各轮堆积柱状图。" + "".join(chinese))


def _fill(canvas: Canvas, rounds: list[Completeness]) -> None:
    _key(canvas)
    width = min(BODY_WIDTH, 90 * len(rounds) + 60)
    panel = canvas.panel(
        left=0,
        top=_KEY,
        width=width,
        height=_PLOT,
        x={
            "range": [-0.6, len(rounds) - 0.4],
            "tickvals": list(range(len(rounds))),
            "ticktext": _ticks(rounds, canvas.language),
            "showline": True,
            "linecolor": INK,
            "tickfont": {"size": 12, "color": MUTED},
        },
        y={"range": [0, axis_top(max(c.eligible for c in rounds), 1.12)], "showticklabels": False},
    )
    _bars(canvas, panel, rounds)


def _ticks(rounds: list[Completeness], language: Language) -> list[str]:
    """The quarter, and below the first quarter shown of a year the year."""
    ticks, before = [], Text("", "")
    for one in rounds:
        name, year = tick(one.round)
        ticks.append(
            say(name, language) + (f"<br><b>{say(year, language)}</b>" if year != before else "<br> ")
        )
        before = year
    return ticks


def _bars(canvas: Canvas, panel: Panel, rounds: list[Completeness]) -> None:
    """The stacks, each part with its count: inside where it is tall enough for one, else right beside it."""
    tall = max(c.eligible for c in rounds)
    base = [0] * len(rounds)
    for part, label, colour, pattern in _PARTS:
        counts = [int(getattr(c, part)) for c in rounds]
        canvas.add(
            go.Bar(
                x=list(range(len(rounds))),
                y=counts,
                width=_BAR,
                marker=_marker(colour, pattern),
                hovertemplate="%{y} " + say(label, canvas.language) + "<extra></extra>",
                **panel.axes,
            )
        )
        for place, count in enumerate(counts):
            middle = base[place] + count / 2
            if count * _PLOT > _TALL_ENOUGH * tall:
                canvas.mark(panel, str(count), place, middle, colour=_ON[colour], bgcolor=colour, borderpad=1)
            elif count:
                canvas.mark(panel, str(count), place + _BAR / 2, middle, size=11, xanchor="left", xshift=3)
            base[place] += count
    for place, one in enumerate(rounds):
        canvas.mark(panel, str(one.eligible), place, one.eligible, yshift=11, bold=True)


def _marker(colour: str, pattern: str) -> dict[str, object]:
    edge = {"color": MUTED if colour == PAPER else colour, "width": 1}
    hatch = {"shape": pattern, "fgcolor": PAPER, "size": 6, "solidity": 0.3}
    return {"color": colour, "line": edge, "pattern": hatch}


def _key(canvas: Canvas) -> None:
    """The legend, in the order of the stack from the bottom."""
    left = 0.0
    for _, label, colour, pattern in _PARTS:
        panel = canvas.panel(
            left=left,
            top=6,
            width=16,
            height=14,
            x={"visible": False, "range": [-0.5, 0.5]},
            y={"visible": False, "range": [0, 1]},
        )
        canvas.add(
            go.Bar(
                x=[0],
                y=[1],
                width=1,
                hoverinfo="skip",
                marker=_marker(colour, pattern),
                **panel.axes,
            )
        )
        text = say(label, canvas.language)
        canvas.text(text, left + 23, 13, vertical="middle")
        left += 23 + 6.3 * breadth(text) + 26
