"""The table `disclosure`: the decision about every total of a release, from the round's tables and earlier releases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipeline import warehouse
from pipeline.disclosure.deciding import Case, Rule
from pipeline.disclosure.ground import Cell, Part

_CURRENT = """
    SELECT
        totals.indicator, totals.kind, totals.name, totals.value_low AS low, totals.value_high AS high,
        list({
            'subject': subject, 'holding': holding, 'period_start': period_start, 'period_end': period_end,
            'value': window_parts.value, 'is_public': is_public
        }) AS parts
    FROM totals
    INNER JOIN window_parts USING (kind, name, indicator)
    WHERE left_out IS NULL
    GROUP BY ALL
"""
_EARLIER = """
    SELECT indicator, kind, name, low, high, parts, min(as_of) AS as_of
    FROM earlier_parts
    GROUP BY ALL
"""


def rows(engine: warehouse.Engine) -> list[dict[str, object]]:
    """Rows of `disclosure`, of an engine that shows what it reads."""
    return [
        {
            "kind": kind,
            "name": name,
            "indicator": indicator,
            "shown": decision.shown,
            "conf_status": decision.conf_status,
            "bound_low": decision.low,
            "bound_high": decision.high,
            "method": decision.method,
        }
        for indicator, case in cases(engine)
        for (kind, name), decision in case.decide().items()
    ]


def cases(engine: warehouse.Engine) -> Iterator[tuple[str, Case]]:
    """Indicator -> its totals and what earlier releases published of it."""
    (scope,) = warehouse.rows(engine, "SELECT minimum_holdings, p_percent FROM scope")
    rule = Rule(scope["minimum_holdings"], scope["p_percent"])
    earlier = _by_indicator(warehouse.rows(engine, _EARLIER), earlier=True)
    current = _by_indicator(warehouse.rows(engine, _CURRENT), earlier=False)
    for indicator in sorted(current):
        yield indicator, Case(current[indicator], earlier.get(indicator, []), rule)


def _by_indicator(rows: Sequence[Mapping[str, Any]], *, earlier: bool) -> dict[str, list[Cell]]:
    """Cells of each indicator; releases are numbered in their order, the one in the making comes last."""
    moments = sorted({row["as_of"] for row in rows}) if earlier else []
    found: dict[str, list[Cell]] = {}
    for row in rows:
        cell = Cell(
            kind=row["kind"],
            name=row["name"],
            parts=tuple(sorted(_part(part) for part in row["parts"])),
            low=row["low"] if row["low"] is not None else Decimal(0),
            high=row["high"],
            recency=moments.index(row["as_of"]) if earlier else 1_000_000,
        )
        found.setdefault(row["indicator"], []).append(cell)
    return found


def _part(row: Mapping[str, Any]) -> Part:
    return Part(
        subject=row["subject"],
        start=row["period_start"],
        end=row["period_end"],
        value=row["value"],
        holding=row["holding"],
        is_public=row["is_public"],
    )
