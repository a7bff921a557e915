"""Triage of a round, for the secretariat: what to look at first, who is in with how much, and who is late.

Open findings over all submissions of the round stand in the order of what hangs on them (`quality.effects`),
with the members of whom nothing came among them. Completeness and timeliness stand apart (`pipeline.ladder`):
a file in time may be rejected, a late one may be whole. All of it is as known at the end of one day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from pipeline.deployment import Deployment
from pipeline.inputs import Scope
from pipeline.ledger import Ledger
from pipeline.model import Severity, Text
from pipeline.scenarios import Scenario, imagine
from quality import store
from quality.catalogue import SEVERITIES
from quality.effects import Effect, Weighing, heaviest
from quality.impact import ALL_HELD, Sent, TotalChange, changes, scenarios_of
from quality.last_time import LastTime, given_now, last_time
from quality.rating import RatedFinding
from quality.returned import MemberReturn, returns
from quality.settled import settled_by_rule
from quality.store import StoredReview

_OPEN = (Severity.BLOCKER, Severity.ERROR, Severity.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing to look at: the open findings of one code in one submission, or a member without one."""

    reporter: str
    """Who sent the submission, or the member of whom nothing came."""
    submission: str = ""
    file_name: str = ""
    code: str = ""
    """Code of the findings; empty where nothing came."""
    severity: Severity | None = None
    findings: int = 0
    cells: int = 0
    """Cells that the findings name."""
    values: int = 0
    """Values among them that are held back or doubted."""
    effect: Effect | None = None
    message: Text | None = None
    """What is wrong, of the first of the findings."""
    advice: Text | None = None

    @property
    def weight(self) -> tuple[Decimal, Decimal, int, str, str, str]:
        """Sorts points, what weighs most first."""
        shown, any_ = self.effect.weight if self.effect else (Decimal(), Decimal())
        rank = SEVERITIES.index(self.severity) if self.severity else 0
        return -shown, -any_, rank, self.reporter, self.submission, self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRecord:
    """How the findings of one rule were taken in this round, counted by place."""

    code: str
    found: int
    waived: int
    explained: int

    @property
    def share(self) -> Decimal:
        """Part of them that was waived or explained, 0 to 1: a rule of which most is, is noise."""
        return (Decimal(self.waived + self.explained) / self.found).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """The state of one round on one day."""

    round: str
    on: date
    due: date
    cut_off: date
    points: tuple[Point, ...]
    """What to look at, first things first."""
    members: tuple[MemberReturn, ...]
    """Completeness and timeliness of every eligible member, in the order of the register's names."""
    rules: tuple[RuleRecord, ...]
    """Rules with findings in this round, the most often waived or explained first."""
    impacts: Mapping[str, tuple[TotalChange, ...]]
    """Submission -> what it does to the totals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """Open findings of one code in one submission, with the change that weighs them."""

    review: StoredReview
    findings: tuple[RatedFinding, ...]
    scenario: Scenario
    values: int

    @property
    def doubts(self) -> bool:
        return bool(self.scenario.taken_out)


def triage(deployment: Deployment, round_: str, on: date) -> Triage:
    """The state of a round at the end of a day, UTC. Raises KeyError for a round not in the calendar."""
    called = deployment.calendar.round(round_)
    scope = Scope(deployment, round_, datetime.combine(on, time.max.replace(microsecond=0), tzinfo=UTC))
    kept = [*_kept(scope)]
    sent = [s for _, s in kept]
    considered = [change for pair in kept for change in _changes(*pair, scope.as_of)]
    missing = _missing(scope, sent)
    again = [Scenario(name=_again(party), let_in=last.rows) for party, last in missing.items()]
    scenarios = [*scenarios_of(sent), *(c.scenario for c in considered), *again]
    with imagine(scope, (), scenarios, besides=("returns",)) as world:
        weighing = Weighing(world, ALL_HELD if any(s.held for s in sent) else None)
        impacts = changes(world, sent)
        members = returns(world, scope, on, sent)
    points = [*_points(considered, weighing, missing, scope), *_absent(members, weighing, missing)]
    return Triage(
        round=round_,
        on=on,
        due=called.due,
        cut_off=called.cut_off,
        points=tuple(sorted(points, key=lambda p: p.weight)),
        members=members,
        rules=tuple(_rules([review for review, _ in kept], scope.as_of)),
        impacts=impacts,
    )


def _missing(scope: Scope, sent: Sequence[Sent]) -> dict[str, LastTime]:
    """Reporter of an eligible member -> what it gave last and does not give now, where there is any."""
    register, day = scope.deployment.register, scope.deployment.calendar.round(scope.round).last_day
    given = given_now(scope, sent)
    members = register.members(day)
    reporters = [
        reporter
        for reporter in register.reporters
        if register.source_rank(reporter) == 0
        and any(register.may_report(reporter, member, day) for member in members)
    ]
    found = {reporter: last_time(scope, reporter, given) for reporter in reporters}
    return {party: last for party, last in found.items() if last.rows}


def _again(party: str) -> str:
    return f"again {party}"


def _weighed_by_last_time(
    weighing: Weighing, missing: Mapping[str, LastTime], parties: Iterable[str]
) -> Effect | None:
    return heaviest(
        weighing.of(_again(party), "last_round", missing[party].round)
        for party in parties
        if party in missing
    )


def _kept(scope: Scope) -> Iterator[tuple[StoredReview, Sent]]:
    """Last reviews of the round's submissions that stood on the day, in order of receipt."""
    for submission in Ledger(scope.home).submissions(round_=scope.round, as_of=scope.as_of):
        known = submission.reporter in scope.deployment.register
        if known and (scope.home.review(submission.id) / "review.json").exists():
            review = store.load(scope.home, submission.id)
            reviewed = store.reviewed_rows(scope.home, review)
            rows = [{**row, "decided_at": row["decided_at"] or review.decided_at} for row in reviewed]
            rows = [{**row, "held": row["held"] or not _by(row["decided_at"], scope.as_of)} for row in rows]
            yield (
                review,
                Sent(
                    submission=submission,
                    decided_at=review.decided_at,
                    accepted=tuple(row for row in rows if not row["held"]),
                    held=tuple(row for row in rows if row["held"]),
                    capabilities=review.capabilities,
                ),
            )


def _by(decided_at: datetime, moment: datetime) -> bool:
    """Whether something was decided by a moment; stored times are UTC without saying so."""
    return decided_at.replace(tzinfo=decided_at.tzinfo or UTC) <= moment


def _changes(review: StoredReview, sent: Sent, as_of: datetime) -> Iterator[_Change]:
    """The open findings of a submission by code, each with the values that it holds back or doubts."""
    found = [f for f in review.findings if f.severity in _OPEN and not f.settled_by(as_of)]
    for code in dict.fromkeys(f.finding.code for f in found):
        together = tuple(f for f in found if f.finding.code == code)
        places = {place for f in together for place in f.finding.places}
        name = f"{code} {review.submission.id}"
        if together[0].severity is Severity.WARNING:
            out = {(row["submission"], row["place"]) for row in sent.accepted if row["place"] in places}
            scenario = Scenario(name=name, taken_out=tuple(sorted(out)))
        else:
            blocked = together[0].severity is Severity.BLOCKER
            scenario = Scenario(
                name=name, let_in=tuple(r for r in sent.held if blocked or r["place"] in places)
            )
        values = len(scenario.taken_out) + len(scenario.let_in)
        yield _Change(review=review, findings=together, scenario=scenario, values=values)


def _points(
    considered: Sequence[_Change], weighing: Weighing, missing: Mapping[str, LastTime], scope: Scope
) -> Iterator[Point]:
    """The open findings; of files followed by another only those on which a total still hangs."""
    received = Ledger(scope.home).submissions(round_=scope.round, as_of=scope.as_of)
    newest = {submission.reporter: submission.id for submission in received}
    for change in considered:
        submission, rated = change.review.submission, change.findings[0]
        effect = weighing.of(change.scenario.name, "taken_out" if change.doubts else "let_in")
        if not change.values and rated.holds:
            effect = _weighed_by_last_time(weighing, missing, [submission.reporter])
        if effect is None and newest[submission.reporter] != submission.id:
            continue
        yield Point(
            reporter=submission.reporter,
            submission=submission.id,
            file_name=submission.file_name,
            code=rated.finding.code,
            severity=rated.severity,
            findings=len(change.findings),
            cells=len({place for f in change.findings for place in f.finding.places}),
            values=change.values,
            effect=effect,
            message=Text(rated.message("en"), rated.message("zh")),
            advice=Text(rated.advice("en"), rated.advice("zh")),
        )


def _absent(
    members: Sequence[MemberReturn], weighing: Weighing, missing: Mapping[str, LastTime]
) -> Iterator[Point]:
    """Members of whom nothing came, by what they, or whoever reports for them, gave last."""
    for member in members:
        if member.state == "absent":
            effect = _weighed_by_last_time(weighing, missing, member.reporters)
            yield Point(reporter=member.member, effect=effect)


def _rules(reviews: Sequence[StoredReview], as_of: datetime) -> list[RuleRecord]:
    """How often findings of each rule were let pass by a moment."""
    found, waived, explained = settled_by_rule(reviews, as_of)
    records = [
        RuleRecord(code=code, found=found[code], waived=waived[code], explained=explained[code])
        for code in sorted(found)
    ]
    return sorted(records, key=lambda r: (-r.share, -r.found, r.code))
