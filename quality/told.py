"""A review as plain text for a terminal: what is accepted, what is held back and why, what to mend."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pipeline.answers import ZERO, Answer
from pipeline.codes import codelist
from pipeline.model import Severity, Verdict
from quality.catalogue import SEVERITIES, Language
from quality.rating import RatedFinding
from quality.report import counts, held_by
from quality.resubmission import Since
from quality.review import Review

WIDTH = 100
"""Columns of a line; a Chinese character takes two."""

_PHRASES: dict[Language, dict[str, str]] = {
    "en": {
        "accepted": "Accepted: {accepted} of {total} values.",
        "accepted_of_read": "Accepted: {accepted} of {total} values that could be read; "
        "cells of which no value could be read: {valueless}.",
        "nothing": "No value could be read from the file.",
        "capabilities": "{capabilities} records of capabilities are accepted.",
        "held": "Held back: {held} of {total} values, by {codes}.",
        "held_by": "{code} ({count}; {findings})",
        "finding": "finding {numbers}",
        "findings": "findings {numbers}",
        "cells": "{in_file} cells: {as_observations} values, {explained} explained, {unexplained} not.",
        "since": "Since {file_name} of {day}: {mended} mended, {remaining} remaining, {new} new.",
        "unread": "Not to be told whether mended: {unread}; nothing was read there that would show it.",
        "values": "Values since then: {added} added, {changed} changed, {gone} gone, {same} as before.",
        "places": "Where: {places}",
        "new_places": "New since then: {places}",
        "advice": "To mend it: {advice}",
        "consequence": "It explains, too: {message} [{code}]",
        "consequence_at": "It explains, too ({places}): {message} [{code}]",
        "state": "[{code}]",
        "new": "[{code}, new]",
        "remaining": "[{code}, remaining]",
        "mended": "Mended since {file_name} ({count})",
        "changed": "Values that changed ({count})",
        "gone": "Values that are gone ({count})",
        "waived": "Waived",
        "by": "Waived by {by} on {on} until {expires}: {reason}",
        "explained": "Explained",
        "answer": "Explained by {by} on {on}: {reason}",
        "meant": "Explained by {by} on {on} as “{status}”: {reason}",
        "carried": "{told} (said of the same figure in {file_name}, and holds as long as it stays so)",
        "comma": ", ",
    },
    "zh": {
        "accepted": "接受：{total} 个数值中的 {accepted} 个。",
        "accepted_of_read": "接受：可读出的 {total} 个数值中的 {accepted} 个；"
        "另有 {valueless} 个单元格未能读出数值。",
        "nothing": "未能从文件中读出任何数值。",
        "capabilities": "接受 {capabilities} 条能力记录。",
        "held": "暂缓：{total} 个数值中的 {held} 个，原因：{codes}。",
        "held_by": "{code}（{count} 个，{findings}）",
        "finding": "问题 {numbers}",
        "findings": "问题 {numbers}",
        "cells": "{in_file} 个单元格：数值 {as_observations}，已解释 {explained}，未解释 {unexplained}。",
        "since": "与 {day} 收到的 {file_name} 相比：已修改 {mended} 处，仍存在 {remaining} 处，"
        "新增 {new} 处。",
        "unread": "另有 {unread} 处无法判断是否已修改：本次文件中未读到相应内容。",
        "values": "数值变化：新增 {added} 个，变更 {changed} 个，消失 {gone} 个，不变 {same} 个。",
        "places": "位置：{places}",
        "new_places": "其中新增：{places}",
        "advice": "修改方法：{advice}",
        "consequence": "由此引起：{message} [{code}]",
        "consequence_at": "由此引起（{places}）：{message} [{code}]",
        "state": "[{code}]",
        "new": "[{code}，新增]",
        "remaining": "[{code}，仍存在]",
        "mended": "{file_name} 中的问题已修改 ({count})",
        "changed": "变更的数值 ({count})",
        "gone": "消失的数值 ({count})",
        "waived": "已豁免",
        "by": "{by} 于 {on} 豁免，有效期至 {expires}：{reason}",
        "explained": "已说明",
        "answer": "{by} 于 {on} 说明：{reason}",
        "meant": "{by} 于 {on} 说明为“{status}”：{reason}",
        "carried": "{told}（针对 {file_name} 中同一数据所作的说明，数据不变则继续有效）",
        "comma": "、",
    },
}


def as_text(review: Review, language: Language = "en", since: Since | None = None) -> str:
    """The review for a terminal: verdict, counts, then the findings by severity with every place.

    Findings bear the numbers that the list of the feedback gives them. With `since` it says what became of
    the file sent before.
    """
    phrases = _PHRASES[language]
    lines = [line for text in _summary(review, language, since) for line in wrapped(text)]
    numbered = list(enumerate(review.findings, start=1))
    for severity in SEVERITIES:
        found = [(n, f) for n, f in numbered if f.severity is severity and not f.settled]
        lines += _group(_heading(severity, language), found, language, since)
    lines += _group(phrases["waived"], [(n, f) for n, f in numbered if f.waiver], language, since)
    explained = [(n, f) for n, f in numbered if f.answer and not f.waiver]
    lines += _group(phrases["explained"], explained, language, since)
    return "\n".join([*lines, *(_changes(since, language) if since else [])])


def _summary(review: Review, language: Language, since: Since | None) -> Iterator[str]:
    phrases, counted = _PHRASES[language], counts(review)
    numbers = {**counted, "total": counted["accepted"] + counted["held"]}
    yield f"{review.submission.file_name}: {_label('verdicts', review.verdict.value, language)}"
    if numbers["total"]:
        yield phrases["accepted_of_read" if numbers["valueless"] else "accepted"].format_map(numbers)
    elif review.verdict is Verdict.REJECTED:
        yield phrases["nothing"]
    if numbers["capabilities"]:
        yield phrases["capabilities"].format_map(numbers)
    if review.held:
        yield phrases["held"].format_map({**numbers, "codes": _holding(review, language)})
    yield phrases["cells"].format_map({**asdict(review.cells), "unexplained": review.cells.unexplained})
    if since:
        earlier = {"file_name": since.earlier["file_name"], "day": since.earlier["received_at"][:10]}
        yield phrases["since"].format_map({**earlier, **since.points})
        if since.points["unread"]:
            yield phrases["unread"].format_map(since.points)
        yield phrases["values"].format_map(since.values)


def _holding(review: Review, language: Language) -> str:
    """The codes that hold values back, with how many and the numbers of their findings."""
    phrases = _PHRASES[language]
    parts = []
    for code, count in held_by(review).items():
        numbers = [
            str(n) for n, f in enumerate(review.findings, start=1) if f.finding.code == code and f.holds
        ]
        named = phrases["finding" if len(numbers) == 1 else "findings"]
        findings = named.format(numbers=phrases["comma"].join(numbers))
        parts.append(phrases["held_by"].format(code=code, count=count, findings=findings))
    return phrases["comma"].join(parts)


def _heading(severity: Severity, language: Language) -> str:
    return _label("severities", severity.value, language)


def _label(listed: str, code: str, language: Language) -> str:
    label = codelist(listed).label(code)
    return label.en if language == "en" else label.zh


def _group(
    heading: str, findings: Sequence[tuple[int, RatedFinding]], language: Language, since: Since | None
) -> list[str]:
    if not findings:
        return []
    lines = ["", f"{heading} ({len(findings)})"]
    for number, rated in findings:
        lead = f"{number:>3}. "
        first, *others = _about(number, rated, language, since)
        lines += wrapped(first, lead)
        for text in others:
            lines += wrapped(text, " " * len(lead))
    return lines


def _about(number: int, rated: RatedFinding, language: Language, since: Since | None) -> Iterator[str]:
    """What is said of one finding, paragraph by paragraph."""
    phrases, places = _PHRASES[language], rated.finding.places
    yield rated.message(language)
    if places:
        yield phrases["places"].format(places=", ".join(places))
    state = since.state(number - 1, len(places)) if since else "state"
    new = since.new_places.get(number - 1, ()) if since else ()
    if state == "remaining" and new:
        yield phrases["new_places"].format(places=", ".join(new))
    if rated.waiver:
        yield phrases["by"].format_map(rated.waiver.model_dump())
    elif rated.answer:
        yield _answered(rated.answer, language)
    else:
        yield phrases["advice"].format(advice=rated.advice(language))
    for consequence in rated.consequences:
        form = phrases["consequence_at" if consequence.finding.places else "consequence"]
        cells = ", ".join(consequence.finding.places)
        yield form.format(places=cells, message=consequence.message(language), code=consequence.finding.code)
    yield phrases[state].format(code=rated.finding.code)


def _answered(answer: Answer, language: Language) -> str:
    """Who explained it, when and how, and of which earlier file where it is carried over."""
    told = _explained(answer, language)
    if not answer.given_for:
        return told
    return _PHRASES[language]["carried"].format(told=told, file_name=answer.given_for)


def _explained(answer: Answer, language: Language) -> str:
    said = {"by": answer.by, "on": f"{answer.at:%Y-%m-%d}", "reason": answer.reason}
    if not answer.status:
        return _PHRASES[language]["answer"].format_map(said)
    meant = "0" if answer.status == ZERO else _label("obs_status", answer.status, language)
    return _PHRASES[language]["meant"].format_map({**said, "status": meant})


def _changes(since: Since, language: Language) -> Iterator[str]:
    """What is mended, and which values are others than before."""
    phrases = _PHRASES[language]
    if since.mended:
        yield ""
        yield phrases["mended"].format(file_name=since.earlier["file_name"], count=since.points["mended"])
        for finding in since.mended:
            yield from wrapped(_mended(finding, language), "  ✓ ")
    for name, changes in (("changed", since.changed), ("gone", since.gone)):
        if changes:
            yield ""
            yield phrases[name].format(count=len(changes))
            for change in changes:
                told = f"{change.was} → {change.now}" if change.now else change.was
                yield from wrapped(f"{change.place}: {told}", "  - ")


def _mended(finding: Mapping[str, Any], language: Language) -> str:
    places = ", ".join(finding["places"])
    return f"{places}: {finding['message'][language]}" if places else str(finding["message"][language])


def wrapped(text: str, lead: str = "") -> list[str]:
    """Lines no wider than `WIDTH`; broken at blanks, and between Chinese characters."""
    lines, line, width, indent = list[str](), lead, len(lead), " " * len(lead)
    for piece in _pieces(text):
        taken = breadth(piece.rstrip())
        if width + taken > WIDTH and line.strip():
            lines.append(line.rstrip())
            line, width, piece = indent, len(indent), piece.lstrip()  # noqa: PLW2901
        line += piece
        width += breadth(piece)
    return [*lines, line.rstrip()]


_NEVER_FIRST = frozenset("，。；：、！？）》”’]")
"""Signs that no line begins with."""


def _pieces(text: str) -> Iterator[str]:
    """What a line is not broken within: words with the blank behind them, Chinese characters one by one."""
    piece = ""
    for sign in text:
        wide = breadth(sign) == 2
        if piece and sign not in _NEVER_FIRST and (wide or piece[-1] == " " or breadth(piece[-1]) == 2):
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece


def breadth(text: str) -> int:
    """Columns that a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
