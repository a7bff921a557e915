"""What this release prints otherwise than those before it, and why; and how every release printed it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from pipeline import wording
from pipeline.breakdown_labels import category_label, dimension_label
from pipeline.codes import codelist
from pipeline.composing import breakdowns, totals
from pipeline.composing.labels import Row, indicator_words, table
from pipeline.figures import Revision, Vintage
from pipeline.inputs import Scope
from pipeline.model import Text
from pipeline.sentences import sentence

_NOTHING = Text("", "")
_REDEFINED = "redefined"
_Causes = Mapping[tuple[str, str], Sequence[Row]]
"""Release and indicator -> what changed since among the values that count."""


def revisions(scope: Scope) -> tuple[Revision, ...]:
    """Totals, then totals broken down, that a release printed otherwise that their window is held against.

    Of one figure the later of these releases stands last.
    """
    order = {release.name: number for number, release in enumerate(scope.earlier_releases())}
    causes: dict[tuple[str, str], list[Row]] = {}
    for row in table(scope, "restatements"):
        causes.setdefault((row["release"], row["indicator"]), []).append(row)
    counted: dict[tuple[str, ...], Counter[str]] = {}
    found = []
    for row in table(scope, "revisions"):
        window = row["since"], row["indicator"], row["kind"], row["name"]
        if window not in counted:
            counted[window] = _changes(row, causes)
        found.append(_revision(row, counted[window]))
    return tuple(sorted(found, key=lambda r: (bool(r.category_label.en), r.figure, order[r.since])))


def _revision(row: Row, changes: Counter[str]) -> Revision:
    broken_down = bool(row["broken_down"])
    return Revision(
        figure=breakdowns.identity(row) if broken_down else totals.identity(row),
        indicator_label=codelist("indicators").label(row["indicator"]),
        category_label=_category(row) if broken_down else _NOTHING,
        period=wording.iso_period(row["window_start"], row["window_end"]),
        old_state=row["old_state"],
        old=row["old_value"],
        old_low=row["old_low"],
        old_high=row["old_high"],
        new_state=row["new_state"],
        new=row["new_value"],
        new_low=row["new_low"],
        new_high=row["new_high"],
        is_break=bool(changes[_REDEFINED]),
        since=row["since"],
        replaces=row["replaces"] or "",
        reason=_reason(row, changes),
    )


def _category(row: Row) -> Text:
    by, which = dimension_label(row["dimension"]), category_label(row["dimension"], row["category"])
    return Text(f"{by.en}: {which.en}", f"{by.zh}：{which.zh}")


def _changes(row: Row, causes: _Causes) -> Counter[str]:
    """What changed among the values that a window can rest on: of its days, or running totals to its eve."""
    eve = row["window_start"] - timedelta(days=1)
    return Counter(
        cause["change"]
        for cause in causes.get((row["since"], row["indicator"]), ())
        if cause["period_end"] >= (eve if cause["goes_on"] else row["window_start"])
        and (cause["period_start"] or date.min) <= row["window_end"]
    )


def _reason(row: Row, changes: Counter[str]) -> Text:
    """What became of the figure where it is shown otherwise; then what changed, counted, naming nobody."""
    said = []
    if row["old_state"] != row["new_state"] or row["new_state"] == "bounds":
        anew = "_anew" if row["old_state"] == row["new_state"] else ""
        first = "_first" if row["old_state"] == "none" else ""
        said.append(sentence(f"revision_now_{row['new_state']}{anew}{first}"))
    said += [
        sentence("revision_values", n=n, change=sentence(f"revision_{change}"))
        for change, n in sorted(changes.items())
    ]
    if not said:
        return sentence("revision_elsewhere")
    return Text("; ".join(text.en for text in said), "；".join(text.zh for text in said))


def vintages(scope: Scope) -> tuple[Vintage, ...]:
    """Every total of a round or year as each release printed it, oldest release first, this one last."""
    rows = sorted(table(scope, "vintages"), key=lambda row: (*_series_of(row), *_place_of(row)))
    before: dict[tuple[str, str, str], Row] = {}
    found: list[Vintage] = []
    for row in rows:
        words = indicator_words(row["indicator"])
        last = before.get(_series_of(row))
        found.append(
            Vintage(
                indicator=row["indicator"],
                indicator_label=words["indicator_label"],
                unit_label=words["unit_label"],
                period=wording.iso_period(row["window_start"], row["window_end"]),
                release=row["release"] or "",
                as_of=row["as_of"].date(),
                state=row["state"],
                value=row["value"],
                low=row["low"],
                high=row["high"],
                before=last["value"] if last else None,
            )
        )
        if row["value"] is not None:
            before[_series_of(row)] = row
    return tuple(found)


def _series_of(row: Row) -> tuple[str, str, str]:
    return row["kind"], row["indicator"], row["name"]


def _place_of(row: Row) -> tuple[bool, int]:
    """Place among the releases; what this release prints, which has no number yet, comes after all."""
    return row["edition"] is None, row["edition"] or 0
