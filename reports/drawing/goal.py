"""The goal: the measured reduction with its interval against the target, or why there is no number.

The goal counts as reached only when the whole 95% interval lies at or beyond the target. When the reduction
cannot be computed the chart says what is missing; the rate that monitoring measured is drawn where there is
one, since it is the only series that speaks about the outcome.
"""

from __future__ import annotations

from decimal import Decimal

import plotly.graph_objects as go

from pipeline.codes import codelist
from pipeline.figures import Edition, Figure, MonitoredRate
from pipeline.model import Text
from reports.drawing.canvas import BODY_WIDTH, Canvas, Panel, axis_top, position
from reports.drawing.chart import Chart, source_line, warning
from reports.drawing.palette import BLUE, GRID, INK, MUTED, ORANGE
from reports.drawing.verdict import verdict
from reports.language import breadth, lines, say
from reports.phrases import amount, interval, join, plain

_SCALE, _PART, _SERIES, _PLAIN_LINE = 146, 46, 270, 21
_PLAIN_HEAD, _PLAIN_COLUMNS = 60, 100
_LABEL_EVERY = 12
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
    height = scale + (_SERIES if edition.monitoring else 0)
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
        Text(f" Measure: {kind.en}.", f"衡量对象：{kind.zh}。") if figure.measure_class else Text("", "")
    )
    english = f"{label.en}, {subject.en}.{measure.en}" + (f" {limits.en}." if limits.en else "")
    chinese = f"{label.zh}，{subject.zh}。{measure.zh}" + (f"{limits.zh}。" if limits.zh else "")
    if not edition.monitoring and figure.value is not None:
        return Text(english, chinese)
    if not edition.monitoring:
        return Text(f"{english} No monitoring series is at hand.", f"{chinese}没有可用的监测序列。")
    return Text(
        f"{english} Series: new advertisements found per hour of search.",
        f"{chinese}序列：每监测工时发现的新增广告数。",
    )


def _alt(figure: Figure, parts: list[Figure], monitoring: tuple[MonitoredRate, ...]) -> Text:
    texts = [verdict(figure), *(_named(part) for part in parts if figure.value is not None)]
    if figure.missing:
        missing = join(list(figure.missing))
        texts.append(Text(f"Missing: {missing.en}", f"缺少：{missing.zh}"))
    if monitoring:
        first, last = monitoring[0], monitoring[-1]
        texts.append(
            Text(
                f"Advertisements found per hour: {_rate(first)} in {first.period}, "
                f"{_rate(last)} in {last.period}",
                f"每工时发现广告数：{first.period} 为 {_rate(first)}，{last.period} 为 {_rate(last)}",
            )
        )
    return join(texts, Text(". ", "。"))


def _rate_value(point: MonitoredRate) -> Decimal | None:
    return point.found / point.effort if point.effort > 0 else None


def _rate(point: MonitoredRate) -> str:
    value = _rate_value(point)
    return "–" if value is None else f"{value:,.2f}"


def _named(part: Figure) -> Text:
    """`Social media: 68.1% less`."""
    label = part_label(part)
    return Text(f"{label.en}: {_less(part).en}", f"{label.zh}：{_less(part).zh}")


def _less(figure: Figure) -> Text:
    """The value as a reduction, or as the increase that a negative reduction is."""
    if figure.value is None or figure.value >= 0:
        return Text(f"{amount(figure).en} less", f"减少 {amount(figure).zh}")
    size = f"{abs(round(figure.value, 1)):,}%"
    return Text(f"{size} more", f"增加 {size}")


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
        _series(canvas, monitoring)


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
    _estimate(canvas, panel, figure, _less(figure), (0, BLUE, 17))
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


def _series(canvas: Canvas, monitoring: tuple[MonitoredRate, ...]) -> None:
    """The monitored rate from zero, labelled at its ends and, where there is room, at every point."""
    top = canvas.height - _SERIES
    title = Text("Advertisements found per hour of search", "每监测工时发现的广告数")
    canvas.text(say(title, canvas.language), 0, top + 14, bold=True)
    points = [(n, p, rate) for n, p in enumerate(monitoring) if (rate := _rate_value(p)) is not None]
    step = max(1, -(-len(monitoring) // _LABEL_EVERY))
    panel = canvas.panel(
        left=0,
        top=top + 46,
        width=BODY_WIDTH,
        height=_SERIES - 46 - 52,
        x={
            "range": [-0.5, len(monitoring) - 0.5],
            "showline": True,
            "linecolor": INK,
            "tickvals": list(range(0, len(monitoring), step)),
            "ticktext": [_tick(canvas, p) for p in monitoring[::step]],
            "tickfont": {"size": 11, "color": MUTED},
        },
        y={
            "range": [0, axis_top(max((position(r) for _, _, r in points), default=0.0))],
            "showticklabels": False,
        },
    )
    canvas.add(
        go.Scatter(
            x=[n for n, _, _ in points],
            y=[position(r) for _, _, r in points],
            mode="lines+markers",
            line={"color": BLUE, "width": 2.5},
            marker={"size": 7, "color": BLUE},
            cliponaxis=False,
            hovertext=[
                f"{p.period}: {_rate(p)} = {plain(p.found)} / {plain(p.effort)}" for _, p, _ in points
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            **panel.axes,
        )
    )
    for number, point, rate in points:
        if number % step == 0 or number == len(monitoring) - 1:
            canvas.mark(panel, _rate(point), number, position(rate), yshift=14, size=11)


def _tick(canvas: Canvas, point: MonitoredRate) -> str:
    """Period and the number of sites searched."""
    sites = Text(f"{point.sites} sites", f"{point.sites} 个网站")
    text = say(sites, canvas.language)
    return f"{point.period}<br>{text if breadth(text) < 12 else point.sites}"
