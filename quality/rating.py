"""From findings to a verdict: rate, waive, hold, decide.

A blocker rejects the file. An error holds back the observations at its places. A waiver turns an error into
a recorded exception. What remains is accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from pipeline.deployment import Waiver
from pipeline.model import Capability, Finding, Observation, Severity, Submission, Verdict
from quality.catalogue import SEVERITIES, Catalogue, Language, RuleCategory, catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedFinding:
    """A finding with the weight and the texts of its rule."""

    finding: Finding
    severity: Severity
    category: RuleCategory
    rule_version: int
    waiver: Waiver | None = None
    """The waiver that lets an error pass."""

    @property
    def holds(self) -> bool:
        """Whether the observations at its places are held back."""
        return self.severity in (Severity.BLOCKER, Severity.ERROR) and self.waiver is None

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


def decide(
    *,
    submission: Submission,
    observations: Sequence[Observation],
    capabilities: Sequence[Capability],
    findings: Iterable[Finding],
    waivers: Sequence[Waiver],
    since: datetime,
) -> Decision:
    """Decide on one submission.

    `since` is the earliest moment the decision can have been taken: receipt and confirmation of the profile.
    Raises KeyError for a finding whose code no rule declares (our bug).
    """
    rules = catalogue()
    usable = [w for w in waivers if _concerns(w, submission) and w.expires >= max(since.date(), w.on)]
    rated = [part for finding in findings for part in _rated(finding, rules, usable)]
    decided_at = max([since, *(midnight(r.waiver.on) for r in rated if r.waiver)])
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
    accepted = tuple(o for o in observations if not blocked and o.place not in holding)
    kept = tuple(c for c in capabilities if not blocked and c.place not in holding)
    return Decision(
        verdict=_verdict(rated, anything_left=bool(accepted or kept)),
        findings=_sorted(rated, rules),
        accepted=accepted,
        held=held,
        capabilities=kept,
        decided_at=decided_at,
    )


def _verdict(rated: Sequence[RatedFinding], *, anything_left: bool) -> Verdict:
    failed = any(r.holds for r in rated)
    if any(r.severity is Severity.BLOCKER for r in rated) or (failed and not anything_left):
        return Verdict.REJECTED
    if failed:
        return Verdict.ACCEPTED_IN_PART
    return Verdict.ACCEPTED_WITH_FINDINGS if rated else Verdict.ACCEPTED


def _concerns(waiver: Waiver, submission: Submission) -> bool:
    """A waiver names a submission, or a reporter and then concerns all of its submissions."""
    return waiver.submission in (submission.id, submission.reporter)


def _rated(finding: Finding, rules: Catalogue, waivers: Sequence[Waiver]) -> list[RatedFinding]:
    """The finding with its weight; where a waiver covers some of its places only, in two parts."""
    severity = rules.rule(finding.code).severity
    fitting = [w for w in waivers if w.code == finding.code] if severity is Severity.ERROR else []
    whole = next((w for w in fitting if not w.place), None)
    if whole or not fitting:
        return [_with_rule(finding, rules, whole)]
    by_place = {w.place: w for w in fitting}
    rest = tuple(place for place in finding.places if place not in by_place)
    parts = [
        _with_rule(_at(finding, (place,)), rules, by_place[place])
        for place in finding.places
        if place in by_place
    ]
    return ([_with_rule(_at(finding, rest), rules, None)] if rest or not finding.places else []) + parts


def _at(finding: Finding, places: tuple[str, ...]) -> Finding:
    return Finding(code=finding.code, places=places, value=finding.value, params=finding.params)


def _with_rule(finding: Finding, rules: Catalogue, waiver: Waiver | None) -> RatedFinding:
    rule = rules.rule(finding.code)
    return RatedFinding(
        finding=finding,
        severity=rule.severity,
        category=rules.category(finding.code),
        rule_version=rule.version,
        waiver=waiver,
    )


def _sorted(rated: Sequence[RatedFinding], rules: Catalogue) -> tuple[RatedFinding, ...]:
    """Heaviest first, waived errors after those that hold; equal ones in the order they were found."""
    return tuple(sorted(rated, key=lambda r: (SEVERITIES.index(r.severity), r.waiver is not None)))


def midnight(day: date) -> datetime:
    """Start of a day, UTC."""
    return datetime.combine(day, time.min, tzinfo=UTC)
