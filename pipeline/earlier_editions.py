"""What aggregates may read of earlier releases, and which of them covered a window last.

An earlier release is one that readers may have seen. The views: `earlier_totals` and `earlier_breakdowns`,
all that each release printed or hid; `covered_windows`, the releases before this one that a window is held
against; `published_values`, what counted in those; and what all that is made of (`earlier_parts`,
`earlier_changes`, `earlier_bands`, `earlier_breakdown_parts`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import breakdown_inputs, warehouse
from pipeline.ledger import ReleaseRecord
from pipeline.model import OBSERVATION_COLUMNS
from pipeline.published_columns import (
    EARLIER_BANDS,
    EARLIER_CHANGES,
    EARLIER_PARTS,
)

if TYPE_CHECKING:
    from pipeline.inputs import Row, Scope

COVERED_WINDOWS: warehouse.Columns = {
    **dict.fromkeys(("kind", "name"), "VARCHAR"),
    "broken_down": "BOOLEAN",
    "release": "VARCHAR",
    "edition": "INTEGER",
}
_PRINTED: warehouse.Columns = {
    **dict.fromkeys(("release", "kind", "name", "indicator"), "VARCHAR"),
    "edition": "INTEGER",
    "shown": "BOOLEAN",
    **dict.fromkeys(("value", "value_low", "value_high"), "DECIMAL(38,6)"),
}
_MADE_OF: dict[str, tuple[str, warehouse.Columns]] = {
    "earlier_parts": ("published_parts", EARLIER_PARTS),
    "earlier_changes": ("published_changes", EARLIER_CHANGES),
    "earlier_bands": ("published_bands", EARLIER_BANDS),
    "earlier_breakdown_parts": ("published_breakdown_parts", breakdown_inputs.EARLIER_BREAKDOWN_PARTS),
}
_PRINTED_IN: dict[str, tuple[str, warehouse.Columns]] = {
    "earlier_totals": (
        "disclosed",
        {
            **_PRINTED,
            "as_of": "TIMESTAMP",
            **dict.fromkeys(("window_start", "window_end"), "DATE"),
            "confidential_holdings": "BIGINT",
            "bound_low": "DECIMAL(38,6)",
            "bound_high": "DECIMAL(38,6)",
        },
    ),
    "earlier_breakdowns": (
        "disclosed_breakdowns",
        {**_PRINTED, "dimension": "VARCHAR", "category": "VARCHAR"},
    ),
}
_VALUES = "published_values"
NAMES = frozenset({*_MADE_OF, *_PRINTED_IN, _VALUES})


def covered_windows(scope: Scope, windows: Sequence[Row]) -> list[Row]:
    """Each window of this release with those that it is held against, of totals and broken down.

    These are the last release of another round that covered the window and, in a correction, the last of this
    round too: who reads the correction alone learns what changed since the round before.
    """
    found = []
    editions = _editions(scope)
    for window in windows:
        for broken_down in (False, True):
            if not _covers(scope, scope.round, window, broken_down=broken_down):
                continue
            about = {"kind": window["kind"], "name": window["name"], "broken_down": broken_down}
            for release in _held_against(scope, window, broken_down=broken_down):
                found.append({**about, "release": release.name, "edition": editions[release.name]})
    return found


def _editions(scope: Scope) -> Mapping[str, int]:
    """Earlier release -> its place in the order of what they knew."""
    return {release.name: number for number, release in enumerate(scope.earlier_releases())}


def _held_against(scope: Scope, window: Row, *, broken_down: bool) -> list[ReleaseRecord]:
    table = "disclosed_breakdowns" if broken_down else "disclosed"
    covering = [
        release
        for release in scope.earlier_releases()
        if _covers(scope, release.round, window, broken_down=broken_down)
        and scope.sealed_table(release, table)
    ]
    own = [release for release in covering if release.round == scope.round]
    others = [release for release in covering if release.round != scope.round]
    return [*others[-1:], *own[-1:]]


def _covers(scope: Scope, round_: str, window: Row, *, broken_down: bool) -> bool:
    """Whether a release of a round is about a window; a round is broken down in its own releases alone."""
    kind, name = window["kind"], str(window["name"])
    if kind == "running" or (kind == "round" and broken_down):
        return name == round_
    if kind == "round":
        return name <= round_
    calendar = scope.deployment.calendar
    end = window["end"]
    return round_ in calendar and str(end) <= str(calendar.round(round_).last_day)


def _files(scope: Scope, name: str, windows: Sequence[Row]) -> list[tuple[ReleaseRecord, Path]]:
    """Files that a view is made of, of the earlier releases that have one, oldest first."""
    releases = scope.earlier_releases()
    if name == _VALUES:
        comparing = {row["release"] for row in covered_windows(scope, windows)}
        releases = [release for release in releases if release.name in comparing]
    table = "counted" if name == _VALUES else {**_MADE_OF, **_PRINTED_IN}[name][0]
    return [(r, path) for r in releases if (path := scope.sealed_table(r, table)) is not None]


def show(engine: warehouse.Engine, name: str, scope: Scope, windows: Sequence[Row]) -> None:
    """Make one of `NAMES` visible to the engine."""
    files = _files(scope, name, windows)
    if name in _MADE_OF:
        apart = _apart(scope.earlier_releases())
        selected = [apart[release.name] for release, _ in files]
        columns = _MADE_OF[name][1]
    elif name in _PRINTED_IN:
        editions = _editions(scope)
        selected = [_printed_in(release, editions[release.name]) for release, _ in files]
        columns = _PRINTED_IN[name][1]
    else:
        selected = [f"*, '{release.name}' AS release" for release, _ in files]
        columns = {**OBSERVATION_COLUMNS, "counts": "BOOLEAN", "release": "VARCHAR"}
    paths = [path for _, path in files]
    warehouse.view_each_parquet(engine, name, list(zip(paths, selected, strict=True)), columns)


def _printed_in(release: ReleaseRecord, edition: int) -> str:
    """What to select of what a release printed: with its name, its place among them and its moment in UTC."""
    as_of = release.as_of.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    return f"*, '{release.name}' AS release, {edition} AS edition, TIMESTAMP '{as_of}' AS as_of"


def _apart(releases: Sequence[ReleaseRecord]) -> Mapping[str, str]:
    """Release -> what to select of it so that those as of one moment stay apart, in every table alike: each
    is a microsecond after the other.
    """
    again: dict[object, int] = {}
    selected = {}
    for release in releases:
        n = again[release.as_of] = again.get(release.as_of, -1) + 1
        selected[release.name] = f"* REPLACE (as_of + INTERVAL {n} MICROSECOND AS as_of)" if n else "*"
    return selected


def read_of_releases(scope: Scope, windows: Sequence[Row]) -> Mapping[str, list[Path]]:
    """Release -> the tables of it that aggregates of the scope may read, of every earlier release."""
    read = {(release.name, path) for name in NAMES for release, path in _files(scope, name, windows)}
    return {
        release.name: sorted(path for name, path in read if name == release.name)
        for release in scope.earlier_releases()
    }
