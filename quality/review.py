"""The review: one answer for the portal, the command line and the pipeline.

Read every file through its profile, test all observations of all files with Great Expectations in one run,
compare them in SQL with each other, the register and what was accepted before, then decide on each file.
Submissions that speak of the same subjects are decided one after another, in the order in which they count,
so that reviewing them together or one by one comes to the same end.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import repeat
from typing import Any

from pipeline import codes, version
from pipeline.answers import BLANKS, Answer, blanks_told
from pipeline.confinement import AT_ONCE
from pipeline.deployment import Deployment
from pipeline.intake import read_submission
from pipeline.model import (
    Capability,
    CellCount,
    Finding,
    Intake,
    Observation,
    Severity,
    Submission,
    Verdict,
)
from quality import suite
from quality.against_past import read_without
from quality.carried import Carried, kept_rows
from quality.case import Case
from quality.catalogue import catalogue
from quality.causes import gathered
from quality.column_shifts import Gaps
from quality.comparison_tables import Timed
from quality.cross_rows import comparing
from quality.rating import Decision, Held, RatedFinding, decide
from quality.round_results import RoundResults
from quality.rows import Hit, Numbered, as_findings
from quality.settling import Settling, concerns, midnight, settling

_WORTH_A_SECOND_SERVER = 8
"""Files from which starting another reading process pays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What was decided about one submission, and why."""

    submission: Submission
    verdict: Verdict
    findings: tuple[RatedFinding, ...]
    accepted: tuple[Observation, ...]
    held: tuple[Held, ...]
    capabilities: tuple[Capability, ...]
    cells: CellCount
    profile: str
    """`name@version/layout`; empty when none fitted."""
    rules_version: str
    codes_version: str
    software_version: str
    fingerprint: str
    """Hash over everything the decision depends on, history apart: reviewed again only when it changes."""
    decided_at: datetime
    answers: tuple[Answer, ...] = ()
    """All that were known, whatever they settle."""
    valueless: tuple[str, ...] = ()
    """Places of open errors of which reading made no value: neither accepted nor held."""


def review(
    cases: Sequence[Case], deployment: Deployment, *, kept: RoundResults | None = None
) -> list[Review]:
    """Review submissions; the answer follows the order of the cases. `kept` keeps what the suite found.

    A bad file is a verdict, never an exception. Raises SuiteError when a rule could not be tested, and
    KeyError for a finding without a rule: both are bugs of ours.
    """
    pending = _read(cases, deployment)
    rows = Numbered(tuple(o for p in pending for o in p.intake.observations))
    rules = catalogue()
    decisions: dict[str, Decision] = {}
    asked = [o for p in pending for o in p.intake.rows_gone]
    with comparing(rows, [p.timed for p in pending], rules, deployment, asked) as comparison:
        hits = [*suite.failures(rows, rules, deployment.register, kept), *comparison.hits()]
        for wave in _waves(pending):
            gaps = {p.submission.id: p.gaps for p in wave}
            past = comparison.hits_against_history(list(gaps), gaps)
            for p in wave:
                fits = p.submission.id in comparison.fitting
                decision = p.decide([*hits, *past], deployment, fits_past=fits)
                late = p.submission.id in decisions
                decisions[p.submission.id] = decision
                comparison.accept(p.timed, [o for o in decision.accepted if p.let_in_late(o) is late])
    return [p.reviewed(decisions[p.submission.id], deployment) for p in pending]


def _read(cases: Sequence[Case], deployment: Deployment) -> list[_Pending]:
    """Read all files; many of them side by side, since each is read in a process of its own."""
    catalogue()  # loaded once before threads ask for it
    alone = [case for case in cases if not case.before]
    if len(alone) < _WORTH_A_SECOND_SERVER:
        read = [_Pending.read(case, deployment) for case in alone]
    else:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            read = list(pool.map(_Pending.read, alone, repeat(deployment)))
    known = {p.submission.id: p for p in read}
    for case in sorted((c for c in cases if c.before), key=lambda c: len(c.before)):
        known[case.submission.id] = _Pending.read(case, deployment, known)
    return [known[case.submission.id] for case in cases]


@dataclass(frozen=True, slots=True)
class _Pending:
    """A submission that has been read and awaits its decision."""

    intake: Intake
    timed: Timed
    case: Case
    answers: tuple[Answer, ...]
    """What was said about this file, and what is carried over from earlier ones."""
    means: Settling

    @classmethod
    def read(
        cls, case: Case, deployment: Deployment, known: Mapping[str, _Pending] | None = None
    ) -> _Pending:
        """Read a file; `known`: files read already, by submission."""
        submission = case.submission
        intake, carried = _with_earlier_words(case, deployment, known or {})
        answers = (*case.answers, *carried)
        since = max([submission.received_at.astimezone(UTC), *_confirmed(intake, deployment, case)])
        read: list[Observation | Capability] = [*intake.observations, *intake.capabilities]
        means = settling(submission, answers, deployment.waivers, since, catalogue(), read=read)
        waived = (midnight(waiver.on) for waiver in means.waivers.values())
        heard = max([since, *waived, *(answer.at for answer in answers)])
        timed = Timed(submission=submission, decided_at=since, heard_at=heard)
        return cls(intake, timed, case, answers, means)

    @property
    def submission(self) -> Submission:
        return self.timed.submission

    @property
    def gaps(self) -> Gaps:
        """Cells that are blank without a word, and other cells that reading complained of."""
        blanks = [part for f in self.intake.findings if f.code in BLANKS for part in self.means.parts(f)]
        blank = [place for part, settled in blanks if not settled.answer for place in part.places]
        heavy = (Severity.BLOCKER, Severity.ERROR)
        grave = [f for f in self.intake.findings if catalogue().rule(f.code).severity in heavy]
        stray = [place for f in grave if f.code not in BLANKS for place in f.places if place not in blank]
        told = [place for part, settled in blanks if settled.answer for place in part.places]
        return Gaps(tuple(blank), tuple(stray), tuple(told))

    def let_in_late(self, observation: Observation) -> bool:
        """Whether an accepted value rests on an answer or a waiver that came after the file."""
        return observation.decided_at != self.timed.decided_at

    def decide(self, hits: Sequence[Hit], deployment: Deployment, *, fits_past: bool) -> Decision:
        emitted = (*_once(self.intake.findings), *_unaccounted(self.intake), *_silent(self.intake))
        if fits_past:
            emitted = _without_added_columns(emitted, self.intake)
        own = _news([h for h in hits if h.submission == self.submission.id], emitted)
        told, doubted = [h for h in own if not h.overruled], _doubted(emitted, self.means)
        decision = self._decided((*emitted, *as_findings(told, doubted)), deployment)
        overruled = [h for h in own if h.overruled and h.place in decision.let_through]
        if overruled:
            decision = self._decided((*emitted, *as_findings([*told, *overruled], doubted)), deployment)
        return gathered(decision, self.intake.observations)

    def _decided(self, findings: Sequence[Finding], deployment: Deployment) -> Decision:
        return decide(
            submission=self.submission,
            observations=self.intake.observations,
            capabilities=self.intake.capabilities,
            findings=findings,
            waivers=deployment.waivers,
            since=self.timed.decided_at,
            answers=self.answers,
        )

    def reviewed(self, decision: Decision, deployment: Deployment) -> Review:
        return Review(
            submission=self.submission,
            verdict=decision.verdict,
            findings=decision.findings,
            accepted=decision.accepted,
            held=decision.held,
            capabilities=decision.capabilities,
            cells=self.intake.cells,
            profile=self.intake.profile,
            rules_version=catalogue().version,
            codes_version=codes.version(),
            software_version=version.code_version(),
            fingerprint=fingerprint(self.submission, deployment, self.case.answers, self.case.heard_before),
            decided_at=decision.decided_at,
            answers=self.case.answers,
            valueless=decision.valueless,
        )


def _with_earlier_words(
    case: Case, deployment: Deployment, known: Mapping[str, _Pending]
) -> tuple[Intake, tuple[Answer, ...]]:
    """What a file says, and the answers about earlier files of its round that hold for it too."""
    own = blanks_told(case.answers)
    intake = read_submission(case.path, case.submission, deployment, own)
    if not case.before:
        return intake, ()
    carried = Carried(catalogue())
    for number, earlier in enumerate(case.before):
        read = known.get(earlier.submission.id)
        rows = [o.as_row() for o in read.intake.observations] if read else kept_rows(earlier, deployment.home)
        if rows is None:
            again = replace(earlier, before=case.before[:number])
            rows = [o.as_row() for o in _Pending.read(again, deployment, known).intake.observations]
        carried.hear(rows, earlier.answers, earlier.submission.file_name)
    meant = carried.meanings(intake.blanks)
    if meant:
        told = {place: answer.status for place, answer in meant.items()}
        intake = read_submission(case.path, case.submission, deployment, {**told, **own})
    said = {(answer.code, answer.place) for answer in case.answers}
    found = (*meant.values(), *carried.explanations(intake.observations))
    return intake, tuple(answer for answer in found if (answer.code, answer.place) not in said)


def _confirmed(intake: Intake, deployment: Deployment, case: Case) -> Iterable[datetime]:
    """When the layout that read the file was confirmed."""
    profile = deployment.profiles.get(case.submission.reporter)
    _, _, name = intake.profile.rpartition("/")
    for layout in profile.layouts if profile else ():
        confirmation = profile.confirmation(layout) if profile and layout.name == name else None
        if confirmation:
            yield midnight(confirmation.on)


def _once(findings: Sequence[Finding]) -> list[Finding]:
    """Findings apart from those whose every place another of the same code has named already."""
    kept: list[Finding] = []
    named: dict[str, set[str]] = {}
    for finding in findings:
        if not finding.places or not named.get(finding.code, set()).issuperset(finding.places):
            kept.append(finding)
        named.setdefault(finding.code, set()).update(finding.places)
    return kept


def _unaccounted(intake: Intake) -> Iterable[Finding]:
    """A file whose cells are not all accounted for, although nothing was complained of."""
    weights = {catalogue().rule(finding.code).severity for finding in intake.findings}
    if intake.cells.unexplained and not weights & {Severity.BLOCKER, Severity.ERROR}:
        yield Finding(code="cells-unaccounted", params={"cells": str(intake.cells.unexplained)})


def _without_added_columns(emitted: tuple[Finding, ...], intake: Intake) -> tuple[Finding, ...]:
    """Columns that nobody agreed are left aside where nothing else is wrong with the file."""
    rules = catalogue()
    grave = {f.code for f in emitted if rules.rule(f.code).severity in (Severity.BLOCKER, Severity.ERROR)}
    if grave != {"unclaimed-column"}:
        return emitted
    unread = intake.cells.unexplained
    return tuple(read_without(f, unread) if f.code == "unclaimed-column" else f for f in emitted)


def _silent(intake: Intake) -> Iterable[Finding]:
    """A file that was read without grave complaint and says nothing."""
    weights = {catalogue().rule(finding.code).severity for finding in intake.findings}
    grave = weights & {Severity.BLOCKER, Severity.ERROR}
    if not (intake.observations or intake.capabilities or grave):
        yield Finding(code="nothing-reported")


def _news(hits: Sequence[Hit], emitted: Sequence[Finding]) -> list[Hit]:
    """Hits apart from those that reading has told already, by the same code at the same place."""
    said = {(finding.code, place) for finding in emitted for place in finding.places or ("",)}
    return [hit for hit in hits if (hit.code, hit.place) not in said]


def _doubted(emitted: Sequence[Finding], means: Settling) -> frozenset[str]:
    """Places of which reading complains, and nothing has settled that."""
    rules = catalogue()
    return frozenset(
        place
        for finding in emitted
        if rules.rule(finding.code).severity in (Severity.BLOCKER, Severity.ERROR)
        for part, settled in means.parts(finding)
        if not settled
        for place in part.places
    )


def _waves(pending: Sequence[_Pending]) -> list[list[_Pending]]:
    """Groups to decide one after another: within a group no submission meets the subjects of another.

    A submission of which an answer or a waiver speaks that came later is decided again when it came.
    """
    depth: dict[str, int] = {}
    waves: dict[int, list[_Pending]] = {}
    moments = {(moment, n): p for n, p in enumerate(pending) for moment in (p.timed.sequence, p.timed.heard)}
    for _, p in sorted(moments.items(), key=lambda item: item[0]):
        told = (*p.intake.observations, *p.intake.rows_gone)
        touched = {f"about {o.subject}" for o in told} | {f"by {p.submission.id}"}
        if p.submission.replaces:
            touched.add(f"by {p.submission.replaces}")
        wave = max(depth.get(name, 0) for name in touched)
        waves.setdefault(wave, []).append(p)
        depth.update(dict.fromkeys(touched, wave + 1))
    return [waves[number] for number in sorted(waves)]


def fingerprint(
    submission: Submission,
    deployment: Deployment,
    answers: Sequence[Answer] = (),
    before: Sequence[Answer] = (),
) -> str:
    """Hash over what a decision depends on: file, profile, rules, codes, code, register, waivers, answers.

    `before`: answers about earlier files of its round. What other submissions said is left out; a new one of
    them is no reason to look at an old one again.
    """
    profile = deployment.profiles.get(submission.reporter)
    depends_on: Mapping[str, Any] = {
        "submission": [submission.id, submission.sha256, submission.reporter, submission.round],
        "profile": repr(profile),
        "rules": catalogue().version,
        "codes": codes.version(),
        "software": version.code_version(),
        "calendar": deployment.calendar.model_dump(mode="json"),
        "parties": [party.model_dump(mode="json") for party in deployment.register.parties.values()],
        "relations": [relation.model_dump(mode="json") for relation in deployment.register.relations],
        "waivers": [w.model_dump(mode="json") for w in deployment.waivers if concerns(w, submission)],
        "answers": [answer.as_json() for answer in answers],
        "before": [answer.as_json() for answer in before],
    }
    text = json.dumps(depends_on, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
