"""The tables `disclosure` and `change_rounding`, from the round's tables and what earlier releases published.

The first decides about every total. The second lists the changes from window to window that may be given
beside the totals, and how coarsely. The audit asks the same of what was built, as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline import warehouse
from pipeline.disclosure import changes
from pipeline.disclosure.bands import past_band
from pipeline.disclosure.broken import cells_of
from pipeline.disclosure.deciding import Case
from pipeline.disclosure.ground import Cell, Key
from pipeline.disclosure.knowledge import Known
from pipeline.disclosure.rule import Rule
from pipeline.disclosure.spans import Span
from pipeline.disclosure.statements import part_of, past_change
from pipeline.disclosure.threads import one_thread

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
PUBLISHED_CHANGES = """
    SELECT
        links.* REPLACE (
            CASE links.span WHEN 'step' THEN trends.rounded_to ELSE trends.direct_rounded_to END AS rounded_to
        ),
        CASE links.span WHEN 'step' THEN 100 + trends.panel_change ELSE trends.index_direct END AS percent
    FROM links
    INNER JOIN trends USING (kind, name, indicator)
    WHERE CASE links.span WHEN 'step' THEN trends.panel_change ELSE trends.index_direct END IS NOT NULL
    ORDER BY links.span, links.kind, links.name
"""
"""Changes that the tables give, with the percentage as printed and the step it is rounded to."""
_EARLIER_CHANGES = """
    SELECT indicator, span, kind, name, percent, rounded_to, others_shown, parts, min(as_of) AS as_of
    FROM earlier_changes
    GROUP BY ALL
"""
_EARLIER_BANDS = """
    SELECT indicator, kind, name, largest_share, parts, min(as_of) AS as_of
    FROM earlier_bands
    GROUP BY ALL
"""
_WHOLES = """
    SELECT
        indicator, kind, name, dimension, category,
        list({
            'subject': subject, 'holding': holding, 'period_start': period_start, 'period_end': period_end,
            'value': whole, 'is_public': is_public
        }) AS parts
    FROM breakdown_parts
    WHERE value = whole
    GROUP BY ALL
"""
"""What lies wholly in one category of a breakdown."""
_EARLIER = """
    SELECT indicator, kind, name, low, high, parts, min(as_of) AS as_of
    FROM earlier_parts
    GROUP BY ALL
"""


@one_thread()
def rows(engine: warehouse.Engine, method: str = "") -> list[dict[str, object]]:
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
        for (kind, name), decision in case.decide(method).items()
    ]


@one_thread()
def rounding_rows(engine: warehouse.Engine) -> list[dict[str, object]]:
    """Rows of `change_rounding`."""
    found: list[dict[str, object]] = []
    listed = warehouse.rows(
        engine, "SELECT * FROM links WHERE rounded_to IS NOT NULL ORDER BY span, kind, name"
    )
    for indicator, case in cases(engine):
        links = [link for link in listed if link["indicator"] == indicator]
        shown, bounds = _told(engine, case, indicator)
        chosen = changes.roundings(case, shown, bounds, links, _movements(engine, indicator))
        found.extend(
            {"span": span, "kind": kind, "name": name, "indicator": indicator, "rounded_to": step}
            for (span, kind, name), step in chosen.items()
        )
    return found


@one_thread()
def worked_out(engine: warehouse.Engine) -> list[dict[str, object]]:
    """What somebody could still work out of the built tables: one row an estimate, without its value."""
    found: list[dict[str, object]] = []
    for indicator, given in published(engine):
        case = given.case
        for _, cells in case.told(given.shown, given.bounds):
            windows = ", ".join(" ".join(case.current[n].window) for n in sorted(cells))
            found.append({"indicator": indicator, "by": f"totals: {windows}"})
        for taking_part in changes.told(case, given.shown, given.bounds, given.said):
            windows = ", ".join(" ".join(link) for link in sorted(taking_part))
            found.append({"indicator": indicator, "by": f"changes: {windows}"})
    return found


@dataclass(frozen=True, slots=True)
class Published:
    """What a release gives of one indicator's totals and of the changes between them."""

    case: Case
    shown: list[int]
    bounds: dict[int, Span]
    said: list[changes.Row]

    @property
    def known(self) -> Known:
        """All of it, after what earlier releases said of totals and changes."""
        return changes.with_changes(self.case.known(self.shown, self.bounds), self.said)


def published(engine: warehouse.Engine) -> Iterator[tuple[str, Published]]:
    """Indicator -> what the built tables give of it."""
    listed = warehouse.rows(engine, PUBLISHED_CHANGES)
    for indicator, case in cases(engine):
        shown, bounds = _told(engine, case, indicator)
        links = [link for link in listed if link["indicator"] == indicator]
        said = changes.rows_of(case, links, _movements(engine, indicator)) if links else []
        yield indicator, Published(case, shown, bounds, said)


def _told(engine: warehouse.Engine, case: Case, indicator: str) -> tuple[list[int], dict[int, Span]]:
    """Which totals are shown, and the bounds of those that are not, as `disclosed` has them."""
    rows = warehouse.rows(engine, f"SELECT * FROM disclosed WHERE indicator = '{indicator}'")
    said = {(row["kind"], row["name"]): row for row in rows}
    listed = [(number, said[cell.window]) for number, cell in enumerate(case.current)]
    bounds = {n: (row["bound_low"], row["bound_high"]) for n, row in listed if row["bound_low"] is not None}
    return [n for n, row in listed if row["shown"]], bounds


def _movements(engine: warehouse.Engine, indicator: str) -> list[dict[str, Any]]:
    return warehouse.rows(engine, f"SELECT * FROM movements WHERE indicator = '{indicator}'")


def cases(engine: warehouse.Engine) -> Iterator[tuple[str, Case]]:
    """Indicator -> its totals and what earlier releases published of it."""
    (scope,) = warehouse.rows(engine, "SELECT minimum_holdings, p_percent FROM scope")
    rule = Rule(scope["minimum_holdings"], scope["p_percent"])
    totals, changed = warehouse.rows(engine, _EARLIER), warehouse.rows(engine, _EARLIER_CHANGES)
    banded = warehouse.rows(engine, _EARLIER_BANDS)
    moments = sorted({row["as_of"] for row in (*totals, *changed, *banded)})
    earlier = _by_indicator(totals, moments)
    broken = cells_of(warehouse.rows(engine, "SELECT * FROM earlier_breakdown_parts"))
    wholes: dict[str, set[tuple[str, frozenset[Key]]]] = {}
    for row in warehouse.rows(engine, _WHOLES):
        keys = frozenset(part_of(part).key for part in row["parts"])
        wholes.setdefault(row["indicator"], set()).add((row["kind"], keys))
    current = current_cells(engine)
    for indicator in sorted(current):
        given = [
            past_change(row, moments.index(row["as_of"])) for row in changed if row["indicator"] == indicator
        ]
        bands = [
            past_band(row, moments.index(row["as_of"])) for row in banded if row["indicator"] == indicator
        ]
        yield (
            indicator,
            Case(
                current[indicator],
                earlier.get(indicator, []),
                rule,
                given,
                bands,
                broken=broken.get(indicator, []),
                wholes=wholes.get(indicator, ()),
            ),
        )


def current_cells(engine: warehouse.Engine) -> dict[str, list[Cell]]:
    """Indicator -> its totals and what they are made of."""
    return _by_indicator(warehouse.rows(engine, _CURRENT))


def _by_indicator(rows: Sequence[Mapping[str, Any]], moments: Sequence[object] = ()) -> dict[str, list[Cell]]:
    """Cells of each indicator; releases are numbered in their order, the one in the making comes last."""
    found: dict[str, list[Cell]] = {}
    for row in rows:
        cell = Cell(
            kind=row["kind"],
            name=row["name"],
            parts=tuple(sorted(part_of(part) for part in row["parts"])),
            low=row["low"] if row["low"] is not None else Decimal(0),
            high=row["high"],
            recency=moments.index(row["as_of"]) if moments else 1_000_000,
        )
        found.setdefault(row["indicator"], []).append(cell)
    return found
