"""Findings from holding a submission's figures against its reporter's past.

Most are errors: the figures concerned are held back until they are sent corrected, or explained. A sender
explains by an answer or by a reason that names the finding's code, the secretariat lets pass by a waiver.
The warnings of `unusual` come last, for figures that no error names.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline import warehouse
from pipeline.model import Finding
from quality import levels, past_periods
from quality.column_shifts import Gaps, pushed
from quality.exchanges import exchanges, odds_in_words
from quality.odds import odds
from quality.past_cells import Beside, Figure, beside
from quality.rows import Hit, Numbered
from quality.unusual import shown_range, unusual

SHOWN_LABELS = 6
FEWEST_GAPS = 3
"""So many cells that could not be read make one doubt the others."""


def held_against_past(
    engine: warehouse.Engine,
    rows: Numbered,
    submissions: Sequence[str],
    gaps: Mapping[str, Gaps],
) -> Held:
    """Hold some submissions against the past. `gaps`: what reading them complained of, by submission.

    Raises EditedFileError for a mistake in `rules/odds.yaml`, whether or not anything is asked.
    """
    odds()
    hits: list[Hit] = []
    fitting: set[str] = set()
    for one in beside(engine, submissions):
        told = list(_hits(one, gaps.get(one.submission, Gaps())))
        asked = _asked(one, frozenset(row for _, row in told))
        for hit, row in (*told, *_without_past(one, told), *asked):
            printed = rows.observations[row].printed_text
            hits.append(replace(hit, seen=f"{printed} ({hit.seen})" if hit.seen else printed))
        if not told and one.compared_throughout:
            fitting.add(one.submission)
    return Held(hits, frozenset(fitting))


@dataclass(frozen=True, slots=True)
class Held:
    """What came of holding submissions against the past."""

    hits: list[Hit]
    fitting: frozenset[str]
    """Submissions every figure of which could be compared, and fits."""


def read_without(added: Finding, unread: int) -> Finding:
    """What becomes of a column that nobody agreed, where every figure beside it fits the past."""
    return Finding(
        code="column-added",
        places=added.places,
        value=added.value,
        params={
            "block": added.params.get("block", ""),
            "label": added.params.get("label", ""),
            "cells": str(unread),
        },
    )


def _without_past(one: Beside, told: Sequence[tuple[Hit, int]]) -> Iterator[tuple[Hit, int]]:
    """Figures that nothing can be held against share the lot of those that they stand beside."""
    known = {f.row: f for f in one.figures}
    lot: dict[tuple[str, ...], Hit] = {}
    for hit, row in told:
        if hit.code in SHARED:
            lot.setdefault(known[row].labels[:2], hit)
    for figure in one.figures:
        hit_beside = lot.get(figure.labels[:2])
        compared = figure.labels in one.series and len(one.series[figure.labels].earlier) > 1
        if hit_beside and figure.inside and not compared:
            yield replace(hit_beside, place=figure.place, seen=""), figure.row


def _hits(one: Beside, gaps: Gaps) -> Iterator[tuple[Hit, int]]:
    last = one.rounds[-1] if one.rounds else ""
    for figure in past_periods.displaced(one):
        yield _hit("period-unlike-before", one, figure, round=one.round)
    for figure in past_periods.out_of_order(one):
        yield _hit("periods-out-of-order", one, figure, round=last)
    new, missing = past_periods.newcomers(one)
    for figure in new:
        yield _hit("series-exchanged", one, figure, labels=_spelled(missing), round=last)
    for figure in pushed(one, gaps):
        yield _hit("column-pushed", one, figure)
    for figure in levels.repeated(one):
        yield _hit("figures-repeated", one, figure, round=last)
    bad_company = len({*gaps.blank, *gaps.stray}) >= FEWEST_GAPS
    exchanged: set[int] = set()
    shared = levels.shared_factor(one)
    for number, exchange in enumerate(exchanges(one.divided(shared) if shared else one)):
        code = "labels-moved" if exchange.moved else "labels-exchanged"
        believed = {} if exchange.moved else {"odds": odds_in_words(exchange.odds)}
        for figure in exchange.figures:
            exchanged.add(figure.row)
            labels = "; ".join(exchange.labels[:SHOWN_LABELS])
            yield _hit(code, one, figure, str(number), labels=labels, round=last, **believed)
    for number, slip in enumerate(levels.slips(one, frozenset(exchanged), in_bad_company=bad_company)):
        if any(f.value for f in slip.figures):
            factor = _factor(slip.factor)
            for figure in slip.figures:
                yield _hit("level-unlike-before", one, figure, str(number), factor=factor, round=last)
        else:
            for figure in slip.figures:
                hit, row = _hit("zero-unlike-before", one, figure, round=last)
                yield replace(hit, seen=_range(one, figure)), row


def flagged(one: Beside) -> dict[int, str]:
    """Code of the first finding about each row of one submission whose cells all could be read."""
    told = [(hit.code, row) for hit, row in _hits(one, Gaps())]
    asked = [(hit.code, row) for hit, row in _asked(one, frozenset(row for _, row in told))]
    return {row: code for code, row in reversed([*told, *asked])}


def _asked(one: Beside, told: frozenset[int]) -> Iterator[tuple[Hit, int]]:
    """Figures to ask about that no error names."""
    for found in unusual(one, told):
        hit, row = _hit(found.code, one, found.figure, round=one.rounds[-1])
        telling = found.code not in SAYS_ENOUGH
        yield replace(hit, seen=shown_range(*found.before) if telling else ""), row


def _range(one: Beside, figure: Figure) -> str:
    """Lowest and highest earlier figure of a series."""
    earlier = [e.value for e in one.series[figure.labels].earlier]
    return shown_range(min(earlier), max(earlier))


def _hit(code: str, one: Beside, figure: Figure, together: str = "", **params: str) -> tuple[Hit, int]:
    hit = Hit(code=code, submission=one.submission, place=figure.place, together=together, params=params)
    return hit, figure.row


def _spelled(series: Sequence[tuple[str, ...]]) -> str:
    """Series by their labels, those that say `all` left out."""
    plain = {"all", "none", "1"}
    shown = [
        "; ".join(label for label in labels[1:] if label not in plain) for labels in series[:SHOWN_LABELS]
    ]
    return " / ".join(shown)


def _factor(factor: float) -> str:
    """`1,000 ×`, `0.001 ×`: to two significant figures."""
    digits = max(1 - math.floor(math.log10(factor)), 0)
    return f"{round(factor, 1 - math.floor(math.log10(factor))):,.{min(digits, 6)}f}"


SHARED = (
    "figures-repeated",
    "labels-exchanged",
    "labels-moved",
    "level-unlike-before",
    "zero-unlike-before",
)
SAYS_ENOUGH = ("figure-as-before", "round-figures")
"""Warnings to which the range of the earlier figures adds nothing."""
