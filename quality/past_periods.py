"""Does each figure cover the kind of period that its series always covered?

A period is placed by its distance from the round: "its first to third month", "from 1 January 2018 to its
last month". Months in place of a quarter are no change as long as they cover the round. Series that appear
while others vanish, and columns that no longer follow the calendar, are looked for here as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from pipeline.rounds import first_day
from quality.past_cells import Beside, Figure, Remembered
from quality.places import position

Placing = tuple[str, str]
FEWEST_ROUNDS = 2


def displaced(beside: Beside) -> list[Figure]:
    """Figures whose period is none that their series had.

    Where some lie outside the round, and the periods of the last round are not all there again, all figures
    of the series. What was accepted for its period before is in no doubt.
    """
    found: list[Figure] = []
    retold = _retold(beside)
    for labels, own in _by_series(beside):
        inside = [f for f in own if f.inside]
        past = _of_own_rounds(beside.told.get(labels, ()), beside) or _of_own_rounds(beside.past, beside)
        if past and not _covers(inside, beside) and not _complete(inside, past, beside):
            known = {placing for r in past for placing in _placings(r.start, r.end, r.round)}
            usual = len(inside) == len(own)
            found += [f for f in own if not usual or not known & _placings(f.start, f.end, beside.round)]
    return sorted((f for f in found if f.row not in retold), key=lambda f: f.row)


def _retold(beside: Beside) -> set[int]:
    """Rows that tell the past again: all told before of a period most of whose figures are the same,
    and any same figure where some series covers the round. In a file of wrong dates a few agree by chance.
    """
    covered = any(_covers([f for f in own if f.inside], beside) for _, own in _by_series(beside))
    before = {(r.labels, r.start, r.end): r.value for r in beside.past}
    again: dict[tuple[date | None, date], list[tuple[int, bool]]] = {}
    for f in beside.figures:
        accepted = before.get((f.labels, f.start, f.end))
        if accepted is not None:
            again.setdefault((f.start, f.end), []).append((f.row, f.value == accepted))
    found: set[int] = set()
    for figures in again.values():
        same = {row for row, is_same in figures if is_same}
        if 2 * len(same) > len(figures) and (covered or len(same) > 1):
            found |= {row for row, _ in figures}
        elif covered:
            found |= same
    return found


def _complete(inside: Sequence[Figure], past: Sequence[Remembered], beside: Beside) -> bool:
    """Whether the figures of the round are placed as those of the last one, none more and none less."""
    newest = max(r.round for r in past)
    now = [_placings(f.start, f.end, beside.round) for f in inside]
    last = [_placings(r.start, r.end, r.round) for r in past if r.round == newest]
    return all(any(a & b for b in last) for a in now) and all(any(a & b for a in now) for b in last)


def out_of_order(beside: Beside) -> list[Figure]:
    """Figures of columns that do not follow the calendar, unless those of the last file did not either."""
    found = []
    last = beside.rounds[-1] if beside.rounds else ""
    for labels, figures in _by_series(beside) if last else ():
        own = [f for f in figures if f.inside]
        if _follows([(f.start, f.place) for f in own]) is False:
            past = [r for r in beside.told.get(labels, ()) if r.round == last and r.own_round]
            if _follows([(r.start, r.place) for r in past]) is not False:
                found += own
    return sorted(found, key=lambda f: f.row)


def _follows(placed: Sequence[tuple[date | None, str]]) -> bool | None:
    """Whether later periods stand further right; None where they do not stand in columns of one row."""
    standing = [(start, position(place)) for start, place in placed]
    columns = [p.column for _, p in sorted(standing, key=lambda s: str(s[0])) if p]
    rows = {p.row for _, p in standing if p}
    if len(set(columns)) < 2 or len(rows) != 1:
        return None
    return columns == sorted(columns)


def _of_own_rounds(told: Sequence[Remembered], beside: Beside) -> list[Remembered]:
    return [r for r in told if r.own_round and r.round < beside.round]


def _by_series(beside: Beside) -> list[tuple[tuple[str, ...], list[Figure]]]:
    found: dict[tuple[str, ...], list[Figure]] = {}
    for figure in beside.figures:
        found.setdefault(figure.labels, []).append(figure)
    return sorted(found.items())


def _placings(start: date | None, end: date, round_: str) -> set[Placing]:
    """Where a period lies: its end by the distance from the round, its start likewise or by date."""
    first = first_day(round_)
    until = _distance(end + timedelta(days=1), first)
    if start is None:
        return {("", until)}
    return {(start.isoformat(), until), (_distance(start, first), until)}


def _distance(day: date, first: date) -> str:
    return f"{12 * (day.year - first.year) + day.month - first.month} months {day.day - 1} days"


def _covers(figures: Iterable[Figure], beside: Beside) -> bool:
    """Whether periods follow each other without gap or overlap from the round's first day to its last."""
    day = beside.first_day
    for start, end in sorted({(f.start or date.min, f.end) for f in figures}):
        if start != day:
            return False
        day = end + timedelta(days=1)
    return day == beside.last_day + timedelta(days=1)


def newcomers(beside: Beside) -> tuple[list[Figure], list[tuple[str, ...]]]:
    """Figures of series never told before, and the series always told before that are missing instead."""
    recent = beside.rounds[-FEWEST_ROUNDS:]
    if len(recent) < FEWEST_ROUNDS:
        return [], []
    told = {f.labels for f in beside.figures}
    known = {r.labels for r in beside.past}
    subjects = {f.labels[0] for f in beside.figures}
    lately = [{r.labels for r in beside.past if r.round == round_ and r.own_round} for round_ in recent]
    missing = sorted(labels for labels in set.intersection(*lately) - told if labels[0] in subjects)
    new = [f for f in beside.figures if f.inside and f.labels not in known and f.value != 0]
    return (new, missing) if missing else ([], [])
