"""Totals broken down: one panel an indicator and dimension, a bar for each category's share of the total.

Shares of one total are drawn on one axis, from nothing to the whole, and all panels share its scale. What is
not shown has its mark in place of a bar, so that it does not look like nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from pipeline.codes import codelist
from pipeline.figures import Edition
from pipeline.model import Text
from reports.breakdowns import Line, lines
from reports.drawing.canvas import BODY_WIDTH, Canvas, axis_top, position
from reports.drawing.chart import Chart, source_line, warning
from reports.drawing.palette import BLUE, GREY, INK, MUTED
from reports.language import lines as wrapped
from reports.language import say
from reports.phrases import amount, coverage, period, shorthand

_LABELS, _NUMBERS, _SHARE = 200, 220, 58
_TITLE, _ROW, _GAP = 46, 24, 22
_MOST_PANELS, _MOST_ROWS = 6, 8


def breakdowns(edition: Edition) -> Chart | Text:
    """The newest round, or since the start where nothing of the round is shown; at most six panels."""
    every = lines(edition)
    for kind in ("round", "running"):
        panels = _panels([line for line in every if line.kind == kind])
        if panels:
            return _chart(edition, panels)
    return Text(
        "No chart of totals broken down: none could be published in this edition.",
        "没有合计细分图：本期没有可以发布的细分。",
    )


def _panels(some: Sequence[Line]) -> list[list[Line]]:
    """Lines of each indicator and dimension, in the order of dimensions and then of members covered."""
    found: dict[tuple[str, str], list[Line]] = {}
    for line in some:
        found.setdefault((line.dimension, line.figure.indicator), []).append(line)
    order = list(codelist("breakdown_dimensions").codes)
    listed = sorted(
        found.values(),
        key=lambda p: (order.index(p[0].dimension), -(p[0].figure.coverage_n or 0), p[0].figure.id),
    )
    rests = codelist("breakdown_rests")
    for panel in listed:
        panel.sort(key=lambda line: (line.category in rests, -(line.figure.value or -1), line.category))
    return [panel for panel in listed if any(line.share is not None for line in panel)][:_MOST_PANELS]


def _chart(edition: Edition, panels: list[list[Line]]) -> Chart:
    when = period(panels[0][0].figure.period)
    more = any(len(panel) > _MOST_ROWS for panel in panels)
    marks = any(line.figure.value is None for panel in panels for line in panel)
    return Chart(
        name="breakdowns",
        title=_headline(panels),
        subtitle=Text(
            f"Shares of what members reported, {when.en}, one panel an indicator and dimension, all on one "
            "scale. Grey: not broken down, or several categories in one."
            + (" [c]: not shown, it could give a member away." if marks else "")
            + (f" Only the {_MOST_ROWS} largest categories are drawn." if more else ""),
            f"{when.zh}成员填报数量的构成，每个指标和维度一幅，比例尺相同。灰色：未细分或多类合计。"
            + ("[c]：不予公布，否则可能泄露个别成员的数值。" if marks else "")
            + (f"只绘出最大的 {_MOST_ROWS} 类。" if more else ""),
        ),
        source=source_line(edition, Text("returns of members", "成员填报数据")),
        alt=_alt(panels),
        warning=warning(edition),
        height=sum(_TITLE + _ROW * len(panel[:_MOST_ROWS]) + _GAP for panel in panels),
        fill=lambda canvas: _fill(canvas, panels),
    )


def _headline(panels: Sequence[Sequence[Line]]) -> Text:
    """The largest category of the panel that most members stand behind."""
    rests = codelist("breakdown_rests")
    widest = max(panels, key=lambda p: p[0].figure.coverage_n or 0)
    leading = next((line for line in widest if line.share is not None and line.category not in rests), None)
    if leading is None:
        return Text("Totals broken down", "合计的细分")
    label, category, when = (
        leading.figure.indicator_label,
        leading.category_label,
        period(leading.figure.period),
    )
    return Text(
        f"{label.en}, {when.en}: {leading.percent} {category.en[:1].lower()}{category.en[1:]}",
        f"{label.zh}（{when.zh}）：{category.zh}占 {leading.percent}",
    )


def _name(line: Line) -> Text:
    label, dimension = line.figure.indicator_label, line.dimension_label
    return Text(
        f"{label.en}, by {dimension.en[:1].lower()}{dimension.en[1:]}", f"{label.zh}，按{dimension.zh}"
    )


def _value(line: Line) -> Text:
    if line.figure.value is None:
        return Text(shorthand(line.figure), shorthand(line.figure))
    said = amount(line.figure)
    return Text(f"{said.en} ({line.percent})", f"{said.zh}（{line.percent}）")


def _alt(panels: Sequence[Sequence[Line]]) -> Text:
    en = [
        f"{_name(panel[0]).en}: " + "; ".join(f"{x.category_label.en} {_value(x).en}" for x in panel) + "."
        for panel in panels
    ]
    zh = [
        f"{_name(panel[0]).zh}：" + "；".join(f"{x.category_label.zh} {_value(x).zh}" for x in panel) + "。"
        for panel in panels
    ]
    return Text("Bar charts of shares. " + " ".join(en), "构成条形图。" + "".join(zh))


def _fill(canvas: Canvas, panels: Sequence[Sequence[Line]]) -> None:
    widest = axis_top(max(position(x.share) for panel in panels for x in panel if x.share is not None), 1.04)
    top = 0.0
    for panel in panels:
        _panel(canvas, panel[:_MOST_ROWS], top, widest)
        top += _TITLE + _ROW * len(panel[:_MOST_ROWS]) + _GAP


def _panel(canvas: Canvas, panel: Sequence[Line], top: float, widest: float) -> None:
    members = coverage(panel[0].figure)
    canvas.text(say(_name(panel[0]), canvas.language), 0, top, size=13, bold=True)
    said = Text(f"broken down by {members.en} members", f"{members.zh}家成员细分")
    unit = panel[0].figure.unit_label
    canvas.text(
        say(Text(f"{unit.en} · {said.en}", f"{unit.zh} · {said.zh}"), canvas.language),
        0,
        top + 19,
        size=11,
        colour=MUTED,
    )
    axes = canvas.panel(
        left=_LABELS,
        top=top + _TITLE,
        width=BODY_WIDTH - _LABELS - _NUMBERS,
        height=_ROW * len(panel),
        x={"range": [0, widest], "showticklabels": False},
        y={"range": [len(panel) - 0.5, -0.5], "showticklabels": False},
    )
    canvas.rule(axes, x=(0, 0), y=(-0.4, len(panel) - 0.6), layer="above", color=INK)
    rests = codelist("breakdown_rests")
    for number, line in enumerate(panel):
        at = top + _TITLE + _ROW * number + 3
        canvas.text(wrapped(say(line.category_label, canvas.language), 34)[0], 0, at, size=12)
        said = amount(line.figure) if line.figure.value is not None else _value(line)
        canvas.text(
            say(said, canvas.language), BODY_WIDTH - _SHARE, at, size=12, colour=MUTED, anchor="right"
        )
        canvas.text(line.percent, BODY_WIDTH, at, size=12, bold=True, anchor="right")
        if line.share is None:
            canvas.mark(axes, shorthand(line.figure) or "–", 0, number, xshift=14, colour=MUTED)
            continue
        canvas.add(
            go.Bar(
                orientation="h",
                x=[position(line.share)],
                y=[number],
                width=0.62,
                marker={"color": GREY if line.category in rests else BLUE},
                hovertext=[say(line.figure.wording, canvas.language)],
                hovertemplate="%{hovertext}<extra></extra>",
                **axes.axes,
            )
        )
