"""Commands that settle findings without another file: explain, waive, and what came of it."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pipeline.deployment import ONE_COUNTS, Deployment, Waiver, objection
from pipeline.ledger import Ledger
from portal.answers import UsageError, answer, day, deployment_of, known_round, moment_of, say

if TYPE_CHECKING:
    from quality.explaining import Said
    from quality.store import StoredReview


def explain(given: Namespace) -> int:
    """Keep what a member says about a finding; without a code, list the findings and what was said."""
    from quality import explaining

    deployment = deployment_of(given)
    ledger = Ledger(deployment.home)
    review = _reviewed(given.submission, deployment, ledger)
    known = ledger.answers(review.submission.id)
    if given.code is None:
        for line in explaining.overview(review, [a for a in known if a not in review.answers]):
            answer(line)
        return 0
    said, status = _said(given), given.status or ""
    try:
        answers = explaining.answers(said, status, review, datetime.now(UTC))
    except explaining.NotSettledError as refused:
        raise UsageError(str(refused)) from None
    standing = {(a.code, a.place): (a.reason, a.status, a.by) for a in known}
    new = [a for a in answers if standing.get((a.code, a.place)) != (a.reason, a.status, a.by)]
    if not new:
        say("this very answer stands already; nothing was added")
        return 0
    ledger.record_answers(new)
    for sentence in explaining.effect(said, status, review):
        answer(sentence)
    return 0


def waive(given: Namespace) -> int:
    """Let a finding pass until a day, with a reason and a name; written into waivers.yaml."""
    from pipeline.waiving import add_waiver
    from quality import explaining, store

    deployment = deployment_of(given)
    said = _said(given)
    review = None
    try:
        explaining.check_waivable(said)
        if given.whose not in deployment.register.reporters:
            if Ledger(deployment.home).submission(given.whose) is None:
                raise UsageError(f"'{given.whose}' is neither a submission nor a reporter of the register")
            review = _reviewed(given.whose, deployment, Ledger(deployment.home))
            explaining.check_lets_in(said, review)
            slots = store.slots(deployment.home, review) if said.code == ONE_COUNTS else {}
            explaining.check_one_counts(said, review, slots, deployment.waivers)
    except explaining.NotSettledError as refused:
        raise UsageError(str(refused)) from None
    added = [_waiver(said, place, given, deployment) for place in said.places or ("",)]
    for waiver in added:
        add_waiver(deployment.home, waiver)
    if review is None:
        answer(explaining.effect_on_files(said.code, given.whose))
    else:
        for sentence in explaining.effect(said, "", review):
            answer(sentence)
    return 0


def _waiver(said: Said, place: str, given: Namespace, deployment: Deployment) -> Waiver:
    """The waiver to be written. Raises UsageError for one that cannot be meant, or stands already."""
    today, expires = datetime.now(UTC).date(), day(given.expires)
    if expires < today:
        raise UsageError(f"--expires {expires} has passed; a waiver lasts until a day to come")
    for known in deployment.waivers:
        same = (known.code, known.submission, known.place) == (said.code, given.whose, place)
        if same and known.expires >= expires:
            raise UsageError(f"such a waiver stands already, until {known.expires}: {known.reason}")
    made = Waiver(
        code=said.code,
        submission=given.whose,
        place=place,
        reason=said.reason,
        by=said.by,
        on=today,
        expires=expires,
    )
    if wrong := objection(made, deployment.register):
        raise UsageError(wrong)
    return made


def _said(given: Namespace) -> Said:
    from quality.explaining import Said

    for name in ("by", "reason"):
        if not getattr(given, name):
            raise UsageError(f"--{name} is needed: who says it, and why")
    return Said(code=given.code, places=tuple(given.place or ()), reason=given.reason, by=given.by)


def _reviewed(submission: str, deployment: Deployment, ledger: Ledger) -> StoredReview:
    """The last review of a submission. Raises UsageError when there is none."""
    from quality import store

    received = ledger.submission(submission)
    if received is None:
        raise UsageError(f"there is no submission '{submission}'")
    if received not in ledger.submissions(reporter=received.reporter, round_=received.round):
        raise UsageError(f"'{submission}' was taken back; there is nothing to settle")
    try:
        return store.load(deployment.home, submission)
    except FileNotFoundError:
        raise UsageError(
            f"'{submission}' was not reviewed yet; `coalition run {received.round}` does"
        ) from None


def list_waivers(given: Namespace) -> int:
    """Print every waiver given by a day (today) with its state on it and how many findings it settles."""
    from quality.settled import kept_reviews, waiver_use

    deployment, moment = deployment_of(given), moment_of(given)
    day_asked = (moment or datetime.now(UTC)).date()
    used = waiver_use(kept_reviews(deployment.home, Ledger(deployment.home), as_of=moment))
    given_by_then = [w for w in deployment.waivers if moment is None or w.on <= day_asked]
    if not given_by_then:
        by_then = f" by {day_asked}" if deployment.waivers else ""
        say(f"no waiver was given{by_then}")
    for waiver in given_by_then:
        answer("\t".join(_told(waiver, used[waiver], day_asked)))
    return 0


def _told(waiver: Waiver, used: int, today: date) -> tuple[str, ...]:
    state = "in force" if waiver.expires >= today else "expired"
    where = waiver.place or "everywhere"
    settles = f"settles {used}" if used else "unused"
    return (
        *(state, settles, waiver.code, waiver.submission, where),
        *(f"until {waiver.expires}", waiver.by, waiver.reason),
    )


def rules(given: Namespace) -> int:
    """Print how often each rule's findings were waived or explained: the noisy rules come first."""
    from quality.settled import as_table, beside_table, kept_reviews, rule_use

    deployment = deployment_of(given)
    round_ = known_round(given.round, deployment) if given.round is not None else None
    moment = moment_of(given)
    reviews = [*kept_reviews(deployment.home, Ledger(deployment.home), round_, as_of=moment)]
    answer(as_table(rule_use(reviews, as_of=moment)))
    for sentence in beside_table(reviews):
        say(sentence)
    return 0
