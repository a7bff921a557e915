"""The table `breakdown_disclosure`, from the round's tables and earlier releases, and the audit of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline import warehouse
from pipeline.codes import codelist
from pipeline.disclosure import largest, table
from pipeline.disclosure.bands import Band
from pipeline.disclosure.breakdowns import Breakdown, Verdict
from pipeline.disclosure.broken import BrokenTotal, CellId, cells_of
from pipeline.disclosure.splitting import TooManyAtomsError
from pipeline.disclosure.threads import one_thread

_PARTS = """
    SELECT
        kind, name, indicator, dimension, category, TRUE AS shown, NULL AS as_of,
        subject, holding, period_start, period_end, whole, value, is_public
    FROM breakdown_parts
"""


@one_thread()
def rows(engine: warehouse.Engine) -> list[dict[str, object]]:
    """Rows of `breakdown_disclosure`, of an engine that shows what it reads."""
    dimensions = [dimension.code for dimension in codelist("breakdown_dimensions")]
    found: list[dict[str, object]] = []
    for indicator, given, bands, current in _broken_down(engine):
        told = decided(given, bands, current, dimensions)
        found.extend(
            dict(zip(("kind", "name", "dimension", "category"), cell, strict=True))
            | {"indicator": indicator, "shown": verdict.shown}
            | {"conf_status": verdict.conf_status, "reason": verdict.reason}
            for cell, verdict in told.items()
        )
    return found


def decided(
    given: table.Published, bands: Sequence[Band], current: Sequence[BrokenTotal], dimensions: Sequence[str]
) -> dict[CellId, Verdict]:
    """Cell -> verdict for one indicator. Nothing is shown where there is too much to check."""
    try:
        breakdown = Breakdown(given.case, given.known, current, bands)
    except TooManyAtomsError:
        return {cell.id: Verdict(False, "D", "unchecked") for cell in current}
    windows = frozenset(given.case.current[number].window for number in given.shown)
    return breakdown.decide(windows, dimensions)


@one_thread()
def worked_out(engine: warehouse.Engine) -> list[dict[str, object]]:
    """What the built tables, broken-down totals among them, let somebody work out: one row an estimate."""
    shown = {
        (row["indicator"], row["kind"], row["name"], row["dimension"], row["category"])
        for row in warehouse.rows(engine, "SELECT * FROM disclosed_breakdowns WHERE shown")
    }
    found: list[dict[str, object]] = []
    for indicator, given, bands, current in _broken_down(engine):
        if not any(cell[0] == indicator for cell in shown):
            continue
        breakdown = Breakdown(given.case, given.known, current, bands)
        numbers = [n for n, cell in enumerate(breakdown.current) if (indicator, *cell.id) in shown]
        for cells in breakdown.told(numbers):
            said = ", ".join(" ".join(breakdown.current[n].id) for n in sorted(cells))
            found.append({"indicator": indicator, "by": f"breakdowns: {said or 'those of earlier releases'}"})
    return found


def _broken_down(
    engine: warehouse.Engine,
) -> Iterator[tuple[str, table.Published, list[Band], list[BrokenTotal]]]:
    """Each indicator that is broken down: what is given of its totals, their bands, and the cells."""
    current = cells_of(warehouse.rows(engine, _PARTS))
    for indicator, given in table.published(engine):
        if indicator in current:
            codes = largest.codes_of(engine, indicator, given.case)
            yield indicator, given, largest.stated_bands(given.case, codes), current[indicator]
