"""What settles a finding without a new file: the sender's answer, or the secretariat's waiver.

A warning may be explained or waived. An error is let through by a waiver, and by an explanation where its
rule is `explainable`; a blank by an answer that says what it means. A blocker is never settled. A reason that
came with the file is an answer to every finding whose code it names, given at receipt; any reason at all
answers the question why past figures changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from pipeline.answers import BLANK, Answer, standing
from pipeline.deployment import Waiver
from pipeline.model import Finding, Severity, Submission
from quality.catalogue import Catalogue
from quality.rule import Rule

ASKED_WHY = ("value-restated", "value-withdrawn")
"""Findings that ask for nothing but a reason, whatever it says."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What settles a finding at one place; both may."""

    waiver: Waiver | None = None
    answer: Answer | None = None

    def __bool__(self) -> bool:
        return bool(self.waiver or self.answer)


NOTHING = Settled()


@dataclass(frozen=True, slots=True)
class Settling:
    """The answers to and the waivers of one submission's findings."""

    rules: Catalogue
    answers: Mapping[tuple[str, str], Answer]
    """Code and place -> the answer that stands, reasons given with the file among them."""
    waivers: Mapping[tuple[str, str], Waiver]
    """Code and place -> the waiver in force."""

    def at(self, code: str, place: str) -> Settled:
        """What settles a finding at a place ('' for one without places)."""
        rule = self.rules.rule(code)
        if rule.severity not in (Severity.ERROR, Severity.WARNING):
            return NOTHING
        waiver = self.waivers.get((code, "")) or self.waivers.get((code, place))
        return Settled(waiver, self._answer(rule, place))

    def parts(self, finding: Finding) -> list[tuple[Finding, Settled]]:
        """The finding, in as many parts as there are ways in which its places are settled."""
        if not any(code == finding.code for code, _ in (*self.answers, *self.waivers)):
            return [(finding, NOTHING)]
        found: dict[tuple[int, int], tuple[Settled, list[str]]] = {}
        for place in finding.places or ("",):
            settled = self.at(finding.code, place)
            found.setdefault((id(settled.waiver), id(settled.answer)), (settled, []))[1].append(place)
        if len(found) == 1:
            return [(finding, settled) for settled, _ in found.values()]
        return sorted(
            ((replace(finding, places=tuple(places)), settled) for settled, places in found.values()),
            key=lambda part: bool(part[1]),
        )

    def _answer(self, rule: Rule, place: str) -> Answer | None:
        exact = self.answers.get((rule.code, place))
        if rule.code == BLANK:
            return exact if exact and place and exact.status else None
        return (exact or self.answers.get((rule.code, ""))) if answerable(rule) else None


def answerable(rule: Rule) -> bool:
    """Whether an explanation settles the findings of a rule (a blank wants its meaning instead)."""
    return rule.severity is Severity.WARNING or rule.explainable


def settling(
    submission: Submission,
    answers: Sequence[Answer],
    waivers: Sequence[Waiver],
    since: datetime,
    rules: Catalogue,
) -> Settling:
    """What settles the findings of a submission that can have been decided on `since` at the earliest.

    A waiver is in force when the decision that rests on it is taken before it expires: on the day of the
    waiver, or `since` where that is later.
    """
    given = Answer(
        submission=submission.id,
        code="",
        reason=submission.reason or "",
        by=submission.reporter,
        at=submission.received_at.astimezone(UTC),
    )
    told = [a for answer in (given, *answers) for a in _about_findings(answer, rules)]
    in_force = (w for w in waivers if concerns(w, submission) and w.expires >= max(since.date(), w.on))
    return Settling(
        rules,
        {(a.code, a.place): a for a in standing(told)},
        {(w.code, w.place): w for w in reversed([*in_force])},
    )


def concerns(waiver: Waiver, submission: Submission) -> bool:
    """A waiver names a submission, or a reporter and then concerns all of its submissions."""
    return waiver.submission in (submission.id, submission.reporter)


def _about_findings(answer: Answer, rules: Catalogue) -> Iterator[Answer]:
    """An answer itself, or the answers that a reason given with the file amounts to."""
    if answer.code:
        if answer.code in rules:
            yield answer
        return
    for code in _answered(answer.reason, rules):
        yield replace(answer, code=code)


def _answered(reason: str, rules: Catalogue) -> Iterable[str]:
    if not reason:
        return
    named = set(re.findall(r"[a-z0-9-]+", reason))
    for rule in rules.rules:
        if rule.code in ASKED_WHY or (rule.code in named and answerable(rule)):
            yield rule.code


def midnight(day: date) -> datetime:
    """Start of a day, UTC."""
    return datetime.combine(day, time.min, tzinfo=UTC)
