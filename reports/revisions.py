"""How the list of revisions reads: what was compared, old and new as printed, the size; totals broken down.

A correction is held against the release that it corrects and against the last one of another round, so that
who reads the correction alone learns what changed since then. Which releases were compared is always said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.figures import Edition, Printed, Revision, Vintage
from pipeline.model import Text
from reports.breakdowns import SINCE_START
from reports.citation import release_id
from reports.phrases import grouped

_NOT_SHOWN = Text("[c] not shown", "[c] 不公布")
_NONE = Text("none", "无")
_BREAK = Text("break: does not compare", "中断：不可比")
_SUMMARY = Text(
    "Categories of totals that changed since {release}: {cells} (another value: {changed}; no longer shown: "
    "{hidden}; newly shown: {shown}). Each is listed in revisions.csv.",
    "自{release}以来有变动的细分类别：{cells}个（数值改变：{changed}个；不再公布：{hidden}个；新公布：{shown}个）。"
    "逐项见 revisions.csv。",
)
_HELD_AGAINST = Text(
    "Held against {release}{which}: {changed} printed otherwise.", "与{release}{which}对照：{changed}。"
)
_CORRECTED = Text(", which this release corrects", "（本次发布所更正的版本）")
_CHANGED = Text("{n} of the totals are", "{n}个合计与其不同")
_ONE_CHANGED = Text("one total is", "1个合计与其不同")
_NONE_CHANGED = Text("no total is", "没有与其不同的合计")
_NOTHING_BEFORE = Text(
    "There is no earlier release of these periods to hold this one against.",
    "这些时期此前没有可供对照的发布版本。",
)


def held_against(edition: Edition) -> tuple[Text, ...]:
    """Which earlier releases were compared and how many totals each printed otherwise; never empty."""
    changed = Counter(revision.since for revision in totals_revised(edition))
    compared = dict.fromkeys((*edition.held_against, *changed))
    return tuple(_compared(edition, release, changed[release]) for release in compared) or (_NOTHING_BEFORE,)


def _compared(edition: Edition, release: str, n: int) -> Text:
    changed = _CHANGED if n > 1 else _ONE_CHANGED if n else _NONE_CHANGED
    which = _CORRECTED if release.startswith(f"{edition.round}@") else Text("", "")
    return Text(
        _HELD_AGAINST.en.format(release=release, which=which.en, changed=changed.en.format(n=n)),
        _HELD_AGAINST.zh.format(release=release, which=which.zh, changed=changed.zh.format(n=n)),
    )


def vintages_named(edition: Edition) -> tuple[Vintage, ...]:
    """The vintages with the release that printed each; this edition's own under its own name.

    Vintages of earlier versions do not say their release: only the edition's own are known by their day.
    """
    own, day = release_id(edition), edition.as_of.date()
    return tuple(v if v.release or v.as_of != day else replace(v, release=own) for v in edition.vintages)


def totals_revised(edition: Edition) -> tuple[Revision, ...]:
    """Revisions of totals: they stand in the table of the page."""
    return tuple(r for r in edition.revisions if not r.category_label.en)


def breakdowns_revised(edition: Edition) -> Text | None:
    """What changed among the totals broken down, for each release compared; None when nothing did."""
    cells: dict[str, list[Revision]] = {}
    for revision in edition.revisions:
        if revision.category_label.en:
            cells.setdefault(revision.since, []).append(revision)
    said = [_summary(since, changed) for since, changed in sorted(cells.items())]
    return Text(" ".join(text.en for text in said), "".join(text.zh for text in said)) if said else None


def _summary(since: str, cells: Sequence[Revision]) -> Text:
    counts = {
        "release": since,
        "cells": len(cells),
        "changed": sum(r.old_state == r.new_state for r in cells),
        "hidden": sum(r.old_state == "value" != r.new_state for r in cells),
        "shown": sum(r.new_state == "value" != r.old_state for r in cells),
    }
    return Text(_SUMMARY.en.format(**counts), _SUMMARY.zh.format(**counts))


def beside_period(revision: Revision) -> Text:
    """What tells a running total from a round or year of the same days."""
    return SINCE_START if revision.figure.startswith("running_total/") else Text("", "")


def old_as_printed(revision: Revision) -> Text:
    """What the release before printed."""
    return _printed(revision.old_state, revision.old, revision.old_low, revision.old_high)


def new_as_printed(revision: Revision) -> Text:
    """What this release prints."""
    return _printed(revision.new_state, revision.new, revision.new_low, revision.new_high)


def _printed(state: Printed, value: Decimal | None, low: Decimal | None, high: Decimal | None) -> Text:
    if state == "bounds" and low is not None:
        if high is None:
            return Text(f"at least {grouped(low)}", f"至少 {grouped(low)}")
        return Text(f"between {grouped(low)} and {grouped(high)}", f"{grouped(low)} 至 {grouped(high)}")
    if state == "value" and value is not None:
        if high is None and low is not None:
            return Text(f"at least {grouped(value)}", f"至少 {grouped(value)}")
        if low is not None and not low == value == high:
            return Text(f"approximately {grouped(value)}", f"约 {grouped(value)}")
        return Text(grouped(value), grouped(value))
    return _NONE if state == "none" else _NOT_SHOWN


def change(revision: Revision) -> Decimal | None:
    """New less old; None where one of them is no value."""
    return None if revision.old is None or revision.new is None else revision.new - revision.old


def change_percent(revision: Revision) -> Decimal | None:
    """The change in percent of the old value, one decimal; None where that is zero or no value."""
    size = change(revision)
    return None if size is None or not revision.old else round(100 * size / revision.old, 1)


def size_in_words(revision: Revision) -> tuple[Text, Text | None]:
    """The change with its sign and share, and what to say beside it where the two do not compare."""
    size, share = change(revision), change_percent(revision)
    beside = f" ({_signed(share)}%)" if share is not None else ""
    told = "–" if size is None else _signed(size) + beside
    return Text(told, told.replace(" (", "（").replace(")", "）")), _BREAK if revision.is_break else None


def _signed(number: Decimal) -> str:
    return ("+" if number > 0 else "") + grouped(number)
