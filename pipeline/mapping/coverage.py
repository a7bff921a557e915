"""Are the expected periods there? A forgotten month, a row with another year, a block that was left behind.

What every series of a block has, one series alone must not lack; what no other series has, outside the round,
is held back rather than filed under a period that nobody meant.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.mapping.complaints import Complaints
from pipeline.mapping.reported import BlockReading, Reported
from pipeline.mapping.situation import Situation
from pipeline.model import Owing
from pipeline.profiles import Block
from pipeline.values.periods import Period, describe

_Series = tuple[tuple[str, str], ...]
_LENGTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Covered:
    """The periods of one block, by series; running totals have none."""

    block: str
    cells: tuple[Reported, ...]
    by_series: Mapping[_Series, set[Period]]
    unread: Mapping[str, int]

    @classmethod
    def of(cls, block: str, reading: BlockReading) -> Covered:
        """Periods of every value cell that was read, or whose number alone could not be read."""
        by_series: dict[_Series, set[Period]] = defaultdict(set)
        keys = [(cell.key, cell.start, cell.end) for cell in reading.reported]
        for key, start, end in (*keys, *reading.broken):
            if start is not None and start <= end:
                by_series[key].add(Period(start, end))
        return cls(block, tuple(reading.reported), by_series, reading.unread)

    def astray(self, outside: Iterable[str]) -> dict[str, int]:
        """Cells that may have left a gap, and how large a one: not read, told again, or about other days."""
        told: set[tuple[_Series, date | None, date]] = set()
        again = []
        for cell in self.cells:
            key = (cell.key, cell.start, cell.end)
            again += [cell.place] if key in told else []
            told.add(key)
        return {**dict.fromkeys((*again, *outside), 1), **self.unread}

    @property
    def periods(self) -> set[Period]:
        """All periods of the block."""
        return set().union(*self.by_series.values())

    @property
    def shared(self) -> set[Period]:
        """Periods that most series have: those of a table of several periods, not of a few corrections."""
        counted = Counter(period for periods in self.by_series.values() for period in periods)
        return {period for period, series in counted.items() if series * 2 > len(self.by_series)}


def check_periods(covered: Covered, situation: Situation, complaints: Complaints) -> None:
    """Complain of periods that a block or one of its series lacks, and of those that stand apart."""
    of_round = Period(situation.first_day, situation.last_day)
    missing = [*_months_missing(covered.periods, of_round), *_gaps(covered.shared)]
    told = [describe(period) for period in dict.fromkeys(missing)]
    lacking = dict(_lacking(covered, of_round))
    told += [
        f"{describe(period)} ({', '.join(_names(series, covered))})"
        for series, periods in lacking.items()
        for period in sorted(periods)
    ]
    if told:
        shown = ", ".join(told)
        whole = len(dict.fromkeys(missing)) * len(covered.by_series)
        outside = [cell.place for cell in covered.cells if _outside(cell, of_round)]
        owing = Owing(covered.astray(outside), whole + sum(map(len, lacking.values())))
        complaints.add_owing(owing, "missing-period", block=covered.block, missing=shown)
    _complain_of_apart(covered, lacking, of_round, complaints)


def _outside(cell: Reported, of_round: Period) -> bool:
    return cell.end < of_round.start or (cell.start is not None and cell.start > of_round.end)


def check_complete(block: Block, covered: Covered, complaints: Complaints) -> None:
    """Complain of codes that a field must always have and that do not stand beside the others."""
    for name, rule in block.fields.items():
        if not rule.every:
            continue
        listed = (entry.get("", entry.get(name, "")) for entry in (rule.codes or {}).values())
        expected = {code for code in listed if code}
        present: dict[tuple[_Series, Period], set[str]] = defaultdict(set)
        for series, periods in covered.by_series.items():
            for period in periods:
                present[_others(series, name), period].update(code for part, code in series if part == name)
        missing = [
            f"{code} ({', '.join([*_names(others, covered), describe(period)])})"
            for (others, period), codes in present.items()
            for code in sorted(expected - codes)
        ]
        if missing:
            shown = ", ".join(missing)
            owing = _owing(covered, name, present, expected)
            complaints.add_owing(owing, "missing-code", block=block.name, field=name, missing=shown)


def _owing(
    covered: Covered, name: str, present: Mapping[tuple[_Series, Period], set[str]], expected: set[str]
) -> Owing:
    """What would account for missing codes: unread cells, and those that stand where most others do not.

    Such a cell must account for standing there, and may account for the gap that it left.
    """
    few = {of for of, codes in present.items() if 2 * len(codes & expected) < len(expected)}
    few = few if len(few) < len(present) else set()
    lost = [
        cell.place
        for cell in covered.cells
        if cell.start is not None
        and cell.start <= cell.end
        and (_others(cell.key, name), Period(cell.start, cell.end)) in few
    ]
    needed = sum(len(expected - codes) for of, codes in present.items() if of not in few)
    return Owing({**covered.astray(()), **dict.fromkeys(lost, 2)}, needed + len(lost))


def _others(series: _Series, name: str) -> _Series:
    return tuple(part for part in series if part[0] != name)


def _months_missing(periods: Iterable[Period], of_round: Period) -> list[Period]:
    """Months of the round that are missing while others are there."""
    months = {p.start for p in periods if p.span == "month" and of_round.start <= p.start <= of_round.end}
    first = of_round.start
    expected = [date(first.year, first.month + i, 1) for i in range(3)]
    return [_month(start, 1) for start in expected if months and start not in months]


def _month(start: date, months: int) -> Period:
    last = start.month + months - 1
    after = date(start.year + last // 12, last % 12 + 1, 1)
    return Period(start, after - timedelta(days=1))


def _gaps(periods: Iterable[Period]) -> Iterator[Period]:
    """Periods missing between the first and the last, when those that are there are more numerous."""
    by_span: dict[str, set[Period]] = defaultdict(set)
    for period in periods:
        by_span[period.span].add(period)
    for span, months in _LENGTHS.items():
        there = by_span.get(span, set())
        if len(there) < 2:
            continue
        absent: list[Period] = []
        current, last = min(there), max(there)
        while current < last and len(absent) < len(there):
            current = _month(current.end + timedelta(days=1), months)
            absent += [current] if current not in there else []
        if len(absent) < len(there):
            yield from absent


def _lacking(covered: Covered, of_round: Period) -> Iterator[tuple[_Series, set[Period]]]:
    """Series without a period of the round that most series of the block have."""
    touching = {p for p in covered.periods if p.start <= of_round.end and of_round.start <= p.end}
    lacking: dict[_Series, set[Period]] = defaultdict(set)
    for period in touching:
        without = [series for series, periods in covered.by_series.items() if period not in periods]
        if len(without) * 2 < len(covered.by_series):
            for series in without:
                lacking[series].add(period)
    if len(lacking) * 2 < len(covered.by_series):
        yield from lacking.items()


def _names(series: _Series, covered: Covered) -> list[str]:
    """What sets a series apart: its codes without those that every series of the block has."""
    shared = set.intersection(*map(set, covered.by_series)) if covered.by_series else set()
    return [part[1] for part in series if part not in shared]


def _complain_of_apart(
    covered: Covered, lacking: Mapping[_Series, set[Period]], of_round: Period, complaints: Complaints
) -> None:
    """A series that lacks the period of the others and has one outside the round that is its own alone."""
    shared = Counter(period for periods in covered.by_series.values() for period in periods)
    for cell in covered.cells if lacking else ():
        if cell.key not in lacking or cell.start is None or cell.start > cell.end:
            continue
        period = Period(cell.start, cell.end)
        if _outside(cell, of_round) and shared[period] == 1:
            complaints.add("period-apart", [cell.place], describe(period), block=covered.block)


def check_blocks_agree(blocks: Sequence[Covered], situation: Situation, complaints: Complaints) -> None:
    """Where some blocks are about the round, others that are about none of its days are held back."""
    first, last = situation.first_day, situation.last_day
    filled = [covered for covered in blocks if covered.cells]
    astray = [
        covered
        for covered in filled
        if not any(first <= cell.end and (cell.start or first) <= last for cell in covered.cells)
    ]
    if len(astray) == len(filled):
        return
    for covered in astray:
        ends = sorted({cell.end.isoformat() for cell in covered.cells})
        places = [cell.place for cell in covered.cells]
        complaints.add(
            "periods-disagree", places, ", ".join(ends), block=covered.block, round=situation.submission.round
        )
