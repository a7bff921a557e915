"""How a trend reads: changes with a sign and with what their rounding leaves open."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from pipeline.figures import Edition, Trend
from pipeline.model import Text
from reports.phrases import grouped

_EXACT = Decimal("0.1")


def trend_groups(edition: Edition) -> list[tuple[Text, list[Trend]]]:
    """The trends by quarter, one group an indicator; those by year where there is no quarter."""
    quarters = [t for t in edition.trends if "-Q" in t.period]
    chosen = quarters or list(edition.trends)
    return [
        (group[0].indicator_label, group)
        for group in (list(found) for _, found in groupby(chosen, key=lambda t: t.indicator))
    ]


def panel_change(trend: Trend) -> Text:
    """`+7.2%`, `about −3%` where the change is rounded; a dash where there is none."""
    if trend.panel_change is None:
        return Text("–", "–")
    sign = "+" if trend.panel_change > 0 else "±" if trend.panel_change == 0 else ""
    number = f"{sign}{grouped(trend.panel_change)}%"
    if trend.rounded_to == _EXACT:
        return Text(number, number)
    return Text(f"about {number}", f"约 {number}")


def chained_index(trend: Trend) -> Text:
    """`115.6 (114.4–116.7)`; a dash where there is none."""
    if trend.index_chained is None:
        return Text("–", "–")
    number = grouped(trend.index_chained)
    if trend.index_low is not None and trend.index_high is not None and trend.index_low < trend.index_high:
        number += f" ({grouped(trend.index_low)}–{grouped(trend.index_high)})"
    return Text(number, number)
