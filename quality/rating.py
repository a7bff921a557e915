"""From findings to a verdict: rate, settle, hold, decide.

A blocker rejects the file, and so does an error when nothing is left to accept. An error holds back the
observations at its places, unless an answer or a waiver settles it; the finding is kept and shown with it.
What remains is accepted: at receipt, or when the last error at its place was settled.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.answers import Answer
from pipeline.deployment import Waiver
from pipeline.model import Capability, Finding, Observation, Severity, Submission, Verdict
from quality.catalogue import SEVERITIES, Catalogue, Language, RuleCategory, catalogue
from quality.settling import Settled, Settling, midnight, mute_places, settling


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedFinding:
    """A finding with the weight and the texts of its rule."""

    finding: Finding
    severity: Severity
    category: RuleCategory
    rule_version: int
    waiver: Waiver | None = None
    """The waiver that lets an error pass or settles a warning."""
    answer: Answer | None = None
    """The answer that does."""
    consequences: tuple[RatedFinding, ...] = ()
    """Findings that follow from it and are not told beside it; what they hold back is held with it."""

    @property
    def settled(self) -> bool:
        """Whether nobody owes anything any more: it is waived or answered."""
        return self.waiver is not None or self.answer is not None

    @property
    def holds(self) -> bool:
        """Whether the observations at its places are held back."""
        return self.severity in (Severity.BLOCKER, Severity.ERROR) and not self.settled

    @property
    def settled_at(self) -> datetime | None:
        """When it was first settled, UTC."""
        moments = [midnight(self.waiver.on)] if self.waiver else []
        return min([*moments, *([self.answer.at] if self.answer else [])], default=None)

    def settled_by(self, moment: datetime | None) -> bool:
        """Whether it was settled by a moment, UTC; at all where none is given."""
        return self.settled_at is not None and (moment is None or self.settled_at <= moment)

    def message(self, language: Language) -> str:
        """What is wrong, in one sentence."""
        return catalogue().message(self.finding, language)

    def advice(self, language: Language) -> str:
        """How to mend it."""
        return catalogue().advice(self.finding, language)

    def example(self, language: Language) -> str:
        """An example of the rule."""
        return catalogue().rule(self.finding.code).example.within(language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An observation that is kept back, and the codes of the findings that do so."""

    observation: Observation
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What rating a submission's findings led to."""

    verdict: Verdict
    findings: tuple[RatedFinding, ...]
    accepted: tuple[Observation, ...]
    held: tuple[Held, ...]
    capabilities: tuple[Capability, ...]
    decided_at: datetime
    """When the last word about it was said; what was accepted bears its own moment."""
    valueless: tuple[str, ...] = ()
    """Places of open errors of which reading made no value: neither accepted nor held."""

    @property
    def let_through(self) -> frozenset[str]:
        """Places at which an error was settled."""
        settled = (r for r in self.findings if r.severity is Severity.ERROR and r.settled)
        return frozenset(place for r in settled for place in r.finding.places)


def decide(
    *,
    submission: Submission,
    observations: Sequence[Observation],
    capabilities: Sequence[Capability],
    findings: Iterable[Finding],
    waivers: Sequence[Waiver],
    since: datetime,
    answers: Sequence[Answer] = (),
) -> Decision:
    """Decide on one submission.

    `since` is the earliest moment the decision can have been taken: receipt and confirmation of the profile.
    Raises KeyError for a finding whose code no rule declares (our bug).
    """
    rules = catalogue()
    read: tuple[Observation | Capability, ...] = (*observations, *capabilities)
    means = settling(submission, answers, waivers, since, rules, read=read)
    rated = [part for finding in findings for part in _rated(finding, rules, means)]
    blocked = any(r.severity is Severity.BLOCKER for r in rated)
    holding: dict[str, list[str]] = {}
    for finding in (r.finding for r in rated if r.holds):
        for place in finding.places:
            holding.setdefault(place, []).append(finding.code)
    blockers = tuple(r.finding.code for r in rated if r.severity is Severity.BLOCKER)
    held = tuple(
        Held(observation=o, codes=tuple(dict.fromkeys((*blockers, *holding.get(o.place, ())))))
        for o in observations
        if blocked or o.place in holding
    )
    known = _known_from(rated, since)
    accepted = tuple(
        replace(o, decided_at=known.get(o.place, since))
        for o in observations
        if not blocked and o.place not in holding
    )
    kept = tuple(
        replace(c, decided_at=known.get(c.place, since))
        for c in capabilities
        if not blocked and c.place not in holding
    )
    waived = (midnight(r.waiver.on) for r in rated if r.waiver)
    return Decision(
        verdict=_verdict(rated, anything_left=bool(accepted or kept)),
        findings=_sorted(rated),
        accepted=accepted,
        held=held,
        capabilities=kept,
        decided_at=max([since, *waived, *(answer.at for answer in answers)]),
        valueless=_valueless(rated, {one.place for one in read}),
    )


def _valueless(rated: Iterable[RatedFinding], read: Container[str]) -> tuple[str, ...]:
    mute = (
        place
        for r in rated
        if r.severity is Severity.ERROR and not r.settled
        for place in mute_places(r.finding, read)
        if place not in read
    )
    return tuple(dict.fromkeys(mute))


def _known_from(rated: Iterable[RatedFinding], since: datetime) -> dict[str, datetime]:
    """Place -> when the last error there was settled, where that was after `since`."""
    known: dict[str, datetime] = {}
    for r in rated:
        if r.severity is Severity.ERROR and r.settled_at:
            for place in r.finding.places:
                known[place] = max(known.get(place, since), r.settled_at)
    return known


def _verdict(rated: Sequence[RatedFinding], *, anything_left: bool) -> Verdict:
    wrong = any(r.severity is Severity.ERROR for r in rated)
    if any(r.severity is Severity.BLOCKER for r in rated) or (wrong and not anything_left):
        return Verdict.REJECTED
    if any(r.holds for r in rated):
        return Verdict.ACCEPTED_IN_PART
    return Verdict.ACCEPTED_WITH_FINDINGS if rated else Verdict.ACCEPTED


def _rated(finding: Finding, rules: Catalogue, means: Settling) -> list[RatedFinding]:
    """The finding with its weight; where some of its places only are settled, in parts."""
    return [_with_rule(part, rules, settled) for part, settled in means.parts(finding)]


def _with_rule(finding: Finding, rules: Catalogue, settled: Settled) -> RatedFinding:
    rule = rules.rule(finding.code)
    return RatedFinding(
        finding=finding,
        severity=rule.severity,
        category=rules.category(finding.code),
        rule_version=rule.version,
        waiver=settled.waiver,
        answer=settled.answer,
    )


def _sorted(rated: Sequence[RatedFinding]) -> tuple[RatedFinding, ...]:
    """Heaviest first, settled ones after those that are open; equal ones in the order they were found."""
    return tuple(sorted(rated, key=lambda r: (SEVERITIES.index(r.severity), r.settled)))
