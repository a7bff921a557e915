"""Invented releases, one after another: joiners, late and restated figures, dominance, owner groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from pipeline.disclosure.ground import Cell, Part

Release = Sequence[Cell]
"""All totals of one indicator that a release could show."""
LAST = 1_000_000


def random_releases(seed: int) -> list[Release]:
    """Five quarters, each followed by a release with rounds, the finished year and the running total."""
    chance = np.random.default_rng(seed)
    members = int(chance.integers(5, 10))
    sizes = np.exp(chance.normal(7, chance.choice([0.6, 1.2, 2.0]), members))
    if chance.random() < 0.2:
        sizes[0] = 20 * sizes.sum()
    joined = np.where(chance.random(members) < 0.2, chance.integers(1, 5, members), 0)
    owners = [f"g{n // 2}" if n < 4 and chance.random() < 0.4 else f"h{n}" for n in range(members)]
    public = chance.random(members) < 0.15
    by_half = chance.random(members) < 0.1
    values = np.maximum(0, np.round(sizes * np.exp(chance.normal(0, 0.2, (5, members)))))
    late = chance.random((5, members)) < 0.06
    restated = chance.random((5, members)) < 0.05
    changed = np.maximum(0, np.round(values * chance.choice([0.7, 0.9, 1.1, 1.6], (5, members))))

    def parts(quarter: int, known_in: int) -> Iterator[Part]:
        for n in range(members):
            if quarter < joined[n] or quarter + bool(late[quarter, n]) > known_in:
                continue
            value = values[quarter, n]
            if restated[quarter, n] and known_in > quarter + late[quarter, n]:
                value = changed[quarter, n]
            start, end = _quarter(quarter)
            if by_half[n] and quarter % 2 and joined[n] < quarter:
                start, value = _quarter(quarter - 1)[0], value + values[quarter - 1, n]
            elif by_half[n] and quarter % 2 == 0 and known_in > quarter:
                continue
            yield Part(f"m{n}", start, end, Decimal(int(value)), owners[n], bool(public[n]))

    def cell(kind: str, name: str, quarters: Sequence[int], known_in: int) -> Cell | None:
        span = _quarter(quarters[0])[0], _quarter(quarters[-1])[1]
        found = [p for q in quarters for p in parts(q, known_in) if span[0] <= p.start and p.end <= span[1]]
        total = sum((p.value for p in found), Decimal(0))
        return Cell(kind, name, tuple(found), total, total, LAST) if found else None

    releases = []
    for k in range(5):
        cells = [cell("round", f"q{q}", [q], k) for q in range(k + 1)]
        cells += [cell("year", "2020", [0, 1, 2, 3], k)] if k >= 3 else []
        cells += [cell("running", f"q{k}", list(range(k + 1)), k)]
        releases.append([c for c in cells if c])
    return releases


def span_of(cell: Cell) -> tuple[date, date]:
    """First and last day of a total's window."""
    if cell.kind == "round":
        return _quarter(int(cell.name[1:]))
    return _quarter(0)[0], _quarter(3 if cell.kind == "year" else int(cell.name[1:]))[1]


def _quarter(number: int) -> tuple[date, date]:
    start = date(2020 + number // 4, 3 * (number % 4) + 1, 1)
    after = date(2020 + (number + 1) // 4, 3 * ((number + 1) % 4) + 1, 1)
    return start, after - timedelta(days=1)
