"""What must be said beside the number about the goal: what it measures, how sure it is, on what it rests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

from pipeline import wording
from pipeline.codes import codelist
from pipeline.composing.labels import Row
from pipeline.indicators.claim import LONGEST_WINDOW, YEAR
from pipeline.indicators.gaps import Gap, measure_class, read_gaps
from pipeline.model import Text
from pipeline.sentences import names, sentence
from pipeline.target import Target, timing


def remarks(target: Target, row: Row) -> tuple[Text, ...]:
    """Sentences in a fixed order; of a goal that is not computable only what kind of measure it would be."""
    kind, computed = measure_class(target), row["reduction"] is not None
    measures = sentence("measures_now" if computed else "measures_then")
    shown = kind in ("availability", "prevalence", "activity")
    said = [sentence(f"remark_{kind}", measures=measures)] if shown else []
    if computed:
        said += [*_timing(target, row), _probability(target, row), *_power(target, row), _basis(target, row)]
        said.append(_detection(target, row))
        said += [_break(gap, row) for gap in read_gaps(row["breaks"])]
        said += [_check(row), sentence("remark_kind"), sentence("remark_cause")]
    return tuple(said)


def counted(target: Target) -> Text:
    """What the target's indicator counts, as it stands inside a sentence."""
    name = f"goal_counted_{target.indicator}"
    return sentence(name) if name in names() else codelist("indicators").label(target.indicator or "")


def _timing(target: Target, row: Row) -> Iterator[Text]:
    if when := timing(row["window_end"], target.date):
        yield sentence(f"remark_{when}_date", date=wording.period(target.date, target.date))


def _probability(target: Target, row: Row) -> Text:
    chance = wording.chance(row["probability"])
    shown = Text(chance.en, f"为{chance.zh}" if chance.zh[0].isdigit() else chance.zh)
    return sentence("remark_probability", target=wording.number(target.value), probability=shown)


def _power(target: Target, row: Row) -> Iterator[Text]:
    """How much more monitoring would decide, or what this monitoring can show."""
    months, platforms = row["months_more"], row["platforms_more"]
    if row["state"] != "undecided":
        yield sentence("remark_detectable", detectable=wording.tenths(row["detectable"]))
    elif months and platforms:
        yield sentence(
            "remark_months_or_platforms", months=months, platforms=platforms, feasible=_feasible(row)
        )
    elif months:
        yield sentence("remark_months", months=months)
    elif platforms:
        yield sentence("remark_platforms", platforms=platforms, feasible=_feasible(row))
        yield _without_months(target) or sentence("remark_months_do_not_help", longest=LONGEST_WINDOW)
    elif untried := _without_months(target):
        yield sentence("remark_too_close_platforms")
        yield untried
    else:
        yield sentence("remark_too_close")


def _feasible(row: Row) -> Text:
    """More groups than there are now are not to be found for a baseline that is over."""
    if row["platforms_more"] <= row["platforms"]:
        return Text("", "")
    return sentence("hardly_feasible", platforms=row["platforms"])


def _without_months(target: Target) -> Text | None:
    """Why a longer window was not tried: it comes in whole years, and up to a limit."""
    if target.window_months % YEAR:
        return sentence("remark_months_of_a_part_year", months=target.window_months)
    if target.window_months + YEAR > LONGEST_WINDOW:
        return sentence("remark_months_longest", months=target.window_months)
    return None


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
    again = spanned(row["resampled_low"], row["resampled_high"])
    without = spanned(row["without_one_low"], row["without_one_high"])
    return sentence("remark_check", again=again, without=without)


def spanned(low: Decimal, high: Decimal, target: Decimal | None = None) -> Text:
    """From one reduction in percent to another, none like a target that it is not; a rise is said as one."""
    sizes = [wording.tenths(abs(end), target) for end in (low, high)]
    if low >= 0:
        return sentence("goal_span", low=sizes[0], high=sizes[1])
    sides = ("goal_less" if end >= 0 else "goal_more" for end in (low, high))
    first, last = (sentence(side, size=size) for side, size in zip(sides, sizes, strict=True))
    return sentence("goal_span_rise", low=first, high=last)
