"""A triage in words and as plain values.

Keys of the JSON, all always present: `round`, `on`, `due`, `cut_off`; `points`, first things first (reporter,
submission, file_name, code, severity, findings, cells, values, message and advice in `en` and `zh`, effect:
null, or means, kind, window, indicator, now, then, share, shown, since, and `words` in both languages);
`completeness` (eligible, how many in each state, and members: member, state, expected, expected_from,
accepted, held, missing); `timeliness` (how many at each step, and members: member, step, days, usable_on,
next_reminder); `rules` (code, found, waived, explained, share); `impacts` (submission -> the list that
`quality.impact_words` describes).
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from pipeline import wording
from pipeline.model import Text
from quality.catalogue import Language
from quality.effects import Effect
from quality.impact_words import indicator_label, plain, totals_as_json, within
from quality.returned import STATES, MemberReturn
from quality.triage import Point, Triage

STATE_WORDS = {
    "in": Text("in", "已收到"),
    "in_part": Text("in part", "部分接受"),
    "waiting": Text("not reviewed yet", "尚未审核"),
    "rejected": Text("rejected", "未被接受"),
    "absent": Text("absent", "未收到"),
}
STEP_WORDS = {
    "on_time": Text("on time", "按时"),
    "late": Text("late", "迟交"),
    "open": Text("not due yet", "未到期"),
    "due": Text("due", "已到期"),
    "overdue": Text("overdue", "逾期"),
    "delinquent": Text("delinquent", "严重逾期"),
}
_EFFECTS = {
    "let_in": Text(
        "Let in as they stand, {values} would take the total of {indicator}, {period}, from {now} to {then}.",
        "若按现状放行，{values}将使“{indicator}”{period}合计由 {now} 变为 {then}。",
    ),
    "taken_out": Text(
        "Without them ({values}) the total of {indicator}, {period}, would go from {now} to {then}.",
        "若去掉这些数值（{values}），“{indicator}”{period}合计将由 {now} 变为 {then}。",
    ),
    "last_round": Text(
        "Had it given the same as in {since}, the total of {indicator}, {period}, would go from {now} to "
        "{then}.",
        "若缺失部分与 {since} 轮相同，“{indicator}”{period}合计将由 {now} 变为 {then}。",
    ),
}
_HIDDEN = Text("The release does not show that total.", "该合计不公布。")
_NOTHING = Text("nothing", "无")
_VALUES = Text("{n} values", "{n} 个数值")
_VALUE = Text("1 value", "1 个数值")
_NONE = Text("Changes no total.", "不改变任何合计。")
_ABSENT = Text(
    "Nothing was received for {round}, due on {due}.", "未收到 {round} 轮的填报（应于 {due} 前提交）。"
)
_REMIND = Text("Ask for the return; the next reminder falls on {next}.", "请催交；下一次提醒日期为 {next}。")
_REMINDED = Text("All reminders are past: speak to the member.", "各次提醒日期均已过：请直接联系该成员。")


def as_json(triage: Triage) -> dict[str, Any]:
    """The triage as plain values, ready for `json.dumps`."""
    states, steps = states_of(triage), steps_of(triage)
    return {
        "round": triage.round,
        "on": triage.on.isoformat(),
        "due": triage.due.isoformat(),
        "cut_off": triage.cut_off.isoformat(),
        "points": [_point_as_json(point, triage) for point in triage.points],
        "completeness": {
            "eligible": len(triage.members),
            **{state: states[state] for state in STATES},
            "members": [_completeness(member) for member in triage.members],
        },
        "timeliness": {
            **{step: steps[step] for step in STEP_WORDS},
            "members": [_timeliness(member) for member in triage.members],
        },
        "rules": [
            {
                "code": rule.code,
                "found": rule.found,
                "waived": rule.waived,
                "explained": rule.explained,
                "share": plain(rule.share),
            }
            for rule in triage.rules
        ],
        "impacts": {name: totals_as_json(changes) for name, changes in sorted(triage.impacts.items())},
    }


def states_of(triage: Triage) -> Counter[str]:
    """How many members are in each state of completeness."""
    return Counter(member.state for member in triage.members)


def steps_of(triage: Triage) -> Counter[str]:
    """How many members stand on each step of the ladder."""
    return Counter(member.standing.step for member in triage.members)


def _point_as_json(point: Point, triage: Triage) -> dict[str, Any]:
    message, advice = message_of(point, triage), advice_of(point, triage)
    return {
        "reporter": point.reporter,
        "submission": point.submission,
        "file_name": point.file_name,
        "code": point.code,
        "severity": point.severity.value if point.severity else "",
        "findings": point.findings,
        "cells": point.cells,
        "values": point.values,
        "message": {"en": message.en, "zh": message.zh},
        "advice": {"en": advice.en, "zh": advice.zh},
        "effect": _effect_as_json(point.effect, point.values) if point.effect else None,
    }


def _effect_as_json(effect: Effect, values: int) -> dict[str, Any]:
    words = effect_words(effect, values)
    return {
        "means": effect.means,
        "kind": effect.kind,
        "window": effect.window,
        "indicator": effect.indicator,
        "now": plain(effect.now),
        "then": plain(effect.then),
        "share": plain(effect.share),
        "shown": effect.shown,
        "since": effect.since,
        "words": {"en": words.en, "zh": words.zh},
    }


def _completeness(member: MemberReturn) -> dict[str, Any]:
    return {
        "member": member.member,
        "state": member.state,
        "expected": member.expected,
        "expected_from": member.expected_from,
        "accepted": member.accepted,
        "held": member.held,
        "missing": member.missing,
    }


def _timeliness(member: MemberReturn) -> dict[str, Any]:
    reminder = member.standing.next_reminder
    return {
        "member": member.member,
        "step": member.standing.step,
        "days": member.standing.days,
        "usable_on": member.usable_on.isoformat() if member.usable_on else None,
        "next_reminder": reminder.isoformat() if reminder else None,
    }


def effect_words(effect: Effect | None, values: int) -> Text:
    """The effect in a sentence, in both languages."""
    if effect is None:
        return _NONE
    said = {
        language: within(_EFFECTS[effect.means], language).format(
            values=within(_VALUE if values == 1 else _VALUES, language).format(n=values),
            indicator=within(indicator_label(effect.indicator), language),
            period=within(wording.period(effect.first_day, effect.last_day), language),
            now=_amount(effect.now, language),
            then=_amount(effect.then, language),
            since=effect.since,
        )
        for language in _LANGUAGES
    }
    if effect.shown:
        return Text(said["en"], said["zh"])
    return Text(f"{said['en']} {_HIDDEN.en}", said["zh"] + _HIDDEN.zh)


_LANGUAGES: tuple[Language, Language] = ("en", "zh")


def _amount(value: Decimal | None, language: Language) -> str:
    return within(_NOTHING, language) if value is None else wording.number(value)


def message_of(point: Point, triage: Triage) -> Text:
    """What is wrong."""
    if point.message:
        return point.message
    blanks = {"round": triage.round, "due": triage.due.isoformat()}
    return Text(_ABSENT.en.format_map(blanks), _ABSENT.zh.format_map(blanks))


def advice_of(point: Point, triage: Triage) -> Text:
    """What to do."""
    if point.advice:
        return point.advice
    standing = next(m.standing for m in triage.members if m.member == point.reporter)
    if standing.next_reminder is None:
        return _REMINDED
    following = standing.next_reminder.isoformat()
    return Text(_REMIND.en.format(next=following), _REMIND.zh.format(next=following))
