"""Who belongs to the Coalition: members in the register over time, counts that others stated, coverage.

Stated counts stand beside the register's line and are never merged into it: sources count companies,
platforms or attendants, and do not say which.
"""

from __future__ import annotations

from datetime import date, timedelta

import plotly.graph_objects as go

from pipeline.figures import Edition, Figure
from pipeline.model import Text
from reports.drawing.canvas import BODY_WIDTH, Canvas, Panel, axis_top, position
from reports.drawing.chart import Chart, source_line, warning
from reports.drawing.palette import BLUE, GRID, INK, MUTED, ORANGE, PAPER
from reports.language import say
from reports.phrases import amount, dated

_TOP, _PLOT, _AXIS, _COVERAGE = 4, 230, 40, 190
_STATED = "members_stated"
Step = tuple[date, int]


def membership(edition: Edition) -> Chart | Text:
    """Steps of the register with the stated counts as diamonds, over the coverage of each round."""
    steps = _steps(edition)
    if not steps:
        return Text(
            "No chart of membership: the register has no dated membership up to this round.",
            "没有成员情况图：截至本轮，登记册中没有带日期的成员记录。",
        )
    stated, covered = _stated(edition), _covered(edition)
    counted = [f.period_end for f in edition.figures if f.topic == "membership"]
    end = max([steps[-1][0], *counted, *(f.period_end for f in stated)])
    first, last, count = dated(steps[0][0]), dated(end), steps[-1][1]
    return Chart(
        name="membership",
        title=Text(f"{count} members in the register on {last.en}", f"{last.zh}登记册中有 {count} 家成员"),
        subtitle=_subtitle(first, last, stated=bool(stated), covered=bool(covered)),
        source=source_line(
            edition, Text("register of members; stated counts as quoted", "成员登记册；所述数目照原文")
        ),
        alt=_alt(steps, stated, covered),
        warning=warning(edition),
        height=_TOP + _PLOT + _AXIS + (_COVERAGE if covered else 0),
        fill=lambda canvas: _fill(canvas, steps, stated, covered, end),
    )


def _subtitle(first: Text, last: Text, *, stated: bool, covered: bool) -> Text:
    english = f"Members in the register (companies), {first.en} to {last.en}."
    chinese = f"登记册中的成员数（家），{first.zh}至{last.zh}。"
    if stated:
        english += " Diamonds: counts that others stated; their unit and date are not always said."
        chinese += "菱形：其他来源所述的数目，其单位和日期并不总是明确。"
    if covered:
        english += " Below: members with an accepted value in the round, of all eligible members."
        chinese += "下图：该轮有被接受数值的成员数，占全部应填报成员。"
    return Text(english, chinese)


def _steps(edition: Edition) -> list[Step]:
    """Members after each change; the published counts where the dated changes do not add up to them."""
    counts = [
        (f.period_end, int(f.value))
        for f in edition.figures
        if f.topic == "membership" and f.value is not None
    ]
    counts.sort()
    steps: dict[date, int] = {}
    members = 0
    for change in sorted(edition.membership, key=lambda c: c.on):
        members += 1 if change.change == "joined" else -1
        steps[change.on] = members
    dated_steps = sorted(steps.items())
    if counts and (not dated_steps or _on(dated_steps, counts[-1][0]) != counts[-1][1]):
        return counts
    return dated_steps


def _on(steps: list[Step], day: date) -> int:
    return next((members for on, members in reversed(steps) if on <= day), 0)


def _stated(edition: Edition) -> list[Figure]:
    figures = [
        f
        for f in edition.figures
        if f.topic == "quotation" and f.indicator == _STATED and (f.value or f.value_low) is not None
    ]
    return sorted(figures, key=lambda f: (f.period_end, f.id))


def _covered(edition: Edition) -> list[Figure]:
    """Coverage by round; nothing where no member ever reported, as in a compilation of public sources."""
    figures = [
        f for f in edition.figures if f.topic == "coverage" and f.coverage_n is not None and f.coverage_of
    ]
    if not any(f.coverage_n for f in figures):
        return []
    return sorted(figures, key=lambda f: (f.period_end, f.id))


def _alt(steps: list[Step], stated: list[Figure], covered: list[Figure]) -> Text:
    first, last = steps[0], steps[-1]
    since, until = dated(first[0]), dated(last[0])
    english = [f"Step line of members in the register: {first[1]} on {since.en}, {last[1]} from {until.en}."]
    chinese = [f"登记册成员数的阶梯线：{since.zh}为 {first[1]} 家，{until.zh}起为 {last[1]} 家。"]
    for figure in stated:
        who, when, value = _speaker(figure), dated(figure.period_end, "month"), amount(figure)
        english.append(f"Stated by {who}, {when.en}: {value.en}.")
        chinese.append(f"{who}，{when.zh}所述：{value.zh}。")
    for figure in covered:
        english.append(f"{figure.period}: {figure.coverage_n} of {figure.coverage_of} members with a value.")
        chinese.append(f"{figure.period}：{figure.coverage_of} 家成员中 {figure.coverage_n} 家有数值。")
    return Text(" ".join(english), "".join(chinese))


def _speaker(figure: Figure) -> str:
    return figure.attributed_to or figure.source_publisher or figure.source_title


def _fill(canvas: Canvas, steps: list[Step], stated: list[Figure], covered: list[Figure], end: date) -> None:
    panel = _register_panel(canvas, steps, stated, end)
    _line(canvas, panel, steps, end)
    for figure in stated:
        _diamond(canvas, panel, figure, registered=_on(steps, figure.period_end))
    if covered:
        _coverage(canvas, covered)


def _register_panel(canvas: Canvas, steps: list[Step], stated: list[Figure], end: date) -> Panel:
    largest = max([m for _, m in steps] + [int(f.value or f.value_low or 0) for f in stated])
    start, stop = steps[0][0] - timedelta(days=20), end + timedelta(days=10)
    new_years = [date(year, 1, 1).isoformat() for year in range(start.year + 1, stop.year + 1)]
    return canvas.panel(
        left=30,
        top=_TOP,
        width=BODY_WIDTH - 80,
        height=_PLOT,
        x={
            "type": "date",
            "range": [start.isoformat(), stop.isoformat()],
            "tickvals": new_years,
            "ticktext": [day[:4] for day in new_years],
            "showline": True,
            "linecolor": INK,
            "ticks": "outside",
        },
        y={"range": [0, axis_top(largest, 1.08)], "showgrid": True, "gridcolor": GRID, "nticks": 5},
    )


def _line(canvas: Canvas, panel: Panel, steps: list[Step], end: date) -> None:
    days = [steps[0][0], *(on for on, _ in steps), end]
    members = [0, *(m for _, m in steps), steps[-1][1]]
    canvas.add(
        go.Scatter(
            x=[day.isoformat() for day in days],
            y=members,
            mode="lines",
            line={"shape": "hv", "color": BLUE, "width": 3},
            hovertemplate="%{x|%Y-%m-%d}: %{y}<extra></extra>",
            **panel.axes,
        )
    )
    last = steps[-1][1]
    canvas.mark(
        panel, str(last), end.isoformat(), last, xanchor="left", xshift=14, size=17, bold=True, colour=BLUE
    )


def _diamond(canvas: Canvas, panel: Panel, figure: Figure, *, registered: int) -> None:
    """A stated count: filled where a number was given, hollow where only a bound; its label off the line."""
    place = figure.value if figure.value is not None else figure.value_low
    if place is None:
        return
    bound = figure.value_high is None or figure.value is None
    canvas.add(
        go.Scatter(
            x=[figure.period_end.isoformat()],
            y=[position(place)],
            mode="markers",
            marker={
                "symbol": "diamond",
                "size": 12,
                "color": PAPER if bound else ORANGE,
                "line": {"color": ORANGE, "width": 2},
            },
            hovertext=[say(figure.wording, canvas.language)],
            hovertemplate="%{hovertext}<extra></extra>",
            cliponaxis=False,
            **panel.axes,
        )
    )
    canvas.mark(
        panel,
        say(amount(figure), canvas.language),
        figure.period_end.isoformat(),
        position(place),
        yshift=-17 if place < registered else 17,
        colour=ORANGE,
    )


def _coverage(canvas: Canvas, covered: list[Figure]) -> None:
    """Filled part: members with a value; outline: all eligible members."""
    top = _TOP + _PLOT + _AXIS
    title = Text("Members with an accepted value, of all eligible", "有被接受数值的成员 / 全部应填报成员")
    canvas.text(say(title, canvas.language), 0, top + 16, bold=True)
    eligible = [f.coverage_of or 0 for f in covered]
    panel = canvas.panel(
        left=30,
        top=top + 44,
        width=min(BODY_WIDTH - 80, 40 + 110 * len(covered)),
        height=_COVERAGE - 44 - 34,
        x={
            "range": [-0.6, len(covered) - 0.4],
            "tickvals": list(range(len(covered))),
            "ticktext": [f.period for f in covered],
            "showline": True,
            "linecolor": INK,
            "tickfont": {"size": 11, "color": MUTED},
        },
        y={"range": [0, axis_top(max(eligible), 1.3)], "showticklabels": False},
    )
    places = list(range(len(covered)))
    with_value = [f.coverage_n or 0 for f in covered]
    without = [of - n for of, n in zip(eligible, with_value, strict=True)]
    for heights, colour in ((with_value, BLUE), (without, PAPER)):
        canvas.add(
            go.Bar(
                x=places,
                y=heights,
                marker={"color": colour, "line": {"color": BLUE, "width": 1.5}},
                hovertext=[say(f.wording, canvas.language) for f in covered],
                hovertemplate="%{hovertext}<extra></extra>",
                **panel.axes,
            )
        )
    for place, figure in enumerate(covered):
        text = f"{figure.coverage_n}/{figure.coverage_of}"
        canvas.mark(panel, text, place, figure.coverage_of or 0, yshift=10, size=12)
