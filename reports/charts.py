"""The charts of a report. A new chart is one function in `reports.drawing` and one line here."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.figures import Edition
from pipeline.model import Text
from reports.drawing.breakdowns import breakdowns
from reports.drawing.chart import Chart
from reports.drawing.completeness import completeness
from reports.drawing.goal import goal
from reports.drawing.membership import membership
from reports.drawing.outputs import outputs
from reports.drawing.running_totals import running_totals
from reports.drawing.trends import trends

CHARTS: tuple[Callable[[Edition], Chart | Text], ...] = (
    goal,
    outputs,
    running_totals,
    breakdowns,
    trends,
    membership,
    completeness,
)


def design(edition: Edition) -> tuple[tuple[Chart, ...], tuple[Text, ...]]:
    """The charts that the edition has figures for, and one sentence for each that is left out."""
    designed = [chart(edition) for chart in CHARTS]
    return (
        tuple(one for one in designed if isinstance(one, Chart)),
        tuple(one for one in designed if isinstance(one, Text)),
    )
