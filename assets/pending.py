"""Which submissions still wait for a review."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

from pipeline.answers import Answer
from pipeline.deployment import Deployment
from pipeline.ledger import Ledger, ReviewRecord
from pipeline.model import Submission, Verdict
from quality import store
from quality.case import Case, with_earlier
from quality.review import fingerprint

_FINAL = frozenset({Verdict.ACCEPTED.value, Verdict.ACCEPTED_WITH_FINDINGS.value})


def pending(deployment: Deployment, ledger: Ledger) -> list[Submission]:
    """Submissions that wait for a review, see `cases`."""
    return [case.submission for case in cases(deployment, ledger)]


def cases(deployment: Deployment, ledger: Ledger) -> list[Case]:
    """What to review: submissions without a review, those not accepted whole whose profile, rules or waivers
    changed, and those about which, or about an earlier file of the round, something was said since.

    What was accepted stays accepted. The ledger learns of a review last, after all its files are written: a
    run that was killed half way leaves the submission pending.
    """
    reviews = ledger.last_reviews()
    given = sorted(ledger.answers(), key=attrgetter("submission"))
    answers = {name: tuple(group) for name, group in groupby(given, attrgetter("submission"))}

    def waits(case: Case) -> bool:
        submission, said = case.submission, case.answers
        last = reviews.get(submission.id)
        if last is None:
            return True
        if last.verdict in _FINAL:
            return bool(said) and not _heard(said, last, deployment)
        return last.fingerprint != fingerprint(submission, deployment, said, case.heard_before)

    received = (s for s in ledger.submissions() if s.reporter in deployment.register)
    return [case for case in with_earlier(received, answers, ledger) if waits(case)]


def _heard(said: tuple[Answer, ...], last: ReviewRecord, deployment: Deployment) -> bool:
    """Whether the last review of a submission knew all its answers."""
    try:
        kept = store.load(deployment.home, last.submission)
    except FileNotFoundError:
        return False
    return kept.fingerprint == last.fingerprint and kept.answers == said
