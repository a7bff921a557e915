"""What must be said beside the number about the goal: what it measures, how sure it is, on what it rests."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pipeline import wording
from pipeline.codes import codelist
from pipeline.composing.labels import Row
from pipeline.indicators.gaps import Gap, measure_class, read_gaps
from pipeline.model import Text
from pipeline.sentences import names, sentence
from pipeline.target import Target


def remarks(target: Target, row: Row) -> tuple[Text, ...]:
    """Sentences in a fixed order; of a goal that is not computable only what kind of measure it would be."""
    kind = measure_class(target)
    said = [sentence(f"remark_{kind}")] if kind in ("availability", "prevalence", "activity") else []
    if row["reduction"] is not None:
        said += [*_timing(target, row), _probability(target, row), *_power(row), _basis(target, row)]
        said.append(_detection(target, row))
        said += [_break(gap, row) for gap in read_gaps(row["breaks"])]
        said += [_check(row), sentence("remark_cause")]
    return tuple(said)


def counted(target: Target) -> Text:
    """What the target's indicator counts, as it stands inside a sentence."""
    name = f"goal_counted_{target.indicator}"
    return sentence(name) if name in names() else codelist("indicators").label(target.indicator or "")


def timed(target: Target, row: Row) -> str:
    """Whether the window ends `before` or `after` the date of the target; empty when on it."""
    return (
        "" if row["window_end"] == target.date else "before" if row["window_end"] < target.date else "after"
    )


def _timing(target: Target, row: Row) -> Iterator[Text]:
    if when := timed(target, row):
        yield sentence(f"remark_{when}_date", date=wording.period(target.date, target.date))


def _probability(target: Target, row: Row) -> Text:
    shown = wording.chance(row["probability"])
    return sentence("remark_probability", target=wording.number(target.value), probability=shown)


def _power(row: Row) -> Iterator[Text]:
    """How much more monitoring would decide, or what this monitoring can show."""
    months, platforms = row["months_more"], row["platforms_more"]
    if row["state"] != "undecided":
        yield sentence("remark_detectable", detectable=wording.tenths(row["detectable"]))
    elif months and platforms:
        yield sentence("remark_months_or_platforms", months=months, platforms=platforms)
    elif months:
        yield sentence("remark_months", months=months)
    elif platforms:
        yield sentence("remark_platforms", platforms=platforms)
        yield sentence("remark_months_do_not_help")
    else:
        yield sentence("remark_too_close")


def _basis(target: Target, row: Row) -> Text:
    return sentence(
        "remark_basis",
        counted=counted(target),
        held=_held(int(row["matched_found"])),
        before=wording.number(row["found_before"]),
        after=wording.number(row["found_after"]),
        platforms=row["platforms"],
        matched=f"{row['matched']:.0f}",
        largest=f"{row['largest_share']:.0f}",
    )


def _held(share: int) -> Text:
    return sentence("basis_all") if share >= 100 else sentence("basis_least", share=share)


def _detection(target: Target, row: Row) -> Text:
    if row["detection"] == "double":
        return sentence("remark_double", shares=_shares(row))
    if row["detection"] == "stable" and target.detection:
        why = target.detection.stable_because
        because = Text(why.en.rstrip("."), why.zh.rstrip("。"))
        return sentence("remark_stable", by=target.detection.by, because=because)
    return sentence("remark_sampled")


def _shares(row: Row) -> Text:
    by_channel: dict[str, dict[int, str]] = {}
    for item in json.loads(row["noticed"]):
        by_channel.setdefault(item["channel"], {})[item["window"]] = f"{item['share']:.0f}"
    texts = [
        sentence(
            "remark_double_share",
            before=shares[0],
            after=shares[1],
            channel=codelist("channels").label(channel),
        )
        for channel, shares in by_channel.items()
    ]
    return Text("; ".join(t.en for t in texts), "；".join(t.zh for t in texts))


def _break(gap: Gap, row: Row) -> Text:
    return sentence(f"break_{gap.code}", **gap.params, link=f"{row['link']:.2f}")


def _check(row: Row) -> Text:
    limits = ("resampled_low", "resampled_high", "without_one_low", "without_one_high")
    low, high, without_low, without_high = (wording.tenths(row[name]) for name in limits)
    return sentence("remark_check", low=low, high=high, without_low=without_low, without_high=without_high)
