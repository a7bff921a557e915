"""One root cause, one finding: what follows from a cause that is told is kept with it, not told beside it.

`rules/causes.yaml` names the codes that may follow from others, and what the two must share. Nothing is
decided here: the verdict, what is accepted and what is held back stand before, and stay. A consequence goes
with an open finding at least as heavy as itself, so that whatever it holds back stays held for a reason that
is told; it goes back among the findings as soon as its cause is settled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Literal

from pipeline.model import SERIES_KEY, Observation, Severity
from pipeline.strict_yaml import EditedFileError, StrictModel, load_model
from quality.catalogue import RULES, SEVERITIES, Catalogue, catalogue
from quality.places import position
from quality.rating import Decision, Held, RatedFinding

Shared = Literal["cells", "touching", "row", "column", "sheet", "series", "owing", "file"]
FILE = "causes.yaml"


class Link(StrictModel):
    """Codes that may follow from others, and what they must share with them."""

    consequences: tuple[str, ...]
    of: tuple[str, ...]
    at: Shared


class CauseFile(StrictModel):
    """causes.yaml as written; the name of a group stands for its codes."""

    groups: dict[str, tuple[str, ...]]
    links: tuple[Link, ...]


Links = Mapping[str, Sequence[tuple[Shared, frozenset[str]]]]
"""Code of a consequence -> what it must share with which causes."""


@cache
def links() -> Links:
    """The links of this installation, loaded once. Raises EditedFileError."""
    return load(RULES / FILE, catalogue())


def load(path: Path, rules: Catalogue) -> Links:
    """Load links. Raises EditedFileError for unknown codes, causes that are too light, and circles."""
    given = load_model(path, CauseFile)
    found: dict[str, list[tuple[Shared, frozenset[str]]]] = defaultdict(list)
    for link in given.links:
        causes = _codes(link.of, given, rules, path)
        for code in sorted(_codes(link.consequences, given, rules, path)):
            for cause in sorted(causes):
                if _rank(rules.rule(cause).severity) > _rank(rules.rule(code).severity):
                    raise EditedFileError(f"{path}: '{cause}' weighs less than its consequence '{code}'")
            found[code].append((link.at, causes))
    for code in found:
        if code in _causes_behind(code, found):
            raise EditedFileError(f"{path}: '{code}' would be a consequence of itself")
    return found


def _codes(names: Iterable[str], given: CauseFile, rules: Catalogue, path: Path) -> frozenset[str]:
    codes = {code for name in names for code in given.groups.get(name, (name,))}
    for code in sorted(codes):
        if code not in rules:
            raise EditedFileError(f"{path}: there is no rule or group '{code}'")
    return frozenset(codes)


def _causes_behind(code: str, found: Links) -> set[str]:
    """Every code that a code may follow from, directly or not."""
    waiting, behind = [code], set[str]()
    while waiting:
        direct = {cause for _, causes in found.get(waiting.pop(), ()) for cause in causes}
        waiting += direct - behind
        behind |= direct
    return behind


def _rank(severity: Severity) -> int:
    return SEVERITIES.index(severity)


def gathered(decision: Decision, observations: Sequence[Observation]) -> Decision:
    """The decision with every consequence under its cause; what is held is held by codes that are told."""
    findings = decision.findings
    roots = _roots(findings, observations)
    consequences: dict[int, list[RatedFinding]] = defaultdict(list)
    for rated in findings:
        if id(rated) in roots:
            consequences[id(roots[id(rated)][0])].append(rated)
    told = {
        id(rated): replace(rated, consequences=tuple(consequences[id(rated)]))
        for rated in findings
        if id(rated) not in roots
    }
    return replace(
        decision, findings=tuple(told.values()), held=tuple(_held_by_told(decision.held, findings, roots))
    )


def _roots(
    findings: Sequence[RatedFinding], observations: Sequence[Observation]
) -> dict[int, list[RatedFinding]]:
    """Consequence -> the findings that are told in its place; a cause may itself be a consequence."""
    known = links()
    if not any(rated.finding.code in known for rated in findings):
        return {}
    open_ones = [rated for rated in findings if not rated.settled]
    coincidence = _Coincidence(open_ones, observations)
    direct = {id(rated): causes for rated in open_ones if (causes := coincidence.causes(rated, known))}

    def roots(rated: RatedFinding) -> Iterator[RatedFinding]:
        for cause in direct.get(id(rated), ()):
            yield from roots(cause) if id(cause) in direct else (cause,)

    by_id = {id(rated): rated for rated in open_ones}
    return {number: list({id(r): r for r in roots(by_id[number])}.values()) for number in direct}


def _held_by_told(
    held: Iterable[Held], findings: Sequence[RatedFinding], roots: Mapping[int, list[RatedFinding]]
) -> Iterator[Held]:
    """What is held, with the codes of the findings that are told for it."""
    blockers: dict[str, None] = {}
    codes_at: dict[str, dict[str, None]] = defaultdict(dict)
    for rated in findings:
        instead = roots.get(id(rated), [rated])
        if rated.severity is Severity.BLOCKER:
            blockers.update((r.finding.code, None) for r in instead)
        if rated.holds:
            named = {place: r.finding.code for r in reversed(instead) for place in r.finding.places}
            for place in rated.finding.places:
                codes_at[place][named.get(place, instead[0].finding.code)] = None
    for one in held:
        yield replace(one, codes=tuple({**blockers, **codes_at[one.observation.place]}))


@dataclass(slots=True)
class _Coincidence:
    """Which open findings share cells, rows, columns or series; the heaviest of a code stands for all."""

    findings: Sequence[RatedFinding]
    observations: Sequence[Observation]
    _named: dict[Shared, dict[tuple[str, Hashable], RatedFinding]] = field(default_factory=dict)
    _series: dict[str, list[Hashable]] | None = None

    def causes(self, rated: RatedFinding, known: Links) -> list[RatedFinding]:
        """Findings that one may be a consequence of; none where it stands for itself."""
        for at, codes in known.get(rated.finding.code, ()):
            match at:
                case "owing":
                    found = self._owing(rated, codes)
                case "file":
                    found = self._in_file(rated, codes)
                case "touching":
                    found = [
                        c for place in rated.finding.places for c in self._at("cells", place, rated, codes)
                    ]
                case _:
                    found = self._covering(at, rated, codes)
            if found:
                return list({id(cause): cause for cause in found}.values())
        return []

    def _covering(self, at: Shared, rated: RatedFinding, codes: frozenset[str]) -> list[RatedFinding]:
        found: list[RatedFinding] = []
        for place in rated.finding.places:
            causes = self._at(at, place, rated, codes)
            if not causes:
                return []
            found.append(causes[0])
        return found

    def _owing(self, rated: RatedFinding, codes: frozenset[str]) -> list[RatedFinding]:
        owing, found, reached = rated.finding.owing, list[RatedFinding](), 0
        for place, amount in owing.cells.items() if owing else ():
            causes = self._at("cells", place, rated, codes)
            found += causes[:1]
            reached += amount if causes else 0
        return found if owing and reached >= owing.needed else []

    def _in_file(self, rated: RatedFinding, codes: frozenset[str]) -> list[RatedFinding]:
        """Causes that differ in more than their table, when there are as many as consequences."""
        apart = {
            (c.finding.code, *sorted((k, v) for k, v in c.finding.params.items() if k != "block")): c
            for c in self.findings
            if c.finding.code in codes and _weighs_enough(c, rated)
        }
        alike = sum(1 for r in self.findings if r.finding.code == rated.finding.code)
        return list(apart.values()) if len(apart) >= alike else []

    def _at(self, at: Shared, place: str, rated: RatedFinding, codes: frozenset[str]) -> list[RatedFinding]:
        """Heaviest first: findings of these codes that name something at the place."""
        if at not in self._named:
            self._named[at] = {}
            for cause in self.findings:
                for named in cause.finding.places:
                    for key in self._keys(at, named):
                        self._named[at].setdefault((cause.finding.code, key), cause)
        keys = self._keys(at, place)
        found = [c for code in codes for key in keys if (c := self._named[at].get((code, key)))]
        return sorted(
            (c for c in found if _weighs_enough(c, rated)), key=lambda c: (_rank(c.severity), c.finding.code)
        )

    def _keys(self, at: Shared, place: str) -> Sequence[Hashable]:
        """What stands for a place: itself, its row or column, or the series that it tells of."""
        if at == "cells":
            return (place,)
        if at == "series":
            if self._series is None:
                self._series = defaultdict(list)
                for o in self.observations:
                    self._series[o.place].append(tuple(getattr(o, name) for name in SERIES_KEY))
            return self._series.get(place, ())
        if at == "sheet":
            return (place.rpartition("!")[0] or place,)
        at_cell = position(place)
        if at_cell is None:
            return ()
        return ((at_cell.sheet, at_cell.row if at == "row" else at_cell.column),)


def _weighs_enough(cause: RatedFinding, consequence: RatedFinding) -> bool:
    return cause is not consequence and _rank(cause.severity) <= _rank(consequence.severity)
