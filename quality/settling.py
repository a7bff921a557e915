"""What settles a finding without a new file: the sender's answer, or the secretariat's waiver.

A warning may be explained or waived. An error is let through by a waiver, and by an explanation where its
rule is `explainable`; a blank by an answer that says what it means. A blocker is never settled. A reason that
came with the file is an answer to every finding whose code it names, given at receipt; any reason
in words answers the question why past figures changed or are gone. Any other answer is about one place, and
settles nothing that nobody spoke of.

A waiver lets values in. Where reading made none of a cell there is none to let in, and of values at odds only
one can count: there it settles nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from pipeline.answers import BLANKS, Answer, can_mean, in_words, standing
from pipeline.deployment import ONE_COUNTS, Waiver
from pipeline.model import SERIES_KEY, Capability, Finding, Observation, Severity, Submission
from quality.catalogue import Catalogue
from quality.rule import Rule

ASKED_WHY = ("value-restated", "value-withdrawn", "value-vanished")
"""Findings that ask for nothing but a reason, whatever it says."""
SLOT = (*SERIES_KEY, "period_start", "period_end", "reference_period")
"""Columns that say what a value is about; of two values in one slot one counts."""


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
    """Code and place ('' for a finding without places) -> the answer that stands."""
    reasons: Mapping[str, Answer]
    """Code -> the reason given with the file that answers it, wherever it is found."""
    waivers: Mapping[tuple[str, str], Waiver]
    """Code and place -> the waiver in force."""
    read: Mapping[str, Hashable]
    """Place -> what the value read there is about; nothing where no waiver is in force."""

    def at(self, code: str, place: str) -> Settled:
        """What settles a finding at a place ('' for one without places)."""
        rule = self.rules.rule(code)
        if rule.severity not in (Severity.ERROR, Severity.WARNING):
            return NOTHING
        waiver = self.waivers.get((code, "")) or self.waivers.get((code, place))
        return Settled(waiver, self._answer(rule, place))

    def parts(self, finding: Finding) -> list[tuple[Finding, Settled]]:
        """The finding, in as many parts as there are ways in which its places are settled."""
        spoken_of = {code for code, _ in (*self.answers, *self.waivers)}
        if finding.code not in spoken_of and finding.code not in self.reasons:
            return [(finding, NOTHING)]
        everywhere = {
            place: self._fitting(finding, self.at(finding.code, place)) for place in finding.places or ("",)
        }
        idle = self._lets_nothing_in(finding, [p for p, settled in everywhere.items() if settled.waiver])
        found: dict[tuple[int, int], tuple[Settled, list[str]]] = {}
        for place, settled in everywhere.items():
            if place in idle:
                settled = replace(settled, waiver=None)  # noqa: PLW2901
            found.setdefault((id(settled.waiver), id(settled.answer)), (settled, []))[1].append(place)
        if len(found) == 1:
            return [(finding, settled) for settled, _ in found.values()]
        return sorted(
            ((replace(finding, places=tuple(places)), settled) for settled, places in found.values()),
            key=lambda part: bool(part[1]),
        )

    def _fitting(self, finding: Finding, settled: Settled) -> Settled:
        """Without an answer that a blank of its unit cannot mean."""
        meant = settled.answer.status if settled.answer else ""
        return settled if can_mean(meant, finding.params.get("unit", "")) else replace(settled, answer=None)

    def _lets_nothing_in(self, finding: Finding, waived: Sequence[str]) -> frozenset[str]:
        """The waived places that have no value to let in, or more than one of those at odds."""
        rule = self.rules.rule(finding.code)
        if rule.severity is not Severity.ERROR or rule.explainable or not finding.places:
            return frozenset()
        if rule.code != ONE_COUNTS:
            return frozenset(waived).intersection(mute_places(finding, self.read))
        slots = {place: self.read.get(place) for place in waived}
        together = Counter(slots.values())
        return frozenset(place for place, slot in slots.items() if slot is None or together[slot] > 1)

    def _answer(self, rule: Rule, place: str) -> Answer | None:
        exact = self.answers.get((rule.code, place))
        if rule.code in BLANKS:
            return exact if exact and place and exact.status else None
        return (exact or self.reasons.get(rule.code)) if answerable(rule) else None


def mute_places(finding: Finding, read: Container[str]) -> tuple[str, ...]:
    """Places of a finding where reading made no value of what it complains of.

    It may name cells beside those that hold the value, such as lines of a log; a blank stands for itself.
    """
    if finding.code in BLANKS:
        return tuple(place for place in finding.places if place not in read)
    return () if any(place in read for place in finding.places) else finding.places


def answerable(rule: Rule) -> bool:
    """Whether an explanation settles the findings of a rule (a blank wants its meaning instead)."""
    return rule.severity is Severity.WARNING or rule.explainable


def settling(
    submission: Submission,
    answers: Sequence[Answer],
    waivers: Sequence[Waiver],
    since: datetime,
    rules: Catalogue,
    *,
    read: Iterable[Observation | Capability],
) -> Settling:
    """What settles the findings of a submission that can have been decided on `since` at the earliest.

    `read` is what reading made of its cells.

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
    with_file = [a for answer in (given, *answers) if not answer.code for a in _amounts_to(answer, rules)]
    in_force = [w for w in waivers if concerns(w, submission) and w.expires >= max(since.date(), w.on)]
    return Settling(
        rules,
        {(a.code, a.place): a for a in standing(answers) if a.code in rules},
        {a.code: a for a in standing(with_file)},
        {(w.code, w.place): w for w in reversed(in_force)},
        {one.place: tuple(getattr(one, name, "") for name in SLOT) for one in (read if in_force else ())},
    )


def concerns(waiver: Waiver, submission: Submission) -> bool:
    """A waiver names a submission, or a reporter and then concerns all of its submissions."""
    return waiver.submission in (submission.id, submission.reporter)


def _amounts_to(answer: Answer, rules: Catalogue) -> Iterator[Answer]:
    """The answers that a reason given with the file amounts to."""
    for code in _answered(answer.reason, rules):
        yield replace(answer, code=code)


def _answered(reason: str, rules: Catalogue) -> Iterable[str]:
    if not in_words(reason):
        return
    named = set(re.findall(r"[a-z0-9-]+", reason))
    for rule in rules.rules:
        if rule.code in ASKED_WHY or (rule.code in named and answerable(rule)):
            yield rule.code


def midnight(day: date) -> datetime:
    """Start of a day, UTC."""
    return datetime.combine(day, time.min, tzinfo=UTC)
