"""Intake: one received file to observations, through the one layout that is right for it.

A file that cannot be read is a normal outcome: everything wrong with it becomes a finding, and nothing is
raised. A table needs a confirmed profile; a file of public statements needs none, but only the secretariat
and the conveners may send one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path, PurePosixPath

from pipeline.confinement import DOCUMENT, LOG, Limits, confined
from pipeline.deployment import Deployment
from pipeline.mapping import Mapped, Situation, map_book
from pipeline.model import Finding, Intake, RefusalError, Submission
from pipeline.profiles import Layout, Profile
from pipeline.readers.opening import names_within, open_book
from pipeline.readers.statement import read_statements

STATEMENT_SUFFIXES = (".yaml", ".yml")
SUFFIXES = {
    "delimited": (".csv", ".tsv", ".tab", ".txt"),
    "excel": (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    "json": (".json", ".jsonl", ".ndjson"),
    "parquet": (".parquet",),
    "log": (".csv", ".zip"),
}


def read_submission(
    path: Path, submission: Submission, deployment: Deployment, blanks: Mapping[str, str] | None = None
) -> Intake:
    """Read the bytes at `path` as the submission they are. Never raises for a bad file: findings instead.

    `blanks`: place of a blank cell -> what it was said to mean, one of `answers.STATUSES`.
    """
    reporter, register = submission.reporter, deployment.register
    if reporter not in register:
        return _refused("unknown-reporter", reporter=reporter)
    situation = Situation(submission, register, blanks or {})
    if _suffix(submission) in STATEMENT_SUFFIXES:
        if register.party(reporter).kind not in ("secretariat", "convener"):
            return _refused("statement-not-allowed", reporter=reporter)
        return _confined(partial(read_statements, path, situation), submission)
    profile = deployment.profiles.get(reporter)
    if profile is None:
        return _refused("profile-missing", reporter=reporter)
    layouts = profile.layout_for(submission.round, submission.file_name)
    limits = LOG if any(layout.log for layout in layouts) else DOCUMENT
    return _confined(partial(_read_table, path, profile, situation), submission, limits)


def _confined(read: Callable[[], Intake], submission: Submission, limits: Limits = DOCUMENT) -> Intake:
    """Read in a child process; a file that reaches the limits there is refused."""
    try:
        return confined(limits, read)
    except RefusalError as refusal:
        named = {"file": submission.file_name}
        return Intake(
            findings=tuple(dataclasses.replace(f, params={**named, **f.params}) for f in refusal.findings)
        )


def _refused(code: str, **params: str) -> Intake:
    return Intake(findings=(Finding(code=code, params=params),))


def _suffix(submission: Submission) -> str:
    return PurePosixPath(submission.file_name).suffix.lower()


@dataclasses.dataclass(frozen=True, slots=True)
class _Received:
    """A stored file, the name it came with, and the names of the files that it is."""

    path: Path
    name: str
    within: tuple[str, ...]

    def suffixes(self) -> set[str]:
        """Endings of the files within, in lower case."""
        return {PurePosixPath(name).suffix.lower() for name in self.within}


def _received(path: Path, profile: Profile, submission: Submission) -> _Received:
    """What was received: the files of a zip, unless a layout reads the zip itself. Raises RefusalError."""
    name = submission.file_name
    served = profile.layout_for(submission.round, name)
    if any(layout.file.format == "log" for layout in served):
        return _Received(path, name, (name,))
    return _Received(path, name, names_within(path, file_name=name))


def _read_table(path: Path, profile: Profile, situation: Situation) -> Intake:
    """Read a table through the profile's layouts for this round and file name; exactly one must fit."""
    received = _received(path, profile, situation.submission)
    if len(received.within) == 1:
        submission = dataclasses.replace(situation.submission, file_name=received.within[0])
        situation = dataclasses.replace(situation, submission=submission)
    submission = situation.submission
    layouts = profile.layout_for(submission.round, submission.file_name)
    if not layouts:
        return _refused(
            "layout-missing",
            profile=profile.profile,
            round=submission.round,
            file_name=submission.file_name,
            layouts=", ".join(_described(layout) for layout in profile.layouts),
        )
    if len(layouts) == 1:
        return _intake(_through(received, layouts[0], situation), profile, layouts[0])
    return _of_several(received, profile, layouts, situation)


def _of_several(
    received: _Received, profile: Profile, layouts: tuple[Layout, ...], situation: Situation
) -> Intake:
    """Exactly one of several layouts must fit; when none does, what the nearest one complains of is told."""
    tried = [(layout, _through(received, layout, situation)) for layout in layouts]
    opened = [(layout, mapped) for layout, mapped in tried if isinstance(mapped, Mapped)]
    if not opened:
        return _intake(tried[0][1], profile, tried[0][0])
    fitting = [(layout, mapped) for layout, mapped in opened if mapped.fits]
    if len(fitting) == 1:
        return _intake(fitting[0][1], profile, fitting[0][0])
    refused = _refused(
        "layout-ambiguous",
        profile=profile.profile,
        layouts=", ".join(layout.name for layout in layouts),
        fitting=", ".join(layout.name for layout, _ in fitting),
    )
    if fitting:
        return refused
    nearest = min((mapped for _, mapped in opened), key=lambda mapped: len(mapped.findings))
    return dataclasses.replace(refused, findings=(*refused.findings, *nearest.findings))


def _described(layout: Layout) -> str:
    """A layout with its rounds and file name, for the message."""
    rounds = f"{layout.from_round} to {layout.to_round}" if layout.to_round else f"from {layout.from_round}"
    return f"{layout.name} ({rounds}; {layout.file.name or 'any name'})"


def _through(received: _Received, layout: Layout, situation: Situation) -> Mapped | tuple[Finding, ...]:
    """Open a file as a layout says and map it; the findings of a refusal otherwise."""
    file_name, file = situation.submission.file_name, layout.file
    if not received.suffixes() <= set(SUFFIXES[file.format]):
        params = {"file_name": file_name, "format": file.format, "layout": layout.name}
        return (Finding(code="format-differs", params=params),)
    try:
        if layout.log is not None:
            return import_module("pipeline.logs.reading").read_log(received.path, layout.log, situation)  # type: ignore[no-any-return]
        book = open_book(received.path, file_name=received.name, dialect=file.dialect, records=file.records)
    except RefusalError as refusal:
        return refusal.findings
    return map_book(book, layout, situation)


def _intake(outcome: Mapped | tuple[Finding, ...], profile: Profile, layout: Layout) -> Intake:
    name = f"{profile.profile}@{profile.version}/{layout.name}"
    drafted: tuple[Finding, ...] = ()
    if profile.confirmation(layout) is None:
        drafted = (Finding(code="profile-unconfirmed", params={"profile": profile.profile}),)
    if not isinstance(outcome, Mapped):
        return Intake(findings=(*drafted, *outcome), profile=name)
    return Intake(
        observations=outcome.observations,
        findings=(*drafted, *outcome.findings),
        cells=outcome.cells,
        profile=name,
        blanks=outcome.blanks,
        rows_gone=outcome.rows_gone,
    )
