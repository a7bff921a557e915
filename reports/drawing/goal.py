"""The goal: the measured reduction with its interval against the target, or why there is no number.

The goal counts as reached only when the whole 95% interval lies at or beyond the target. When the reduction
cannot be computed the chart says what is missing; the rate that monitoring measured is drawn where there is
one, since it is the only series that speaks about the outcome.
"""

from __future__ import annotations

import plotly.graph_objects as go

from pipeline.codes import codelist
from pipeline.figures import Edition, Figure, MonitoredRate
from pipeline.model import Text
from reports.drawing import monitored_rate
from reports.drawing.canvas import BODY_WIDTH, Canvas, Panel, position
from reports.drawing.chart import Chart, source_line, warning
from reports.drawing.palette import BLUE, GRID, INK, MUTED, ORANGE
from reports.drawing.verdict import verdict
from reports.language import lines, say
from reports.phrases import interval, join, less, plain

_SCALE, _PART, _PLAIN_LINE = 146, 46, 21
_PLAIN_HEAD, _PLAIN_COLUMNS = 60, 100
_ROOM = 34.0
"""Percent of reduction from which on a label fits before the interval."""


def goal(edition: Edition) -> Chart | Text:
    """The first goal of the edition with its monitoring series."""
    figures = [f for f in edition.figures if f.topic == "goal"]
    if not figures:
        return Text(
            "No chart of the goal: this edition has no target to hold the outcome against.",
            "没有目标图：本期没有可供对照的目标。",
        )
    figure = figures[0]
    own = f"goal_part/{figure.id.removeprefix('goal/')}/"
    parts = [f for f in edition.figures if f.id.startswith(own) and f.value is not None]
    scale = _plain_height(figure) if figure.value is None else _SCALE + _PART * len(parts)
    height = scale + (monitored_rate.HEIGHT if edition.monitoring else 0)
    return Chart(
        name="goal",
        title=verdict(figure),
        subtitle=_subtitle(edition, figure),
        source=source_line(edition, _source(edition, figure)),
        alt=_alt(figure, parts, edition.monitoring),
        warning=warning(edition),
        height=height,
        fill=lambda canvas: _fill(canvas, figure, parts, edition.monitoring),
    )


def _source(edition: Edition, figure: Figure) -> Text:
    if edition.monitoring or figure.value is not None:
        return Text("monitoring of the online market", "网络市场监测")
    return Text("the target as announced", "公布的目标")


def _subtitle(edition: Edition, figure: Figure) -> Text:
    label, subject, limits = figure.indicator_label, figure.subject_label, interval(figure)
    kind = codelist("measure_classes").label(figure.measure_class)
    measure = (
        Text(f" Kind of measure: {kind.en.lower()}.", f"度量类别：{kind.zh}。")
        if figure.measure_class
        else Text("", "")
    )
    english = f"{label.en}, {subject.en}.{measure.en}" + (f" {limits.en}." if limits.en else "")
    chinese = f"{label.zh}，{subject.zh}。{measure.zh}" + (f"{limits.zh}。" if limits.zh else "")
    if not edition.monitoring and figure.value is not None:
        return Text(english, chinese)
    if not edition.monitoring:
        return Text(
            f"{english} No series of advertisements found per hour of search can be shown.",
            f"{chinese}没有可显示的每工时检索发现广告序列。",
        )
    series = monitored_rate.measured(edition.monitoring)
    return Text(f"{english}{series.en}", f"{chinese}{series.zh}")


def _alt(figure: Figure, parts: list[Figure], monitoring: tuple[MonitoredRate, ...]) -> Text:
    texts = [verdict(figure), *(_named(part) for part in parts if figure.value is not None)]
    if figure.missing:
        missing = join([Text(t.en.rstrip("."), t.zh.rstrip("。")) for t in figure.missing])
        texts.append(Text(f"Missing: {missing.en}", f"缺少：{missing.zh}"))
    if monitoring:
        texts.append(monitored_rate.told(monitoring))
    return join(texts, Text(". ", "。"))


def _named(part: Figure) -> Text:
    """`Social media: 68.1% less`."""
    label = part_label(part)
    return Text(f"{label.en}: {less(part).en}", f"{label.zh}：{less(part).zh}")


def part_label(part: Figure) -> Text:
    """Name of the channel or taxon group that a part is about."""
    [(dimension, code)] = part.dimensions.items()
    return codelist({"channel": "channels", "taxon_group": "taxon_groups"}[dimension]).label(code)


def _fill(canvas: Canvas, figure: Figure, parts: list[Figure], monitoring: tuple[MonitoredRate, ...]) -> None:
    if figure.value is None:
        _missing(canvas, figure)
    else:
        _against_target(canvas, figure, parts)
    if monitoring:
        monitored_rate.draw(canvas, monitoring, canvas.height - monitored_rate.HEIGHT)


def _missing_lines(figure: Figure, language: str) -> list[list[str]]:
    return [lines(text.en if language == "en" else text.zh, _PLAIN_COLUMNS) for text in figure.missing]


def _plain_height(figure: Figure) -> int:
    longest = max(sum(len(entry) for entry in _missing_lines(figure, language)) for language in ("en", "zh"))
    return _PLAIN_HEAD + _PLAIN_LINE * longest + 8 * len(figure.missing) + 16


def _missing(canvas: Canvas, figure: Figure) -> None:
    """A plain panel instead of a number."""
    title = Text("Not computable. What is missing:", "无法计算。缺少以下内容：")
    canvas.text(say(title, canvas.language), 22, 16, size=16, bold=True)
    top = float(_PLAIN_HEAD)
    for entry in _missing_lines(figure, canvas.language):
        canvas.text("–", 22, top, size=14, colour=ORANGE, bold=True)
        for line in entry:
            canvas.text(line, 42, top, size=14)
            top += _PLAIN_LINE
        top += 8
    panel = canvas.panel(
        left=0,
        top=0,
        width=BODY_WIDTH,
        height=top + 6,
        x={"visible": False, "range": [0, 1]},
        y={"visible": False, "range": [0, 1]},
    )
    canvas.field(panel, x=(0, 1), y=(0, 1), colour="#f5f7f9")
    canvas.rule(panel, x=(0, 0), y=(0, 1), color=ORANGE, width=5)
    canvas.add(
        go.Scatter(x=[0.5], y=[0.5], mode="markers", marker={"opacity": 0}, hoverinfo="skip", **panel.axes)
    )


def _against_target(canvas: Canvas, figure: Figure, parts: list[Figure]) -> None:
    """Reductions on a scale to 100% with their intervals, the whole above its parts, the target as a line."""
    shown = [figure, *parts]
    limits = [end for f in shown for end in (f.interval_low, f.interval_high, f.value) if end is not None]
    start = min(0.0, *(max(-100.0, position(end)) for end in limits))
    below = 42 + _PART * len(parts)
    panel = canvas.panel(
        left=0,
        top=26,
        width=BODY_WIDTH,
        height=42 + below,
        x={
            "range": [start * 1.05 - 2, 103],
            "showgrid": True,
            "gridcolor": GRID,
            "ticksuffix": "%",
            "dtick": 20,
            "tickfont": {"size": 12, "color": MUTED},
        },
        y={"range": [-below, 42], "visible": False},
    )
    canvas.rule(panel, x=(0, 0), y=(-below, 42), layer="above", color=INK)
    _estimate(canvas, panel, figure, less(figure), (0, BLUE, 17))
    for number, part in enumerate(parts):
        _estimate(canvas, panel, part, _named(part), (-42 - _PART * number - 16, MUTED, 11))
    _target_line(canvas, panel, figure, (-below, 42))


def _estimate(canvas: Canvas, panel: Panel, figure: Figure, label: Text, mark: tuple[int, str, int]) -> None:
    """One estimate with its interval; `mark` is its height on the panel, its colour and its size."""
    height, colour, size = mark
    if figure.value is None:
        return
    if figure.interval_low is not None and figure.interval_high is not None:
        low, high = max(-100.0, position(figure.interval_low)), position(figure.interval_high)
        canvas.rule(panel, x=(low, high), y=(height, height), layer="above", color=colour, width=size / 3)
        for end in (low, high):
            ends = (height - size * 0.85, height + size * 0.85)
            canvas.rule(panel, x=(end, end), y=ends, layer="above", color=colour, width=max(2, size // 6))
    place = max(-100.0, position(figure.value))
    canvas.add(
        go.Scatter(
            x=[place],
            y=[height],
            mode="markers",
            marker={"size": size, "color": colour, "line": {"color": "#ffffff", "width": 2}},
            hovertext=[say(figure.wording, canvas.language)],
            hovertemplate="%{hovertext}<extra></extra>",
            **panel.axes,
        )
    )
    _beside(canvas, panel, figure, label, mark)


def _beside(canvas: Canvas, panel: Panel, figure: Figure, label: Text, mark: tuple[int, str, int]) -> None:
    """The label before the interval, or behind it where there is no room; it interrupts the target's line."""
    height, colour, size = mark
    ends = [end for end in (figure.interval_low, figure.interval_high, figure.value) if end is not None]
    low, high = max(-100.0, position(min(ends))), position(max(ends))
    room, large = low > _ROOM, size > 12
    canvas.mark(
        panel,
        say(label, canvas.language),
        low if room else high,
        height,
        size=15 if large else 13,
        bold=large,
        colour=colour if large else INK,
        xanchor="right" if room else "left",
        xshift=-12 if room else 12,
        bgcolor="#ffffff",
    )


def _target_line(canvas: Canvas, panel: Panel, figure: Figure, heights: tuple[int, int]) -> None:
    if figure.target is None:
        return
    place = position(figure.target)
    canvas.rule(panel, x=(place, place), y=(heights[0], heights[1] + 6), layer="above", color=ORANGE, width=3)
    text = Text(f"Goal: {plain(figure.target)}% less", f"目标：减少 {plain(figure.target)}%")
    canvas.mark(
        panel,
        say(text, canvas.language),
        place,
        heights[1],
        yshift=14,
        size=13,
        bold=True,
        colour=ORANGE,
    )
