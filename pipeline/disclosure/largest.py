"""How much of a total stands behind its largest owner group: a band, where telling it gives nothing away.

Readers are taken to know which owner group is the largest. What must stay open is all that must stay open
without bands. A total gets the narrowest band with which everything stays open by p%, all bands of all
windows and all that earlier releases published taken together; where none is wide enough, nothing is stated.
A band that an earlier release stated of the same parts is stated again: it adds nothing.

Most of that is shown by departures that need no solving (`offsetting`). What they leave in doubt is solved as
a linear program, as for totals (`bands`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline import warehouse
from pipeline.disclosure import changes, table
from pipeline.disclosure.bands import EDGES, Band, bands_of, true_bands
from pipeline.disclosure.deciding import Case
from pipeline.disclosure.knowledge import Known
from pipeline.disclosure.spans import Span
from pipeline.disclosure.threads import one_thread

__all__ = ["EDGES", "NOT_STATED", "rows", "stated", "told", "true_bands", "worked_out"]
NOT_STATED = "not_stated"
_MOST_DOUBTFUL = 2000
"""Targets in doubt beyond which no new band is stated."""


def stated(
    case: Case, shown: Sequence[int], bounds: Mapping[int, Span], said: Sequence[changes.Row]
) -> dict[int, str]:
    """For each shown total whose band may be stated, its code; `said` is what the shown changes say."""
    before, given = changes.with_changes(case.known(shown, bounds), said), _given(case)
    again: dict[int, str] = {}
    waiting: dict[int, list[Band]] = {}
    for number in shown:
        bands = bands_of(case.ground, case.current[number], number)
        if repeated := [band.code for band in bands if band.content in given]:
            again[number] = repeated[0]
        elif bands:
            waiting[number] = bands
    while waiting:
        involved = _involved(case, before, [bands[0] for bands in waiting.values()])
        if not involved:
            break
        for number in involved:
            waiting[number] = waiting[number][1:]
        waiting = {number: bands for number, bands in waiting.items() if bands}
    return again | {number: bands[0].code for number, bands in waiting.items()}


def told(
    case: Case,
    shown: Sequence[int],
    bounds: Mapping[int, Span],
    said: Sequence[changes.Row],
    codes: Mapping[int, str],
) -> frozenset[int]:
    """The totals whose stated band is not true, or takes part in an estimate within p%. For the audit."""
    true = stated_bands(case, codes)
    given = _given(case)
    chosen = [band for band in true if band.content not in given]
    untrue = set(codes) - {band.number for band in true}
    return frozenset(untrue | _involved(case, changes.with_changes(case.known(shown, bounds), said), chosen))


def stated_bands(case: Case, codes: Mapping[int, str]) -> list[Band]:
    """What stated bands say, of those that are true."""
    return [
        band
        for number in sorted(codes)
        for band in bands_of(case.ground, case.current[number], number)
        if band.code == codes[number]
    ]


def codes_of(engine: warehouse.Engine, indicator: str, case: Case) -> dict[int, str]:
    """The bands that the built table states of an indicator's totals."""
    listed = warehouse.rows(engine, f"SELECT * FROM largest_holdings WHERE indicator = '{indicator}'")
    built = {(row["kind"], row["name"]): row["largest_share"] for row in listed}
    codes = {number: built[cell.window] for number, cell in enumerate(case.current)}
    return {number: code for number, code in codes.items() if code != NOT_STATED}


def _given(case: Case) -> set[object]:
    return {band.content for band in case.bands_before}


def _involved(case: Case, before: Known, bands: Sequence[Band]) -> set[int]:
    """The totals whose bands are too narrow by themselves, or else those that take part in an estimate."""
    if not bands or not len(case.ground.values):
        return set()
    numbers = [band.number for band in bands if band.number is not None]
    share = case.rule.p_percent / 100
    if narrow := {
        n for n, band in zip(numbers, bands, strict=True) if band.is_narrow(case.ground.values, share)
    }:
        return narrow
    found = case.told_beside(
        before,
        lambda told: min(told.bands, default=len(bands)) < len(bands),
        bands,
        _MOST_DOUBTFUL,
    )
    if found is None:
        return set(numbers)
    return {numbers[place] for told in found for place in told.bands if place < len(bands)}


@one_thread()
def rows(engine: warehouse.Engine) -> list[dict[str, object]]:
    """Rows of `largest_holdings`, one for each total."""
    return [
        {
            "kind": cell.kind,
            "name": cell.name,
            "indicator": indicator,
            "largest_share": codes.get(number, NOT_STATED),
        }
        for indicator, given in table.published(engine)
        for codes in [stated(given.case, given.shown, given.bounds, given.said)]
        for number, cell in enumerate(given.case.current)
    ]


@one_thread()
def worked_out(engine: warehouse.Engine) -> list[dict[str, object]]:
    """Bands of the built table that are not true, or that take part in an estimate within p%."""
    found: list[dict[str, object]] = []
    for indicator, given in table.published(engine):
        codes = codes_of(engine, indicator, given.case)
        for number in sorted(told(given.case, given.shown, given.bounds, given.said, codes)):
            found.append(
                {"indicator": indicator, "by": f"share: {' '.join(given.case.current[number].window)}"}
            )
    return found
