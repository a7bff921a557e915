"""The impact of a submission in words and as plain values: for its member, and for the secretariat.

JSON for the member (`own_as_json`), each key always present: `round`; `late`; `minimum_holdings`; `unused`
(indicators that show nowhere); `groups`, each with `topic`, `indicator`, `indicator_label`, `unit`, `window`,
`first_day`, `last_day`, `value`, `value_if_held`, `count`, `published` (null, or `release`, `total` and
`share`).

JSON for the secretariat (`totals_as_json`), a list: `kind`, `window`, `first_day`, `last_day`, `indicator`,
`indicator_label`, `unit`, `eligible`, `without`, `accepted` and `if_held` (each `value` and `members`),
`difference`, `percent`, `difference_if_held`, `percent_if_held`, `shown`, `shown_if_held`.

Numbers are texts in plain notation, as exact as they are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline import wording
from pipeline.codes import codelist
from pipeline.model import Text
from quality.catalogue import Language
from quality.impact import Total, TotalChange, percent
from quality.own_figures import Group, OwnFigures
from quality.told import wrapped


def own_as_json(own: OwnFigures) -> dict[str, Any]:
    """Where a submission's figures show, as plain values."""
    return {
        "round": own.round,
        "late": own.late,
        "minimum_holdings": own.minimum_holdings,
        "unused": list(own.unused),
        "groups": [_group_as_json(group) for group in own.groups],
    }


def _group_as_json(group: Group) -> dict[str, Any]:
    published = group.published
    return {
        "topic": group.topic,
        **_indicator(group.indicator),
        "window": group.window,
        "first_day": _day(group.first_day),
        "last_day": _day(group.last_day),
        "value": plain(group.value),
        "value_if_held": plain(group.value_if_held),
        "count": group.count,
        "published": {
            "release": published.release,
            "total": plain(published.total),
            "share": plain(published.share),
        }
        if published
        else None,
    }


def totals_as_json(changes: Sequence[TotalChange]) -> list[dict[str, Any]]:
    """What a submission does to the totals, as plain values."""
    return [_change_as_json(change) for change in changes]


def _change_as_json(change: TotalChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "window": change.window,
        "first_day": _day(change.first_day),
        "last_day": _day(change.last_day),
        **_indicator(change.indicator),
        "eligible": change.eligible,
        "without": _total_as_json(change.without),
        "accepted": _total_as_json(change.accepted),
        "if_held": _total_as_json(change.if_held) if change.if_held else None,
        "difference": plain(change.difference),
        "percent": plain(percent(change.difference, change.without.value)),
        "difference_if_held": plain(change.difference_if_held),
        "percent_if_held": plain(percent(change.difference_if_held, change.accepted.value)),
        "shown": change.shown,
        "shown_if_held": change.shown_if_held,
    }


def _total_as_json(total: Total) -> dict[str, Any]:
    return {"value": plain(total.value), "members": total.members}


def _indicator(code: str) -> dict[str, Any]:
    label = indicator_label(code) if code else Text("", "")
    unit = codelist("indicators")[code].extra["unit"] if code else ""
    return {"indicator": code, "indicator_label": {"en": label.en, "zh": label.zh}, "unit": unit}


def indicator_label(code: str) -> Text:
    """Name of an indicator."""
    return codelist("indicators").label(code)


def plain(value: Decimal | None) -> str | None:
    """A number in plain notation without empty decimals."""
    return None if value is None else wording.number(value).replace(",", "")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def within(text: Text, language: Language) -> str:
    """A text in one of its languages."""
    return text.en if language == "en" else text.zh


_PHRASES: dict[Language, dict[str, str]] = {
    "en": {
        "own": "Where your figures will show",
        "nowhere": "In no total and no list of the release of {round}: nothing is accepted that is shown.",
        "total": "{indicator}, total of {period}: you bring {value}.",
        "total_held": "{indicator}, total of {period}: you bring {value}; {held} with what is held back.",
        "nothing": "nothing",
        "published": "{release} shows a total of {total}.",
        "share": "{release} shows a total of {total}; of that yours is {share}%.",
        "quotation": "{indicator}: {count} shown one by one, by name, as permitted or public already.",
        "goal": "{indicator}: {count} used in the measurement of the goal.",
        "capability": "{count} records of capabilities, listed by name.",
        "unused": "{indicator}: kept, and shown in no total.",
        "late": "The cut-off of {round} is over: this enters a correction or the next release.",
        "rule": "A total shows only when at least {minimum} owner groups stand behind it and disclosure "
        "control lets it pass; your own figure is never shown beside it.",
        "totals": "What it does to the totals (for the secretariat)",
        "no_totals": "It changes no total.",
        "change": "{indicator}, {period}: {without} -> {accepted} ({difference}), "
        "{members} of {eligible} members",
        "if_held": "; with what is held back {if_held} ({difference_if_held})",
        "hidden": "; not shown",
        "hidden_until": "; not shown, but shown with what is held back",
        "none": "none",
    },
    "zh": {
        "own": "贵方数据将出现在何处",
        "nowhere": "不出现在 {round} 轮报告的任何合计或清单中：没有已接受且会公布的数据。",
        "total": "{indicator}，{period}合计：贵方计入 {value}。",
        "total_held": "{indicator}，{period}合计：贵方计入 {value}；若计入暂缓的数值则为 {held}。",
        "nothing": "无",
        "published": "{release} 公布的合计为 {total}。",
        "share": "{release} 公布的合计为 {total}，其中贵方占 {share}%。",
        "quotation": "{indicator}：{count} 个数值逐一署名公布（已获许可或已公开）。",
        "goal": "{indicator}：{count} 个数值用于衡量目标。",
        "capability": "{count} 条能力记录，署名列出。",
        "unused": "{indicator}：予以保存，不计入任何合计。",
        "late": "{round} 轮已截止：这些数据将进入更正版或下一期报告。",
        "rule": "只有至少 {minimum} 个企业集团计入且通过披露控制的合计才会公布；贵方自己的数值不会并列公布。",
        "totals": "对合计的影响（供秘书处）",
        "no_totals": "不改变任何合计。",
        "change": "{indicator}，{period}：{without} → {accepted}（{difference}），"
        "{eligible} 家成员中的 {members} 家",
        "if_held": "；若放行暂缓的数值则为 {if_held}（{difference_if_held}）",
        "hidden": "；不公布",
        "hidden_until": "；不公布，若放行暂缓的数值则公布",
        "none": "无",
    },
}


def impact_text(own: OwnFigures, totals: Sequence[TotalChange] | None, language: Language) -> str:
    """The impact for a terminal; `totals` only where the secretariat asks."""
    lines = ["", *_bulleted(own_lines(own, language))]
    if totals is not None:
        lines += ["", *_bulleted(totals_lines(totals, language))]
    return "\n".join(lines)


def _bulleted(said: Iterator[str]) -> Iterator[str]:
    yield next(said)
    for text in said:
        yield from wrapped(text, "  - ")


def own_lines(own: OwnFigures, language: Language) -> Iterator[str]:
    """Where a submission's figures show: a heading, then a sentence for each group."""
    phrases = _PHRASES[language]
    yield phrases["own"]
    for group in own.groups:
        yield _group_line(group, language)
    for code in own.unused:
        yield phrases["unused"].format(indicator=within(indicator_label(code), language))
    if not own.groups:
        yield phrases["nowhere"].format(round=own.round)
    elif any(group.value is not None or group.value_if_held is not None for group in own.groups):
        yield phrases["rule"].format(minimum=own.minimum_holdings)
    if own.late:
        yield phrases["late"].format(round=own.round)


def _group_line(group: Group, language: Language) -> str:
    phrases = _PHRASES[language]
    named = within(indicator_label(group.indicator), language) if group.indicator else ""
    if group.first_day is None or group.last_day is None:
        return phrases[group.topic].format(indicator=named, count=group.count)
    line = phrases["total_held" if group.value_if_held is not None else "total"].format(
        indicator=named,
        period=within(wording.period(group.first_day, group.last_day), language),
        value=_amount(group.value, phrases["nothing"]),
        held=_amount(group.value_if_held, phrases["nothing"]),
    )
    if group.published is None:
        return line
    share = group.published.share
    told = phrases["published" if share is None else "share"].format(
        release=group.published.release,
        total=wording.number(group.published.total),
        share=wording.number(100 * share) if share is not None else "",
    )
    return f"{line} {told}" if language == "en" else line + told


def totals_lines(changes: Sequence[TotalChange], language: Language) -> Iterator[str]:
    """What a submission does to the totals: a heading, then a line for each total."""
    phrases = _PHRASES[language]
    yield phrases["totals"]
    for change in changes:
        yield _change_line(change, language)
    if not changes:
        yield phrases["no_totals"]


def _change_line(change: TotalChange, language: Language) -> str:
    phrases = _PHRASES[language]
    line = phrases["change"].format(
        indicator=within(indicator_label(change.indicator), language),
        period=within(wording.period(change.first_day, change.last_day), language),
        without=_amount(change.without.value, phrases["none"]),
        accepted=_amount(change.accepted.value, phrases["none"]),
        difference=_signed(change.difference, change.without.value),
        members=change.accepted.members,
        eligible=change.eligible,
    )
    if change.if_held:
        line += phrases["if_held"].format(
            if_held=_amount(change.if_held.value, phrases["none"]),
            difference_if_held=_signed(change.difference_if_held, change.accepted.value),
        )
    if not change.shown:
        line += phrases["hidden_until" if change.shown_if_held else "hidden"]
    return line


def _amount(value: Decimal | None, nothing: str) -> str:
    return nothing if value is None else wording.number(value)


def _signed(difference: Decimal, base: Decimal | None) -> str:
    """`+200, +12.5%`; without the percentage where there is nothing to refer to."""
    part = percent(difference, base)
    sign = "+" if difference >= 0 else ""
    told = f"{sign}{wording.number(difference)}"
    return told if part is None else f"{told}, {sign}{wording.number(part)}%"
