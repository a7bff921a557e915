"""Planted errors: is each found, in its cells, and is the clean file beside it left alone?

Every layout is given every kind of fault that it can have; the altered file is reviewed as its reporter's
next one, against four quarters accepted before, and so is a clean file with other figures.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from findings_faults import FAULTS, Fault
from findings_layouts import Round
from findings_tables import NOW, Layout
from findings_unplanted import unplanted
from measure import Measure

from pipeline.model import Observation, Severity
from quality.catalogue import catalogue
from quality.cross_rows import Comparison
from quality.odds import odds
from quality.places import position
from quality.rating import RatedFinding
from quality.review import Review, review

LAYOUTS, KINDS = 20, 40
ALONE = 0.97
TOGETHER = 16
"""Kinds of fault in one review: testing costs much to start and little to go on."""
FAULTS_IN_CELLS = [f for f in FAULTS if f.plant.__module__ in ("faults_values", "faults_labels")]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One planted fault and what the review made of it."""

    fault: Fault
    layout: Layout
    code: str
    places: frozenset[str]
    review: Review
    twin: Review
    silent: int
    """Accepted values that the true file does not say and no finding names."""

    @property
    def found(self) -> bool:
        return any(rated.finding.code in self.codes for rated in self.review.findings)

    @property
    def codes(self) -> set[str]:
        """Rules of which any may tell of the fault."""
        return set(self.code.split("|"))

    @property
    def named(self) -> frozenset[str]:
        """Every cell, or line where a text has no cells yet, that findings of the expected code name."""
        return _named(self.review, self.codes)

    @property
    def located(self) -> bool:
        return self.found and self.named == self.places

    @property
    def told(self) -> set[str]:
        """Codes of everything that is told, consequences under their causes included."""
        return {r.finding.code for rated in self.review.findings for r in (rated, *rated.consequences)}

    @property
    def beside(self) -> tuple[str, ...]:
        """Codes of findings that the fault was not planted for."""
        return tuple(sorted({r.finding.code for r in self.review.findings} - self.codes))


def taken_from(bench: Round, faults: Sequence[Fault], layouts: Sequence[Layout]) -> Iterator[Outcome]:
    """Each fault in each layout, and the clean twin of each."""
    given = []
    for fault in faults:
        for layout in layouts:
            seed = f"{fault.told}/{layout.reporter}"
            clean = layout.table(NOW, seed)
            table = clean.copied()
            expected = fault.plant(layout, table, Random(seed))  # noqa: S311 - repeatable on purpose
            if expected is not None:
                pair = (
                    bench.case(layout, table, f"{fault.told}/x"),
                    bench.case(layout, clean, f"{fault.told}/o"),
                )
                given.append((fault, layout, expected, pair))
    with patch.object(Comparison, "accept"):  # none becomes the past of another
        reviews = review([case for *_, pair in given for case in pair], bench.deployment)
    for number, (fault, layout, (code, places), _) in enumerate(given):
        reviewed, twin = reviews[2 * number : 2 * number + 2]
        yield Outcome(fault, layout, code, frozenset(places), reviewed, twin, _silent(reviewed, twin))


def _named(reviewed: Review, codes: set[str]) -> frozenset[str]:
    told = [rated.finding for rated in reviewed.findings if rated.finding.code in codes]
    lines = {f"A{f.params['line']}" for f in told if not f.places and "line" in f.params}
    return frozenset(place for finding in told for place in finding.places) | lines


def pairs_told(
    bench: Round, faults: Sequence[Fault], layouts: Sequence[Layout]
) -> Iterator[tuple[str, str, str, bool]]:
    """Two faults in one file, in rows and columns of their own: whether both are told, each in its cells.

    One layout after another takes the next pair; a pair that meets in a row, column or cell is left out.
    """
    given = []
    for number, (one, other) in enumerate(combinations(faults, 2)):
        layout = layouts[number % len(layouts)]
        chance = Random(f"{one.told}/{other.told}")  # noqa: S311 - repeatable on purpose
        table = layout.table(NOW, f"pair {number}")
        told = [fault.plant(layout, table, chance) for fault in (one, other)]
        answers = [answer for answer in told if answer is not None and answer[1]]
        if len(answers) == 2 and not _meeting(*(places for _, places in answers)):
            given.append((one, other, layout, answers, bench.case(layout, table, f"pair {number}")))
    with patch.object(Comparison, "accept"):
        reviews = review([case for *_, case in given], bench.deployment)
    for (one, other, layout, answers, _), reviewed in zip(given, reviews, strict=True):
        both = all(_named(reviewed, set(code.split("|"))).issuperset(places) for code, places in answers)
        yield one.told, other.told, layout.reporter, both


def _meeting(ones: Sequence[str], others: Sequence[str]) -> bool:
    first, second = ([p for p in map(position, places) if p] for places in (ones, others))
    return any(a.row == b.row or a.column == b.column for a in first for b in second)


def _silent(reviewed: Review, twin: Review) -> int:
    """Accepted values that are not true, and that no finding tells of."""
    known = {_key(o): o.value for o in twin.accepted}
    past_is_told = any(_tells_of_all(rated) for rated in reviewed.findings)
    named = {place for rated in reviewed.findings for place in rated.finding.places}
    return sum(
        1
        for o in reviewed.accepted
        if o.period_end >= twin.accepted[0].period_end.replace(month=1, day=1)
        and known.get(_key(o), "nothing") != o.value
        and o.place not in named
        and not past_is_told
    )


def _tells_of_all(rated: RatedFinding) -> bool:
    return not rated.finding.places and rated.severity in (Severity.BLOCKER, Severity.ERROR, Severity.WARNING)


def _key(observation: Observation) -> tuple[Any, ...]:
    o = observation
    return (o.subject, o.indicator, o.category, o.taxon_group, o.form, o.period_start, o.period_end)


@cache
def taken() -> tuple[list[Outcome], list[tuple[str, str, str, bool]]]:
    """All outcomes, with every fault in every layout; and pairs of faults in one file."""
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        bench = Round(Path(folder))
        found: list[Outcome] = []
        for start in range(0, len(FAULTS), TOGETHER):
            found += taken_from(bench, FAULTS[start : start + TOGETHER], bench.layouts)
        return found, list(pairs_told(bench, FAULTS_IN_CELLS, bench.layouts))


def measures(samples: Path | None) -> Iterator[Measure]:
    """Recall, exact places, false alarms and silence; statistical flags apart."""
    outcomes, pairs = taken()
    if os.environ.get("DETAILS"):
        print(details(outcomes))
    firm = [o for o in outcomes if not o.fault.statistical]
    flags = [o for o in outcomes if o.fault.statistical]
    layouts, kinds = {o.layout.reporter for o in firm}, {o.fault.told for o in firm}
    found, located = [o for o in firm if o.found], [o for o in firm if o.located]
    yield Measure(
        "planted errors: layouts × kinds of fault (pairs that can be)",
        "",
        f"≥ {LAYOUTS} × {KINDS}",
        f"{len(layouts)} × {len(kinds)} ({len(firm)})",
        len(layouts) >= LAYOUTS and len(kinds) >= KINDS and len(firm) >= LAYOUTS * KINDS,
    )
    yield _share("planted errors found by their own rule (recall)", len(found), len(firm))
    yield _share("found errors that name exactly their cells", len(located), len(found))
    alone = sum(1 for o in found if not o.beside)
    yield Measure(
        "found errors told by one finding alone",
        "",
        f"≥ {ALONE:.0%}",
        f"{alone / max(len(found), 1):.1%} of {len(found)}",
        alone >= ALONE * len(found),
    )
    both = [pair for pair in pairs if pair[-1]]
    yield _share("two planted errors in one file, both told in their cells", len(both), len(pairs))
    told = {code for o in outcomes for code in o.told}
    nowhere, twice = unplanted(told)
    yield Measure(
        "rules whose finding the corpus brings (the others: planted by tests, with reasons in "
        "`benchmarks/findings_unplanted.py`)",
        "",
        "none nowhere",
        f"{len(told)} of {len(catalogue().rules)}{''.join(f', {code} nowhere' for code in nowhere)}"
        f"{''.join(f', {code} listed in vain' for code in twice)}",
        not nowhere and not twice,
    )
    asked = set(odds().tests)
    loud = [o for o in outcomes if {r.finding.code for r in o.twin.findings} - asked]
    yield Measure(
        "clean twins with any finding but a question by odds",
        "",
        "0",
        f"{len(loud)} of {len(outcomes)}",
        not loud,
    )
    vain = sum(1 for o in outcomes for r in o.twin.findings if r.finding.code in asked)
    figures = sum(len(o.twin.accepted) for o in outcomes)
    expected = sum(test.expected for test in odds().tests.values())
    yield Measure(
        "questions by odds about clean twins, per 1,000 figures",
        "",
        f"≤ {expected:.1f} (declared)",
        f"{1000 * vain / max(figures, 1):.2f} ({vain} of {figures})",
        1000 * vain <= expected * figures,
    )
    wrong = [o for o in outcomes if o.silent]
    yield Measure(
        "planted errors accepted with a wrong value that nothing tells of",
        "",
        "0",
        f"{len(wrong)} of {len(outcomes)}",
        not wrong,
    )
    caught = sum(1 for o in flags if o.located)
    yield Measure(
        "planted slips of scale and exchanges (told by odds), flagged in exactly their cells",
        "",
        "(counted)",
        f"{caught / max(len(flags), 1):.1%} of {len(flags)}",
        True,
    )


def _share(name: str, reached: int, number: int) -> Measure:
    return Measure(name, "", "100%", f"{reached / max(number, 1):.1%} of {number}", reached == number)


def details(outcomes: Sequence[Outcome]) -> str:
    """By kind of fault: how many, how many found and located, and what came instead."""
    lines = []
    for fault in dict.fromkeys(o.fault for o in outcomes):
        some = [o for o in outcomes if o.fault is fault]
        found, located = sum(o.found for o in some), sum(o.located for o in some)
        loud, silent = sum(bool(o.twin.findings) for o in some), sum(bool(o.silent) for o in some)
        lines.append(
            f"{fault.told:<58} {some[0].code:<22} {len(some):>3} found {found:>3} located {located:>3} "
            f"alone {sum(o.found and not o.beside for o in some):>3} twins {loud} silent {silent}"
        )
        missed = Counter(
            f"{'' if o.found else 'MISSED '}{'' if o.located else _apart(o)} beside {','.join(o.beside)}"
            for o in some
            if not o.located or o.beside or o.silent
        )
        lines += [
            f"      {number:>3} {text} [{_first(some, text)}]" for text, number in missed.most_common(6)
        ]
        for o in some:
            if o.twin.findings:
                told = [(r.finding.code, r.finding.places) for r in o.twin.findings]
                lines.append(f"      TWIN {o.layout.reporter} {told}")
    return "\n".join(lines)


def _apart(outcome: Outcome) -> str:
    return f"{sorted(outcome.named)[:5]} for {sorted(outcome.places)[:5]}"


def _first(some: Sequence[Outcome], text: str) -> str:
    return next(
        (
            o.layout.reporter
            for o in some
            if text.endswith(f"beside {','.join(o.beside)}") and (not o.located or "for" not in text)
        ),
        "",
    )


if __name__ == "__main__":
    for measured in measures(None):
        print(measured)
