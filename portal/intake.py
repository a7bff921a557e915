"""Commands about one file: receive it, check it, take it back."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.answers import in_words
from pipeline.deployment import Deployment
from pipeline.home import write_bytes
from pipeline.inbox import why_not_received
from pipeline.ledger import Ledger, submission_id
from pipeline.model import Submission, Verdict
from portal.answers import UsageError, answer, deployment_of, home_of, say


def _content(given: Namespace, deployment: Deployment) -> bytes:
    """The file's bytes. Raises UsageError for a file, reporter or round that does not exist."""
    if why := why_not_received(given.reporter, given.round, deployment):
        raise UsageError(why)
    path = Path(given.file)
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file")
    return path.read_bytes()


def submit(given: Namespace) -> int:
    """Receive a file; the review follows with the next run, or at once with `check`."""
    deployment = deployment_of(given)
    if given.reason is not None and not in_words(given.reason):
        raise UsageError("--reason: say in words why the file is sent again, or leave it out")
    content = _content(given, deployment)
    ledger = Ledger(deployment.home)
    replaced = ledger.submission(given.replaces) if given.replaces else None
    if given.replaces and (replaced is None or replaced.reporter != given.reporter):
        raise UsageError(f"there is no submission '{given.replaces}' of {given.reporter} to replace")
    receipt = ledger.receive(
        content,
        reporter=given.reporter,
        round_=given.round,
        file_name=Path(given.file).name,
        received_at=datetime.now(UTC),
        reason=given.reason,
        replaces=given.replaces,
    )
    if not receipt.is_new:
        added = "only the reason was added" if receipt.reason_is_new else "nothing was added"
        say(f"these very bytes were received on {receipt.submission.received_at:%Y-%m-%d}; {added}")
    answer(receipt.submission.id)
    return 0


def check(given: Namespace) -> int:
    """Review a file without storing anything; 1 when it would be rejected.

    A file that was received already is reviewed as it was received, with what was said about it since.
    """
    from quality.case import case_of
    from quality.earlier import since_last
    from quality.impact import Sent, on_totals
    from quality.impact_words import impact_text, own_as_json, totals_as_json
    from quality.own_figures import own_figures
    from quality.report import as_json
    from quality.review import review
    from quality.told import as_text

    deployment = deployment_of(given)
    content = _content(given, deployment)
    sha256 = hashlib.sha256(content).hexdigest()
    ledger, name = Ledger(deployment.home), submission_id(given.reporter, given.round, sha256)
    submission = ledger.submission(name) or Submission(
        id=name,
        reporter=given.reporter,
        round=given.round,
        file_name=Path(given.file).name,
        sha256=sha256,
        size=len(content),
        received_at=datetime.now(UTC),
    )
    if given.profile:
        deployment = _on_trial(Path(given.profile), given.reporter, deployment)
    reviewed = review([case_of(submission, Path(given.file), ledger)], deployment)[0]
    since = since_last(reviewed, deployment.home)
    sent = Sent.of(reviewed)
    own = own_figures([sent], deployment)[submission.id]
    totals = on_totals([sent], deployment)[submission.id] if given.totals else None
    if given.json:
        told = {**as_json(reviewed, since), "impact": own_as_json(own)}
        told |= {"totals": totals_as_json(totals)} if totals is not None else {}
        answer(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        answer(as_text(reviewed, given.language, since))
        answer(impact_text(own, totals, given.language))
    return 1 if reviewed.verdict is Verdict.REJECTED else 0


def _on_trial(path: Path, reporter: str, deployment: Deployment) -> Deployment:
    """The home as it would be with this profile in place of the reporter's own."""
    from pipeline.profiles import Profile
    from pipeline.strict_yaml import load_model

    profile = load_model(path, Profile)
    if profile.reporter != reporter:
        raise UsageError(f"{path} is the profile of '{profile.reporter}', not of '{reporter}'")
    return dataclasses.replace(deployment, profiles={**deployment.profiles, reporter: profile})


def feedback(given: Namespace) -> int:
    """Write the workbook that is handed back for a reviewed submission; prints its name."""
    from reports.feedback.returning import handed_back

    home = home_of(given)
    submission = Ledger(home).submission(given.submission)
    if submission is None:
        raise UsageError(f"there is no submission '{given.submission}'")
    reviewed = home.review(submission.id) / "review.json"
    if not reviewed.is_file():
        raise UsageError(
            f"'{given.submission}' was not reviewed yet; `coalition run {submission.round}` does"
        )
    review = json.loads(reviewed.read_text(encoding="utf-8"))
    stored = Ledger(home).content(submission)
    name, content = handed_back(stored, submission.file_name, review)
    target = Path(given.out or name)
    write_bytes(target, content)
    answer(str(target))
    return 0


def withdraw(given: Namespace) -> int:
    """Take a submission back; the next run leaves it out, earlier releases keep it."""
    deployment = deployment_of(given)
    try:
        Ledger(deployment.home).withdraw(
            given.submission, by=given.by, reason=given.reason, at=datetime.now(UTC)
        )
    except KeyError:
        raise UsageError(f"there is no submission '{given.submission}'") from None
    answer(given.submission)
    return 0
