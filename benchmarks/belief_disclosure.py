"""Can anybody work a member's figures out of all that was ever published? The measures of an attack.

The attack (`disclosure_attack`) is on all releases and corrections of the exercise and on those of random
coalitions, as the tables make them. Beside it stands how much is published all the same: at least what hiding
one total after another would leave.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from disclosure_attack import Attacker
from disclosure_chains import P_PERCENT, Release, exercise_chains, invented_chains
from measure import Measure

COALITIONS = 200
AUDITED = 25
"""Coalitions whose releases are audited too, which takes longer than to decide and to attack them."""
METHODS = ("", "greedy")


@dataclass
class Outcome:
    """What came of one coalition's or one indicator's releases."""

    found: int
    tried: int
    changes: int
    """Changes from window to window that the attacker knew."""
    bands: int
    """Bands of largest owner groups that it knew."""
    cells: tuple[int, int]
    """Broken-down totals that it knew, and those that there are beside a shown total."""
    fates: dict[str, list[str]]
    """Method -> what became of each total: `exact`, `bounds` or `hidden`."""
    values: list[float]
    """Of each total, as a share of the release's largest."""
    audits: list[bool]
    """For each release that was audited, whether the audit would have stopped it."""


def _fates(releases: Sequence[Release]) -> list[str]:
    return [
        "exact" if row["shown"] else "hidden" if row["bound_low"] is None else "bounds"
        for release in releases
        for row in release.disclosed
    ]


def _values(releases: Sequence[Release]) -> list[float]:
    found = []
    for release in releases:
        values = {(row["kind"], row["name"]): float(row["value"]) for row in release.totals}
        found += [values[row["kind"], row["name"]] / max(values.values()) for row in release.disclosed]
    return found


def outcome(published: dict[str, Sequence[Release]], p_percent: float, audits: list[bool]) -> Outcome:
    """Attack what the headline method published of one indicator; `published` is by method."""
    releases = published[""]
    attacker = Attacker(releases, p_percent)
    found, tried = attacker.told()
    fates = {method: _fates(said) for method, said in published.items()}
    beside = sum(row["reason"] != "total" for r in releases for row in r.disclosed_breakdowns)
    cells = attacker.cells, beside
    return Outcome(
        len(found),
        tried,
        attacker.changes,
        attacker.bands,
        cells,
        fates,
        _values(releases),
        audits,
    )


def invented(seed: int) -> Outcome:
    """What comes of a random coalition."""
    with tempfile.TemporaryDirectory() as folder:
        chains = invented_chains(seed, Path(folder), METHODS, with_audit=seed < AUDITED)
    return outcome({chain.method: chain.releases for chain in chains}, P_PERCENT, chains[0].audits)


def exercised() -> tuple[dict[str, dict[str, list[Release]]], float]:
    """What the exercise publishes of each indicator by each method; and its p%."""
    with tempfile.TemporaryDirectory() as folder:
        chains, p_percent = exercise_chains(Path(folder), METHODS)
    indicators = sorted({row["indicator"] for release in chains[0].releases for row in release.disclosed})
    return {
        indicator: {chain.method: [r.of(indicator) for r in chain.releases] for chain in chains}
        for indicator in indicators
    }, p_percent


def measures(_: Path | None) -> Iterator[Measure]:
    """The attack on the exercise and on random coalitions, and how much is published all the same."""
    with ProcessPoolExecutor(2) as workers:
        exercise = workers.submit(exercised)
        random = [workers.submit(invented, seed) for seed in range(COALITIONS // 4)]
        published, p_percent = exercise.result()
        attacks = [workers.submit(outcome, said, p_percent, []) for said in published.values()]
        random += [workers.submit(invented, seed) for seed in range(COALITIONS // 4, COALITIONS)]
        yield from _measured("all releases and corrections of the exercise", [a.result() for a in attacks])
        outcomes = [task.result() for task in random]
        yield from _measured(f"{COALITIONS} random coalitions", outcomes)
        yield audited(stopped for outcome in outcomes for stopped in outcome.audits)


def _measured(name: str, outcomes: Sequence[Outcome]) -> Iterator[Measure]:
    found, tried = sum(o.found for o in outcomes), sum(o.tried for o in outcomes)
    shown, cells = (sum(o.cells[place] for o in outcomes) for place in (0, 1))
    yield Measure(
        name=f"figures of owner groups worked out, {name}",
        reference=f"told beside the totals: {sum(o.changes for o in outcomes):,} changes between windows, "
        f"{sum(o.bands for o in outcomes):,} bands of largest owner groups and {shown:,} of {cells:,} "
        f"broken-down totals ({shown / cells:.0%})",
        to_reach="0",
        value=f"{found} of {tried:,}",
        reached=found == 0,
    )
    values = np.array([value for o in outcomes for value in o.values])
    shares = {}
    for method in METHODS:
        fates = np.array([fate for o in outcomes for fate in o.fates[method]])
        exact, told = fates == "exact", fates != "hidden"
        shares[method] = (
            exact.mean(),
            told.mean(),
            values[exact].sum() / values.sum(),
            values[told].sum() / values.sum(),
        )
    yield Measure(
        name=f"totals published, {name}",
        reference="greedy: " + _words(shares["greedy"]),
        to_reach="at least the greedy baseline",
        value=_words(shares[""]),
        reached=all(ours >= theirs for ours, theirs in zip(shares[""], shares["greedy"], strict=True)),
    )


def audited(audits: Iterable[bool]) -> Measure:
    """Whether what was decided passes the audit of the built tables, which stops a round without a remedy."""
    stops = list(audits)
    return Measure(
        name=f"releases that their own audit would stop, {AUDITED} random coalitions",
        reference="the exercise's releases were sealed, so their audits found nothing",
        to_reach="0",
        value=f"{sum(stops):,} of {len(stops):,}",
        reached=not any(stops),
    )


def _words(shares: Sequence[float]) -> str:
    exact, told, exact_value, told_value = shares
    return (
        f"as they are {exact:.1%}, with those given as bounds {told:.1%}; "
        f"of all value {exact_value:.1%} and {told_value:.1%}"
    )
