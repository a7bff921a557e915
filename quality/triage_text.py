"""A triage for a terminal: what matters first in sentences, completeness and timeliness as two tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline import wording
from pipeline.codes import codelist
from pipeline.model import Text
from pipeline.register import Register
from quality.catalogue import Language
from quality.impact_words import within
from quality.returned import STATES, MemberReturn
from quality.told import breadth, wrapped
from quality.triage import Point, RuleRecord, Triage
from quality.triage_words import (
    STATE_WORDS,
    STEP_WORDS,
    advice_of,
    effect_words,
    message_of,
    states_of,
    steps_of,
)

_INDENT = " " * 5
_STEPS = tuple(STEP_WORDS)
_PHRASES: dict[Language, dict[str, str]] = {
    "en": {
        "title": "{round} on {on}: due {due}, cut-off {cut_off}",
        "points": "What matters first ({n})",
        "no_points": "Nothing is open.",
        "share": "{share}% of a total",
        "no_share": "no total",
        "cells": "{n} cells",
        "cell": "1 cell",
        "do": "To do: {advice}",
        "completeness": "Completeness: {said}; of {eligible} eligible members",
        "head": "member|state|expected|accepted|held|missing",
        "timeliness": "Timeliness: {said}",
        "time_head": "member|step|days after due|came|next reminder",
        "rules": "Findings waived or explained, by rule",
        "rules_head": "rule|found|waived|explained|share",
        "comma": ", ",
    },
    "zh": {
        "title": "{round} 轮，截至 {on}：应于 {due} 前提交，{cut_off} 截止",
        "points": "优先事项（{n}）",
        "no_points": "没有未处理的事项。",
        "share": "关系到某项合计的 {share}%",
        "no_share": "不涉及合计",
        "cells": "{n} 个单元格",
        "cell": "1 个单元格",
        "do": "处理：{advice}",
        "completeness": "完整性：{said}；应填报成员共 {eligible} 家",
        "head": "成员|状态|应报|接受|暂缓|缺失",
        "timeliness": "及时性：{said}",
        "time_head": "成员|阶段|超过期限天数|收到日期|下次提醒",
        "rules": "各规则下被豁免或说明的问题",
        "rules_head": "规则|发现|豁免|说明|占比",
        "comma": "，",
    },
}


def as_text(triage: Triage, register: Register, language: Language = "en") -> str:
    """The triage, members by their names in the register."""
    phrases = _PHRASES[language]
    days = {"on": triage.on, "due": triage.due, "cut_off": triage.cut_off}
    lines = [phrases["title"].format(round=triage.round, **days), ""]
    lines.append(phrases["points"].format(n=len(triage.points)) if triage.points else phrases["no_points"])
    for number, point in enumerate(triage.points, start=1):
        lines += _point(number, point, triage, register, language)
    states, steps = states_of(triage), steps_of(triage)
    said = _counted([(states[state], STATE_WORDS[state]) for state in STATES], language)
    lines += ["", phrases["completeness"].format(said=said, eligible=len(triage.members))]
    members = sorted(triage.members, key=lambda m: (-STATES.index(m.state), -m.missing, m.member))
    lines += _table(phrases["head"], [_completeness(m, register, language) for m in members])
    said = _counted([(steps[step], words) for step, words in STEP_WORDS.items()], language)
    lines += ["", phrases["timeliness"].format(said=said)]
    members = sorted(triage.members, key=lambda m: (-_STEPS.index(m.standing.step), m.member))
    lines += _table(phrases["time_head"], [_timeliness(m, register, language) for m in members])
    if triage.rules:
        lines += [
            "",
            phrases["rules"],
            *_table(phrases["rules_head"], [_rule(rule) for rule in triage.rules]),
        ]
    return "\n".join(lines)


def _counted(counts: Sequence[tuple[int, Text]], language: Language) -> str:
    said = [f"{count} {within(words, language)}" for count, words in counts if count]
    return _PHRASES[language]["comma"].join(said) or "0"


def _point(
    number: int, point: Point, triage: Triage, register: Register, language: Language
) -> Iterator[str]:
    """What weighs how much and where; then what would change, what is wrong, what to do."""
    phrases, comma = _PHRASES[language], _PHRASES[language]["comma"]
    share = phrases["no_share"]
    if point.effect:
        share = phrases["share"].format(share=wording.number(100 * point.effect.share))
    about = [share, _name(point.reporter, register, language)]
    if point.code:
        severity = codelist("severities").label(point.severity.value) if point.severity else Text("", "")
        about += [f"{point.file_name} [{point.submission}]", f"{point.code} ({within(severity, language)})"]
        if point.cells:
            about.append(phrases["cell" if point.cells == 1 else "cells"].format(n=point.cells))
    yield from wrapped(comma.join(about), f"{number:>3}. ")
    if point.effect:
        yield from wrapped(within(effect_words(point.effect, point.values), language), _INDENT)
    yield from wrapped(within(message_of(point, triage), language), _INDENT)
    yield from wrapped(phrases["do"].format(advice=within(advice_of(point, triage), language)), _INDENT)


def _name(party: str, register: Register, language: Language) -> str:
    return within(register.party(party).name, language) if party in register else party


def _completeness(member: MemberReturn, register: Register, language: Language) -> tuple[str, ...]:
    expected = "–" if member.expected is None else f"{member.expected} ({member.expected_from})"
    counts = (str(member.accepted), str(member.held), str(member.missing))
    state = within(STATE_WORDS[member.state], language)
    return _name(member.member, register, language), state, expected, *counts


def _timeliness(member: MemberReturn, register: Register, language: Language) -> tuple[str, ...]:
    standing = member.standing
    came = member.usable_on.isoformat() if member.usable_on else "–"
    following = standing.next_reminder.isoformat() if standing.next_reminder else "–"
    step = within(STEP_WORDS[standing.step], language)
    return _name(member.member, register, language), step, f"{standing.days:+d}", came, following


def _rule(rule: RuleRecord) -> tuple[str, ...]:
    counts = (str(rule.found), str(rule.waived), str(rule.explained))
    return rule.code, *counts, f"{wording.number(100 * rule.share)}%"


def _table(head: str, rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Columns side by side, as wide as their widest cell."""
    table = [tuple(head.split("|")), *rows]
    widths = [max(breadth(cell) for cell in column) for column in zip(*table, strict=True)]
    for row in table:
        cells = (cell + " " * (width - breadth(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  " + "  ".join(cells).rstrip()
