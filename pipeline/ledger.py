"""The ledger: what was received, answered, decided, withdrawn and released. Rows are added, never changed.

SQLite through SQLAlchemy Core. The bytes of a submission are kept for ever below `submissions/`, under their
SHA-256; the ledger says who sent them, when and for which round.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from pipeline.answers import Answer
from pipeline.home import Home, write_bytes
from pipeline.model import Submission

_tables = sa.MetaData()

_submissions = sa.Table(
    "submissions",
    _tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("reporter", sa.String, nullable=False),
    sa.Column("round", sa.String, nullable=False),
    sa.Column("file_name", sa.String, nullable=False),
    sa.Column("sha256", sa.String, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("received_at", sa.String, nullable=False),
    sa.Column("reason", sa.String),
    sa.Column("replaces", sa.String),
)
_reviews = sa.Table(
    "reviews",
    _tables,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("submission", sa.String, nullable=False, index=True),
    sa.Column("verdict", sa.String, nullable=False),
    sa.Column("fingerprint", sa.String, nullable=False),
    sa.Column("decided_at", sa.String, nullable=False),
)
_withdrawals = sa.Table(
    "withdrawals",
    _tables,
    sa.Column("submission", sa.String, primary_key=True),
    sa.Column("withdrawn_at", sa.String, nullable=False),
    sa.Column("by", sa.String, nullable=False),
    sa.Column("reason", sa.String, nullable=False),
)
_answers = sa.Table(
    "answers",
    _tables,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("submission", sa.String, nullable=False, index=True),
    sa.Column("code", sa.String, nullable=False),
    sa.Column("place", sa.String, nullable=False),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("by", sa.String, nullable=False),
    sa.Column("at", sa.String, nullable=False),
)
_releases = sa.Table(
    "releases",
    _tables,
    sa.Column("round", sa.String, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("as_of", sa.String, nullable=False),
    sa.Column("inputs", sa.String, nullable=False),
    sa.Column("sealed_at", sa.String, nullable=False),
    sa.Column("reason", sa.String, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Answer to a file handed in: its submission, and whether these bytes, or only the reason, were new."""

    submission: Submission
    is_new: bool
    reason_is_new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecord:
    """Last decision on a submission."""

    submission: str
    verdict: str
    fingerprint: str
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRecord:
    """One sealed release. `inputs` is the hash over everything it was made from."""

    round: str
    version: int
    as_of: datetime
    inputs: str
    sealed_at: datetime
    reason: str

    @property
    def name(self) -> str:
        """`2021-Q2@1`."""
        return f"{self.round}@{self.version}"


def submission_id(reporter: str, round_: str, sha256: str) -> str:
    """Identity of a submission: the same bytes from the same reporter for the same round are one."""
    return hashlib.sha256(f"{reporter}\n{round_}\n{sha256}".encode()).hexdigest()[:12]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


class Ledger:
    """The ledger of one data home; opens the SQLite file for each call and holds no lock between calls."""

    def __init__(self, home: Home) -> None:
        """Open or make the ledger."""
        self._home = home
        home.root.mkdir(parents=True, exist_ok=True)
        self._engine = sa.create_engine(f"sqlite:///{home.ledger}", poolclass=sa.NullPool)
        _tables.create_all(self._engine)

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        with self._engine.begin() as connection:
            yield connection

    def receive(
        self,
        content: bytes,
        *,
        reporter: str,
        round_: str,
        file_name: str,
        received_at: datetime,
        reason: str | None = None,
        replaces: str | None = None,
    ) -> Receipt:
        """Keep the bytes, then the row: a crash in between loses nothing; handing in again mends it.

        The same bytes with another reason are the same submission; the reason is kept as an answer.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        submission = Submission(
            id=submission_id(reporter, round_, sha256),
            reporter=reporter,
            round=round_,
            file_name=file_name,
            sha256=sha256,
            size=len(content),
            received_at=received_at.astimezone(UTC),
            reason=reason,
            replaces=replaces,
        )
        if known := self.submission(submission.id):
            told = {known.reason, *(a.reason for a in self.answers(known.id) if not a.code)}
            if reason and reason not in told:
                at = submission.received_at
                self.record_answers([Answer(submission=known.id, code="", reason=reason, by=reporter, at=at)])
                return Receipt(known, is_new=False, reason_is_new=True)
            return Receipt(known, is_new=False)
        if not self._home.submission(sha256).exists():
            write_bytes(self._home.submission(sha256), content)
        with self._transaction() as connection:
            connection.execute(
                _submissions.insert().values(
                    id=submission.id,
                    reporter=reporter,
                    round=round_,
                    file_name=file_name,
                    sha256=sha256,
                    size=submission.size,
                    received_at=submission.received_at.isoformat(),
                    reason=reason,
                    replaces=replaces,
                )
            )
        return Receipt(submission, is_new=True)

    def submission(self, submission: str) -> Submission | None:
        """One submission, withdrawn or not."""
        return next(iter(self._select_submissions(_submissions.c.id == submission)), None)

    def submissions(
        self, *, reporter: str | None = None, round_: str | None = None, as_of: datetime | None = None
    ) -> list[Submission]:
        """Submissions in order of receipt, those taken back left out.

        With `as_of` as they stood then: received by that moment, and not yet taken back.
        """
        taken_back = sa.select(_withdrawals.c.submission)
        conditions: list[sa.ColumnElement[bool]] = []
        if as_of:
            moment = as_of.astimezone(UTC).isoformat()
            conditions.append(_submissions.c.received_at <= moment)
            taken_back = taken_back.where(_withdrawals.c.withdrawn_at <= moment)
        conditions.append(_submissions.c.id.not_in(taken_back))
        if reporter:
            conditions.append(_submissions.c.reporter == reporter)
        if round_:
            conditions.append(_submissions.c.round == round_)
        return self._select_submissions(*conditions)

    def ever_received(self, *, reporter: str, round_: str) -> list[Submission]:
        """All submissions of a reporter for a round, those taken back included."""
        return self._select_submissions(_submissions.c.reporter == reporter, _submissions.c.round == round_)

    def _select_submissions(self, *conditions: sa.ColumnElement[bool]) -> list[Submission]:
        query = sa.select(_submissions).where(*conditions)
        query = query.order_by(_submissions.c.received_at, _submissions.c.id)
        with self._transaction() as connection:
            rows = connection.execute(query).mappings().all()
        return [Submission(**{**row, "received_at": _moment(row["received_at"])}) for row in rows]

    def record_review(self, *, submission: str, verdict: str, fingerprint: str, decided_at: datetime) -> None:
        """Add a decision, unless it is the one that stands already."""
        row = {
            "submission": submission,
            "verdict": verdict,
            "fingerprint": fingerprint,
            "decided_at": decided_at.astimezone(UTC).isoformat(),
        }
        standing = sa.select(_reviews.c.verdict, _reviews.c.fingerprint)
        standing = standing.where(_reviews.c.submission == submission).order_by(_reviews.c.number.desc())
        with self._transaction() as connection:
            last = connection.execute(standing.limit(1)).first()
            if last is None or tuple(last) != (verdict, fingerprint):
                connection.execute(_reviews.insert().values(**row))

    def last_reviews(self, as_of: datetime | None = None) -> dict[str, ReviewRecord]:
        """Submission -> its last decision, of those taken by `as_of` where given."""
        query = sa.select(_reviews).order_by(_reviews.c.number)
        if as_of:
            query = query.where(_reviews.c.decided_at <= as_of.astimezone(UTC).isoformat())
        with self._transaction() as connection:
            rows = connection.execute(query).mappings().all()
        return {
            row["submission"]: ReviewRecord(
                submission=row["submission"],
                verdict=row["verdict"],
                fingerprint=row["fingerprint"],
                decided_at=_moment(row["decided_at"]),
            )
            for row in rows
        }

    def record_answers(self, answers: Iterable[Answer]) -> None:
        """Add answers to findings, all or none."""
        told = ({**answer.as_json(), "at": answer.at.astimezone(UTC).isoformat()} for answer in answers)
        rows = [{c.name: row[c.name] for c in _answers.c if c.name in row} for row in told]
        with self._transaction() as connection:
            connection.execute(_answers.insert(), rows)

    def answers(self, submission: str | None = None, *, as_of: datetime | None = None) -> tuple[Answer, ...]:
        """All answers, or those about one submission, or those given by `as_of`, in the order of giving."""
        query = sa.select(*(c for c in _answers.c if c.name != "number")).order_by(
            _answers.c.at, _answers.c.number
        )
        if submission is not None:
            query = query.where(_answers.c.submission == submission)
        if as_of:
            query = query.where(_answers.c.at <= as_of.astimezone(UTC).isoformat())
        with self._transaction() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(Answer.from_json(dict(row)) for row in rows)

    def withdraw(self, submission: str, *, by: str, reason: str, at: datetime) -> None:
        """Take a submission back; its bytes and its row stay. Raises KeyError for an unknown one."""
        if self.submission(submission) is None:
            raise KeyError(submission)
        row = {
            "submission": submission,
            "withdrawn_at": at.astimezone(UTC).isoformat(),
            "by": by,
            "reason": reason,
        }
        with self._transaction() as connection:
            connection.execute(_withdrawals.insert().prefix_with("OR IGNORE").values(**row))

    def record_release(self, release: ReleaseRecord) -> None:
        """Add a sealed release."""
        with self._transaction() as connection:
            connection.execute(
                _releases.insert().values(
                    round=release.round,
                    version=release.version,
                    as_of=release.as_of.astimezone(UTC).isoformat(),
                    inputs=release.inputs,
                    sealed_at=release.sealed_at.astimezone(UTC).isoformat(),
                    reason=release.reason,
                )
            )

    def releases(self, round_: str | None = None) -> list[ReleaseRecord]:
        """Sealed releases, oldest round first, versions rising."""
        query = sa.select(_releases).order_by(_releases.c.round, _releases.c.version)
        if round_:
            query = query.where(_releases.c.round == round_)
        with self._transaction() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            ReleaseRecord(
                round=row["round"],
                version=row["version"],
                as_of=_moment(row["as_of"]),
                inputs=row["inputs"],
                sealed_at=_moment(row["sealed_at"]),
                reason=row["reason"],
            )
            for row in rows
        ]

    def forget_since(self, release: ReleaseRecord, listed: Mapping[str, str]) -> dict[str, set[str]]:
        """Drop a release and what it did not know: only for a copy in which it is made again.

        `listed`: its submissions, each with the fingerprint of its review. What was taken back by then stays.
        Returns the submissions that were reviewed again since, each with the fingerprints that stay.
        """
        sealed_at = release.sealed_at.astimezone(UTC).isoformat()
        moment = release.as_of.astimezone(UTC).isoformat()
        gone = sa.select(_withdrawals.c.submission).where(_withdrawals.c.withdrawn_at <= moment)
        decided = sa.select(_reviews.c.number, _reviews.c.submission, _reviews.c.fingerprint)
        with self._transaction() as connection:
            connection.execute(_releases.delete().where(_releases.c.sealed_at >= sealed_at))
            known = {*connection.execute(gone).scalars(), *listed}
            for unknown in {*connection.execute(sa.select(_submissions.c.id)).scalars()} - known:
                connection.execute(_submissions.delete().where(_submissions.c.id == unknown))
                connection.execute(_reviews.delete().where(_reviews.c.submission == unknown))
            rows = connection.execute(decided.order_by(_reviews.c.number)).all()
            last = {of: number for number, of, fingerprint in rows if listed.get(of) == fingerprint}
            later = {number: of for number, of, _ in rows if number > last.get(of, number)}
            connection.execute(_reviews.delete().where(_reviews.c.number.in_(later)))
            connection.execute(_withdrawals.delete().where(_withdrawals.c.submission.in_(listed)))
        stay = [(of, fingerprint) for number, of, fingerprint in rows if number not in later]
        return {again: {with_ for of, with_ in stay if of == again} for again in later.values()}

    def content(self, submission: Submission) -> Path:
        """Path of a submission's bytes."""
        return self._home.submission(submission.sha256)
