"""Which submissions still wait for a review."""

from __future__ import annotations

from pipeline.deployment import Deployment
from pipeline.ledger import Ledger
from pipeline.model import Submission, Verdict
from quality.review import fingerprint

_FINAL = frozenset({Verdict.ACCEPTED.value, Verdict.ACCEPTED_WITH_FINDINGS.value})


def pending(deployment: Deployment, ledger: Ledger) -> list[Submission]:
    """Submissions without a review, and those not accepted whole whose profile, rules or waivers changed.

    What was accepted stays accepted. The ledger learns of a review last, after all its files are written: a
    run that was killed half way leaves the submission pending.
    """
    reviews = ledger.last_reviews()

    def waits(submission: Submission) -> bool:
        last = reviews.get(submission.id)
        if last is None:
            return True
        return last.verdict not in _FINAL and last.fingerprint != fingerprint(submission, deployment)

    return [s for s in ledger.submissions() if s.reporter in deployment.register and waits(s)]
