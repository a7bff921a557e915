"""Before an answer or a waiver is kept: does it fit a finding, may it settle it, and what will it change?"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.answers import BLANKS, STATUSES, ZERO, Answer, can_mean, in_words
from pipeline.codes import codelist
from pipeline.deployment import ONE_COUNTS, Waiver
from pipeline.model import Severity
from quality.catalogue import catalogue
from quality.rating import RatedFinding
from quality.settling import answerable
from quality.store import StoredReview

SHOWN_PLACES = 12


class NotSettledError(ValueError):
    """An answer or a waiver that cannot be taken; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says about the findings of one code, at some places or at all of them."""

    code: str
    places: tuple[str, ...]
    """None of them means all."""
    reason: str
    by: str


def answers(said: Said, status: str, review: StoredReview, at: datetime) -> list[Answer]:
    """The answers to keep, one a place. Raises NotSettledError.

    Without places, those at which it stands now: what is found at another later is never answered with them.
    """
    found = concerned(said, review)
    _check_status(said.code, status)
    _check_meaning(said, status, found)
    rule = catalogue().rule(said.code)
    if said.code not in BLANKS and not answerable(rule):
        advice = found[0].advice("en")
        raise NotSettledError(
            f"{said.code} cannot be explained away. {advice}"
            + (" Or the secretariat lets it pass: `coalition waive`." if _waivable(rule.severity) else "")
        )
    places = said.places or _all_places(found) or ("",)
    return [
        Answer(
            submission=review.submission.id,
            code=said.code,
            place=place,
            reason=said.reason,
            status=status,
            by=said.by,
            at=at,
        )
        for place in places
    ]


def check_waivable(said: Said) -> None:
    """Raises NotSettledError for a code that no rule has, or whose findings no waiver settles."""
    _check_text(said)
    code = said.code
    if code not in catalogue():
        raise NotSettledError(f"there is no rule '{code}'; docs/rules.md lists them")
    severity = catalogue().rule(code).severity
    if severity is Severity.BLOCKER:
        raise NotSettledError(f"{code} cannot be waived: without another file nothing can be read")
    if severity is Severity.ADVICE:
        raise NotSettledError(f"{code} is advice: nothing is owed, and there is nothing to waive")


def check_lets_in(said: Said, review: StoredReview) -> None:
    """Raises NotSettledError where a waiver would have no value to let in."""
    everywhere = _all_places(concerned(said, review))
    places = said.places or everywhere
    mute = _mute(said.code, review)
    if places and (mute.issuperset(places) or mute.intersection(said.places)):
        how = " Or say what the blank means: `coalition explain`." if said.code in BLANKS else ""
        cells = _listed([place for place in places if place in mute])
        raise NotSettledError(
            f"{said.code} cannot be waived at {cells}: no value was read there, so there is none to let in; "
            f"mend the cell and send the file again.{how}"
        )


def check_one_counts(
    said: Said, review: StoredReview, slots: Mapping[str, Hashable], waivers: Iterable[Waiver]
) -> None:
    """Raises NotSettledError where a waiver would let in a second one of values at odds.

    `slots`: place -> what the value there is about.
    """
    if said.code != ONE_COUNTS:
        return
    let_in = [w.place for w in waivers if (w.code, w.submission) == (said.code, review.submission.id)]
    of_slot: dict[Hashable, str] = {}
    for place in dict.fromkeys((*let_in, *said.places)):
        other = of_slot.setdefault(slots.get(place, place), place)
        if other != place:
            raise NotSettledError(
                f"{other} and {place} say different things about one figure, and one of them can be let in; "
                "name one" + (", or take the other out of waivers.yaml first" if other in let_in else "")
            )


def _mute(code: str, review: StoredReview) -> frozenset[str]:
    """Places of open findings of a code of which no value was read."""
    findings = [r.finding for r in _everything(review) if r.finding.code == code and r.holds]
    return frozenset(
        place
        for f in findings
        for place in f.places
        if review.valueless.issuperset((place,) if code in BLANKS else f.places)
    )


def concerned(said: Said, review: StoredReview) -> list[RatedFinding]:
    """The findings that are meant. Raises NotSettledError when there is none of that code, or at a place."""
    _check_text(said)
    found = [rated for rated in _everything(review) if rated.finding.code == said.code]
    if not found:
        known = ", ".join(dict.fromkeys(rated.finding.code for rated in review.findings)) or "none"
        raise NotSettledError(
            f"{review.submission.file_name} has no finding {said.code}; its findings are: {known}"
        )
    everywhere = _all_places(found)
    for place in said.places:
        if place not in everywhere:
            shown = _listed(everywhere) or "the file as a whole, so give no place"
            raise NotSettledError(f"{said.code} is not found at '{place}'; it is at: {shown}")
    if found[0].severity is Severity.ADVICE:
        raise NotSettledError(f"{said.code} is advice: nothing is owed, and there is nothing to explain")
    return found


def _everything(review: StoredReview) -> list[RatedFinding]:
    """The findings, and those that are told under the cause that they follow from."""
    return [r for rated in review.findings for r in (rated, *rated.consequences)]


def _check_status(code: str, status: str) -> None:
    listed = ", ".join(STATUSES)
    if code in BLANKS and status not in STATUSES:
        raise NotSettledError(f"say what the blank means with --status: {listed}")
    if code not in BLANKS and status:
        raise NotSettledError(f"--status says what a blank means; {code} is about no blank")


def _check_meaning(said: Said, status: str, found: Sequence[RatedFinding]) -> None:
    for rated in found:
        cells = [p for p in rated.finding.places if not said.places or p in said.places]
        if cells and not can_mean(status, rated.finding.params.get("unit", "")):
            others = ", ".join(other for other in STATUSES if other != status)
            raise NotSettledError(
                f"--status {status}: a blank percentage is not 0%, since where nothing was counted there is "
                f"no share ({_listed(cells)}). Say why it is missing: {others}; or send the file with 0 there"
            )


def _check_text(said: Said) -> None:
    for name, text in (("reason", said.reason), ("by", said.by)):
        if not in_words(text) or not text.isprintable():
            raise NotSettledError(f"--{name}: write it in words, on one line")


def _waivable(severity: Severity) -> bool:
    return severity in (Severity.ERROR, Severity.WARNING)


def _all_places(found: Sequence[RatedFinding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place for rated in found for place in rated.finding.places))


def _listed(places: Sequence[str]) -> str:
    more = len(places) - SHOWN_PLACES
    return ", ".join(places[:SHOWN_PLACES]) + (f" and {more} more" if more > 0 else "")


def effect(said: Said, status: str, review: StoredReview) -> Iterator[str]:
    """What the next run will change, in sentences."""
    found = concerned(said, review)
    places = said.places or _all_places(found)
    next_run = f"With the next `coalition run {review.submission.round}`"
    if found[0].severity is Severity.WARNING:
        yield "Nothing that is accepted changes; what was said will stand beside the finding."
    elif status:
        yield f"{next_run} the blank at {_listed(places)} becomes {_meaning(status)}."
    elif let_in := [place for place in places if place in review.held_at]:
        yield f"{next_run} {said.code} no longer holds back {_listed(let_in)}."
    else:
        yield f"{next_run} {said.code} no longer speaks against the file; no value was held back by it."
    if said.code not in BLANKS and (mute := [place for place in places if place in _mute(said.code, review)]):
        yield f"No value was read at {_listed(mute)}; what stands there is still not accepted."
    for rated in _everything(review):
        still = [place for place in places if place in rated.finding.places]
        if still and rated.holds and rated.finding.code != said.code:
            yield f"Held back all the same by {rated.finding.code}: {_listed(still)}."


def effect_on_files(code: str, reporter: str) -> str:
    """What waiving a rule in every file of a reporter changes, in a sentence."""
    if catalogue().rule(code).severity is Severity.WARNING:
        return (
            f"From the next run on {code} counts as waived in files of {reporter}. It is a warning: "
            "it holds back no value, and nothing that is accepted changes."
        )
    return f"From the next run on {code} holds back no value that was read in a file of {reporter}."


def _meaning(status: str) -> str:
    if status == ZERO:
        return "the value 0"
    return f"“{codelist('obs_status').label(status).en}”, without a value"


def overview(review: StoredReview, since: Sequence[Answer]) -> Iterator[str]:
    """The findings one a line: state, weight, code, places, and what was said or what can be done.

    `since`: answers given after the review.
    """
    rules = catalogue()
    for rated in review.findings:
        code = rated.finding.code
        mute = _mute(code, review).issuperset(rated.finding.places or ("",))
        told = [a for a in since if a.code == code and a.place in (rated.finding.places or ("",))]
        if rated.waiver:
            state, words = "waived", f"{rated.waiver.by}, until {rated.waiver.expires}: {rated.waiver.reason}"
        elif told or rated.answer:
            answer = told[-1] if told else rated.answer
            state = "answered" if told else "explained"
            meant = f" ({answer.status})" if answer and answer.status else ""
            words = f"{answer.by}, {answer.at:%Y-%m-%d}{meant}: {answer.reason}" if answer else ""
        else:
            state, words = "open", rated.message("en")
        rule = rules.rule(code) if code in rules else None
        how = "" if rule is None or state != "open" else _ways(rated, answerable(rule), mute)
        yield "\t".join((state + how, rated.severity.value, code, _listed(rated.finding.places), words))


def _ways(rated: RatedFinding, explained: bool, mute: bool) -> str:
    """How an open finding can be settled without another file; with no value read none is let in."""
    if not _waivable(rated.severity):
        return ""
    if rated.finding.code in BLANKS:
        return " (explain with --status)" if mute else " (explain with --status, or waive)"
    if mute:
        return " (mend the cell)"
    return " (explain or waive)" if explained else " (waive)"
