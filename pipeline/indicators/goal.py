"""The goal of a round: every target held against the monitoring, or why that cannot be done.

The whole first, then each channel and each taxon group apart. A missing part of the declaration or of the
data gives `not_computable`, with every missing part named. What members removed is never an outcome and can
never produce a reduction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from pipeline import warehouse
from pipeline.aggregate import read_table
from pipeline.indicators.claim import claim
from pipeline.indicators.detection import shares_differ
from pipeline.indicators.gaps import (
    Gap,
    calendar_months,
    current_window,
    hedged_counts,
    measure_class,
    span,
    stored_gaps,
    undeclared,
)
from pipeline.indicators.matching import Matched, match
from pipeline.indicators.platform_variance import Indices, Numbers
from pipeline.indicators.rate_ratio import (
    FEWEST_BOTH,
    FEWEST_PLATFORMS,
    LARGEST,
    RateRatio,
    TooLittleError,
    rate_ratio,
)
from pipeline.inputs import Scope
from pipeline.target import Target, Window

ALL = "all"
FEWEST_MATCHED = 2 / 3
"""Least share of the panel's calendar months that must have been searched in both windows."""
FEWEST_MATCHED_FOUND = 1 / 2
"""Least share of what was found, in either window, that must lie in these months."""

_NUMBER = "DECIMAL(28,6)"
GOAL_COLUMNS = {
    "target": "VARCHAR",
    "channel": "VARCHAR",
    "taxon_group": "VARCHAR",
    "state": "VARCHAR",
    "window_start": "DATE",
    "window_end": "DATE",
    "reduction": _NUMBER,
    "reduction_low": _NUMBER,
    "reduction_high": _NUMBER,
    "probability": _NUMBER,
    "detectable": _NUMBER,
    "months_more": "INTEGER",
    "platforms_more": "INTEGER",
    "found_before": _NUMBER,
    "found_after": _NUMBER,
    "sites": "INTEGER",
    "sites_in_panel": "INTEGER",
    "platforms": "INTEGER",
    "matched": _NUMBER,
    "matched_found": _NUMBER,
    "freedom": _NUMBER,
    "largest_share": _NUMBER,
    "resampled_low": _NUMBER,
    "resampled_high": _NUMBER,
    "without_one_low": _NUMBER,
    "without_one_high": _NUMBER,
    "link": _NUMBER,
    "detection": "VARCHAR",
    "noticed": "VARCHAR",
    "breaks": "VARCHAR",
    "missing": "VARCHAR",
}
Row = Mapping[str, Any]


def measure(scope: Scope) -> Path:
    """Measure every target for a round and write the goal table. Reads the table `monitoring`."""
    monitored = read_table("monitoring", scope)
    measured = [row for target in scope.deployment.targets for row in _measure(target, scope, monitored)]
    path = scope.home.table(scope.round, "goal")
    warehouse.write_parquet(path, GOAL_COLUMNS, measured)
    return path


def _measure(target: Target, scope: Scope, monitored: Sequence[Row]) -> Iterable[dict[str, object]]:
    window = current_window(target, scope.rounds[-1].last_day)
    register = scope.deployment.register

    def owner(site: str) -> str:
        return register.holding(site, window.end)

    rows = [row for row in monitored if relevant(target, row)]
    panel = _panel(target, window, scope, rows)
    whole = reduction(target, window, rows, panel, owner)
    yield whole
    if any(undeclared(target, window)):
        return
    for column, part in parts(rows, panel):
        inside = [row for row in rows if _of(row, column, panel) == part]
        sites = (
            panel if column != "channel" else {s: c for s, c in panel.items() if (c or ALL) in (part, ALL)}
        )
        measured = reduction(target, window, inside, sites, owner)
        yield measured | {
            column: part,
            "state": "part" if measured["reduction"] is not None else "not_computable",
        }


def relevant(target: Target, row: Row) -> bool:
    """Whether a row of the table `monitoring` belongs to what the target declares, under any protocol."""
    population = target.population
    sampled = measure_class(target) == "prevalence"
    return (
        population is not None
        and row["panel"] == population.panel
        and row["indicator"] == target.indicator
        and (sampled or row["effort_indicator"] == target.effort)
        and (row["channel"] in population.channels or ALL in population.channels)
        and population.geography in (ALL, row["geography"])
    )


def parts(rows: Iterable[Row], panel: Mapping[str, str]) -> list[tuple[str, str]]:
    """(column, code) of every channel and taxon group that can be told apart; none where there is one
    only.
    """
    found = {
        column: sorted({_of(row, column, panel) for row in rows} - {ALL})
        for column in ("channel", "taxon_group")
    }
    return [(column, code) for column, codes in found.items() if len(codes) > 1 for code in codes]


def _of(row: Row, column: str, panel: Mapping[str, str]) -> str:
    code = str(row[column])
    return panel.get(str(row["site"])) or ALL if column == "channel" and code == ALL else code


def _panel(target: Target, window: Window, scope: Scope, rows: Iterable[Row]) -> dict[str, str]:
    """Sites of the panel at any time from the baseline to now, that the population's channels ask for or that
    were searched for them, each with its channel.
    """
    population, register = target.population, scope.deployment.register
    if population is None:
        return {}
    since = target.baseline.start if target.baseline else window.start
    sites = {
        r.party
        for r in register.relations
        if r.relation == "part_of" and r.of == population.panel
        if (r.end is None or r.end >= since) and (r.start is None or r.start <= window.end)
    }
    channels = {site: register.party(site).channel for site in sorted(sites)}
    wanted = (*population.channels, ALL)
    searched = {str(row["site"]) for row in rows}
    return {
        s: c
        for s, c in channels.items()
        if ALL in population.channels or (c or ALL) in wanted or s in searched
    }


def reduction(
    target: Target, window: Window, rows: Sequence[Row], panel: Mapping[str, str], owner: Callable[[str], str]
) -> dict[str, object]:
    """One row of the goal table: the reduction with everything known about it, or what is missing.

    Pure: `rows` are those of the table `monitoring` that matter, `panel` the sites that should be searched
    with their channels, `owner` the group that a site belongs to.
    """
    row: dict[str, object] = dict.fromkeys(GOAL_COLUMNS)
    row |= {"target": target.id, "channel": ALL, "taxon_group": ALL, "state": "not_computable"}
    row |= {"window_start": window.start, "window_end": window.end}
    gaps = [*undeclared(target, window)]
    if target.population and target.baseline and target.protocol and _is_outcome(target):
        matched = match(target, window, rows, panel, owner)
        row |= {"sites": matched.sites, "sites_in_panel": len(panel), "matched": _exact(100 * matched.share)}
        row["matched_found"] = _exact(100 * min(matched.found_share))
        row["breaks"] = stored_gaps(matched.breaks)
        gaps += _incomplete(target, target.baseline, window, rows, matched, len(panel))
        if not gaps:
            try:
                row |= _estimated(target, matched)
            except TooLittleError as error:
                gaps = [Gap(error.code, error.params)]
    elif target.detection is None and measure_class(target) != "prevalence":
        gaps.append(Gap("detection", {}))
    return row | {"missing": stored_gaps(gaps)}


def _is_outcome(target: Target) -> bool:
    """Whether the indicator can carry a reduction and has the effort that it needs."""
    kind = measure_class(target)
    return kind == "prevalence" or (kind == "availability" and target.effort is not None)


def _incomplete(  # noqa: PLR0917
    target: Target, baseline: Window, window: Window, rows: Sequence[Row], matched: Matched, sites: int
) -> Iterable[Gap]:
    """Parts of the data that are missing."""
    absent = [
        Gap(code, {name: span(wanted)})
        for code, wanted, name, protocols in (
            ("baseline_counts", baseline, "baseline", (target.protocol,)),
            ("current_counts", window, "window", (target.protocol, *target.continued_by)),
        )
        if not any(
            wanted.start <= row["period_start"]
            and row["period_end"] <= wanted.end
            and row["protocol"] in protocols
            for row in rows
        )
    ]
    yield from absent
    if matched.hedged:
        yield hedged_counts(matched.hedged)
    few = len(set(matched.cells.platform.tolist())) < FEWEST_PLATFORMS
    if not absent and (few or matched.share < FEWEST_MATCHED):
        share = f"{100 * matched.share:.0f}"
        yield Gap("sites", {"complete": str(matched.sites), "sites": str(sites), "share": share})
    elif (
        not absent
        and calendar_months(baseline) == calendar_months(window)
        and min(matched.found_share) < FEWEST_MATCHED_FOUND
    ):
        before, after = (f"{100 * share:.0f}" for share in matched.found_share)
        yield Gap("volume", {"before": before, "after": after})
    if absent or few or matched.share < FEWEST_MATCHED:
        yield from (gap for gap in matched.breaks if gap.code != "linked")
    if any(len(set(link.platform.tolist())) < FEWEST_PLATFORMS for link in matched.links):
        yield Gap("link", {"protocols": " → ".join((target.protocol or "", *target.continued_by))})
    if measure_class(target) == "availability" and target.detection is None and not _doubly_observed(matched):
        across = matched.links and len(matched.doubles.both)
        yield Gap("detection_linked" if across else "detection", {})
    elif measure_class(target) == "availability" and not _doubly_observed(matched):
        yield from _contradicted(matched)


def _contradicted(matched: Matched) -> Iterable[Gap]:
    """Channels in which two observers, too few to correct by, show that the share noticed did not stay."""
    doubles = matched.doubles
    for channel in () if matched.links else sorted(set(doubles.channel.tolist())):
        sides = [(doubles.channel == channel) & (doubles.after == after) for after in (0, 1)]
        both, second = ([float(x[inside].sum()) for inside in sides] for x in (doubles.both, doubles.second))
        if min(both) >= FEWEST_BOTH and shares_differ((second[0], second[1]), (both[0], both[1])):
            before, after = (f"{100 * b / s:.0f}" for b, s in zip(both, second, strict=True))
            yield Gap("detection_contradicted", {"before": before, "after": after})


def _doubly_observed(matched: Matched) -> bool:
    """Whether two observers searched side by side in both windows, in every channel, on enough platforms and
    often enough.
    """
    doubles, cells = matched.doubles, matched.cells
    searched = [
        (
            len(set(cells.platform[cells.channel == channel].tolist())),
            (doubles.channel == channel) & (doubles.after == after),
        )
        for channel in sorted(set(cells.channel.tolist()))
        for after in (0, 1)
    ]
    return (
        not matched.links
        and bool(searched)
        and all(
            doubles.both[inside].sum() >= FEWEST_BOTH
            and len(set(doubles.platform[inside].tolist())) >= min(platforms, FEWEST_PLATFORMS)
            and (platforms == 1 or _largest(doubles.platform[inside], doubles.second[inside]) <= LARGEST)
            for platforms, inside in searched
        )
    )


def _largest(platform: Indices, counts: Numbers) -> float:
    return float(np.bincount(platform, counts).max() / counts.sum())


def _estimated(target: Target, matched: Matched) -> dict[str, object]:
    doubled = _doubly_observed(matched)
    estimate = rate_ratio(matched.cells, matched.doubles if doubled else None, matched.links)
    answer = claim(estimate, float(target.value), target.window_months)
    assumed = "sampled" if measure_class(target) == "prevalence" else "stable"
    return {
        "state": answer.state,
        **_limits("reduction", estimate),
        "probability": _exact(answer.probability),
        "detectable": _exact(answer.detectable),
        "months_more": answer.months_more,
        "platforms_more": answer.platforms_more,
        "found_before": _exact(matched.cells.found_before.sum()),
        "found_after": _exact(matched.cells.found_after.sum()),
        "platforms": estimate.platforms,
        "freedom": _exact(estimate.freedom),
        "largest_share": _exact(100 * estimate.largest_share),
        "resampled_low": _percent(estimate.resampled[1]),
        "resampled_high": _percent(estimate.resampled[0]),
        "without_one_low": _percent(estimate.without_one[1]),
        "without_one_high": _percent(estimate.without_one[0]),
        "link": _exact(estimate.link),
        "detection": "double" if doubled else assumed,
        "noticed": json.dumps(
            [
                {"channel": matched.channels[channel], "window": window, "share": round(100 * share, 1)}
                for (channel, window), share in sorted(estimate.noticed.items())
                if channel in matched.cells.channel
            ]
        ),
    }


def _limits(name: str, estimate: RateRatio) -> dict[str, object]:
    return {
        name: _percent(estimate.ratio),
        f"{name}_low": _percent(estimate.high),
        f"{name}_high": _percent(estimate.low),
    }


def _percent(ratio: float) -> Decimal:
    """A ratio as a reduction in percent."""
    return _exact(100 * (1 - ratio))


def _exact(number: float) -> Decimal:
    return Decimal(str(round(float(number), 6)))
