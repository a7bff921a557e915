"""Figures that are possible but improbable: accepted, and an explanation is asked for.

Beside the errors, which hold what fits the past far worse than another reading, stand these warnings: a
figure far from its series, a count that chance alone does not bring, a zero after figures, the last round's
figure again, runs of round figures. What an error has told of already is not told again. Limits and expected
false alarms are in `rules/odds.yaml`.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from quality.chances import at_least, at_most, binomial_tail, coincidence, so_many, zeros_at_end
from quality.odds import Code, Odds, odds
from quality.past_cells import Beside, Figure
from quality.usual import Usual, gathered, repeats

PLACE = math.log(10)
"""One place of the decimal point, on logarithms."""
CLOSE = math.log(1.7)
"""How near its past a figure must come when its decimal point is put right."""
ZERO_WITHOUT_PRECEDENT = 0.02
"""Zeros that series without any are credited with, against one figure: a source may dry up for once."""
WORTH_COUNTING = 0.05
"""Figures of which a coincidence is likelier than this say nothing when they repeat."""
DIGITS = ((10_000, 3), (1000, 2), (100, 1))
"""From which size on figures that end in so many zeros are counted."""
FEWEST_ROUND = 4
TOGETHER = 0.8
"""Share of a subject's large figures, all in one direction, from which they jumped together."""


@dataclass(frozen=True, slots=True)
class Unusual:
    """A figure that is asked about."""

    code: Code
    figure: Figure
    before: tuple[float, float]
    """Lowest and highest earlier figure of its series, evened to its days."""


def unusual(beside: Beside, told: frozenset[int]) -> list[Unusual]:
    """Every figure to ask about, by one test each; `told`: rows that heavier findings name already."""
    limits = odds()
    if len(beside.rounds) < limits.fewest_rounds:
        return []
    every = gathered(beside, limits.fewest_rounds, limits.large)
    known = [usual for usual in every if usual.figure.row not in told]
    found: dict[int, Unusual] = {}
    for code, usual in (
        *_together(list(_far(known, limits)), known),
        *_as_before(known, every, limits),
        *_round(known, limits),
    ):
        found.setdefault(usual.figure.row, Unusual(code, usual.figure, usual.range))
    return [found[row] for row in sorted(found)]


def _far(known: Sequence[Usual], limits: Odds) -> Iterator[tuple[Code, Usual]]:
    """Figures too large, too small or gone."""
    for usual in known:
        low, high = usual.range
        if usual.count == 0:
            if low > 0 and _zero_chance(usual, known) <= limits.limit("zero-after-figures"):
                yield "zero-after-figures", usual
        elif low <= usual.count <= high:
            continue
        elif usual.large:
            distance = _distance(usual)
            if distance > limits.limit("decimal-point") and _is_shifted(usual):
                yield "decimal-point", usual
            elif distance > limits.limit("figure-unlike-before"):
                yield "figure-unlike-before", usual
        elif _is_whole(usual.count) and _tail(usual) <= limits.limit("count-unlike-before"):
            yield "count-unlike-before", usual


def _is_whole(count: float) -> bool:
    return count == math.floor(count)


def _distance(usual: Usual) -> float:
    """How far out a large figure is, by the kinder of two views.

    On logarithms, in usual spreads; as a count, in powers of ten of its chance. What grows by factors has
    long upper tails, counts that come in bursts have long lower ones, and a short past does not tell which.
    """
    return min(usual.distance, -math.log10(max(_tail(usual), sys.float_info.min)))


def _tail(usual: Usual) -> float:
    """Chance of a count so far out."""
    tail = at_least if usual.count > usual.range[1] else at_most
    return tail(usual.count, *usual.expected)


def _is_shifted(usual: Usual) -> bool:
    """Whether moving the decimal point by some places puts a figure right back."""
    places = round(usual.deviation / PLACE)
    return bool(places) and abs(usual.deviation - places * PLACE) <= min(usual.scatter, CLOSE)


def _zero_chance(usual: Usual, known: Sequence[Usual]) -> float:
    """Chance of nothing: for such a count, or as often as series of at least half its size say so."""
    mean, dispersion = usual.expected
    like = [c for one in known if one.past.centre >= math.log1p(mean / 2) for c in one.past.counts]
    seen = (sum(c == 0 for c in like) + ZERO_WITHOUT_PRECEDENT) / (len(like) + 1)
    return max(seen, at_most(0, mean, dispersion))


def _together(found: list[tuple[Code, Usual]], known: Sequence[Usual]) -> list[tuple[Code, Usual]]:
    """The same; where nearly all large figures of a subject went one way, they are one finding: one cause."""
    for subject in {usual.figure.labels[0] for _, usual in found}:
        own = [usual for usual in known if usual.large and usual.figure.labels[0] == subject]
        for sign in (1, -1):
            out = [u for _, u in found if u in own and u.count and sign * u.deviation > 0]
            if len(out) < max(2, len(own) / 2):
                continue
            half = median(abs(u.deviation) for u in out) / 2
            along = [u for u in own if sign * u.deviation > half and not u.range[0] <= u.count <= u.range[1]]
            if len(along) >= TOGETHER * len(own):
                rows = {u.figure.row for u in along}
                apart = [(code, u) for code, u in found if u.figure.row not in rows]
                found = [*apart, *(("figure-unlike-before", u) for u in along)]
    return found


def _as_before(known: Sequence[Usual], every: Sequence[Usual], limits: Odds) -> Iterator[tuple[Code, Usual]]:
    """Figures equal to those of the round before, one alone or so many that chance does not bring them."""
    if not any(usual.large and usual.figure.value == usual.past.last for usual in known):
        return
    times, of = repeats(usual for usual in every if usual.large)
    often = times / of if of else 0.0
    chances = {
        usual.figure.row: max(
            coincidence(usual.figure.value, usual.scatter, usual.grain), often, usual.repeat_rate
        )
        for usual in known
        if usual.large and usual.past.last is not None and usual.count
    }
    telling = [u for u in known if chances.get(u.figure.row, 1.0) <= WORTH_COUNTING]
    equal = [u for u in telling if u.figure.value == u.past.last]
    limit = limits.limit("figure-as-before")
    together = len(equal) > 1 and so_many(len(equal), [chances[u.figure.row] for u in telling]) <= limit
    for usual in equal:
        if together or chances[usual.figure.row] <= limit:
            yield "figure-as-before", usual


def _round(known: Sequence[Usual], limits: Odds) -> Iterator[tuple[Code, Usual]]:
    """Figures that end in zeros, far more of them than chance or the reporter's own past brings."""
    groups: dict[tuple[str, ...], list[Usual]] = {}
    for usual in known:
        groups.setdefault(usual.figure.labels[:1], []).append(usual)
        groups.setdefault(usual.figure.labels[:2], []).append(usual)
    for _, group in sorted(groups.items()):
        for size, zeros in DIGITS:
            sizeable = [u for u in group if u.figure.value >= size]
            ending = [u for u in sizeable if zeros_at_end(u.figure.value) >= zeros]
            if len(ending) < FEWEST_ROUND:
                continue
            past = [v for u in group for v in u.past.stated if v >= size]
            ended = sum(zeros_at_end(v) >= zeros for v in past)
            chance = max(10.0**-zeros, (ended + 1) / (len(past) + 2) if ended else 0.0)
            if binomial_tail(len(ending), len(sizeable), chance) <= limits.limit("round-figures"):
                yield from (("round-figures", usual) for usual in ending)


def shown_range(low: float, high: float) -> str:
    """`90–130`: from the lowest to the highest; a single figure where they are the same."""

    def shown(value: float) -> str:
        return f"{value:,.0f}" if abs(value) >= 10 or value == round(value) else f"{value:,.1f}"

    return "–".join(dict.fromkeys((shown(low), shown(high))))
