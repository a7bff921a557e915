"""What is given to a review: a submission, where its bytes are, and what was said about its findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path

from pipeline.answers import Answer
from pipeline.ledger import Ledger
from pipeline.model import Submission


@dataclass(frozen=True, slots=True)
class Case:
    """A submission, where its bytes are, and what was said about its findings so far."""

    submission: Submission
    path: Path
    answers: tuple[Answer, ...] = ()
    before: tuple[Case, ...] = ()
    """Earlier files of the same reporter and round, oldest first; none where nothing was said about them."""

    @property
    def heard_before(self) -> tuple[Answer, ...]:
        """What was said about the earlier files."""
        return tuple(answer for case in self.before for answer in case.answers)


def case_of(submission: Submission, path: Path, ledger: Ledger) -> Case:
    """A file, received or not yet, with what was said about it and about the earlier ones of its round."""
    others = ledger.submissions(reporter=submission.reporter, round_=submission.round)
    listed = [*(s for s in others if s.id != submission.id), submission]
    said = {s.id: ledger.answers(s.id) for s in listed}
    cases = with_earlier(listed, said, ledger)
    return replace(next(case for case in cases if case.submission.id == submission.id), path=path)


def with_earlier(
    submissions: Iterable[Submission], answers: Mapping[str, tuple[Answer, ...]], ledger: Ledger
) -> list[Case]:
    """Cases in order of receipt, each with the earlier ones of its reporter and round.

    `answers`: by submission.
    """
    cases: list[Case] = []
    told: dict[tuple[str, str], tuple[Case, ...]] = {}
    for submission in sorted(submissions, key=attrgetter("received_at", "id")):
        group = submission.reporter, submission.round
        alone = Case(submission, ledger.content(submission), answers.get(submission.id, ()))
        before = told.get(group, ())
        cases.append(replace(alone, before=before if any(case.answers for case in before) else ()))
        told[group] = (*before, alone)
    return cases
