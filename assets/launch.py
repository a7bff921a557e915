"""Running a round from the command line: the same runs, on the same instance, that `coalition dev` shows.

A round is one intake run for each round with submissions that wait, then one run of the round's own assets.
Everything runs in this process. A run that was killed is repeated by running the round again.
"""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import NoReturn

import dagster as dg

from assets import partitions
from assets.automation import INTAKE, ROUND
from assets.definitions import definitions_of
from assets.event_log import open_instance
from assets.pending import pending
from assets.resources import DataHome
from pipeline.deployment import Deployment
from pipeline.home import Home, HomeInUseError, write_bytes
from pipeline.inbox import LeftBehind, collect
from pipeline.ledger import Ledger
from pipeline.model import Submission, Verdict

WORKSPACE = Path(__file__).parent.parent / "workspace.yaml"
_BY_COMMAND = {"coalition/launched_by": "coalition run"}
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
_INSTANCE = b"""\
# Made once by `coalition` and then yours; the storage stays SQLite. Nothing is reported to anyone.
telemetry:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 2
# What a step logs stands in its events; copying the terminal's text too would cost two processes a run.
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
"""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The verdict on one submission."""

    submission: str
    reporter: str
    round: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What running a round came to."""

    round: str
    reviews: tuple[Decided, ...]
    """What was reviewed now, in order of receipt."""
    left_behind: tuple[LeftBehind, ...]
    """Files that could not be taken from the inbox, and why."""
    draft: Path
    """Folder of the unsealed release."""
    missing_images: tuple[str, ...]
    """Images that could not be made, in sentences that say how to get them."""


def run_round(
    home: Home, round_: str, *, as_of: datetime | None = None, progress: Progress = print
) -> Outcome:
    """Review what waits, aggregate what was known at a round's cut-off or `as_of`, draft the release.

    What was received by that moment is reviewed whichever round it is for: it may restate this one. What came
    later is reviewed where it is for this round or an earlier one.
    Raises EditedFileError for a mistake in an edited file, KeyError for a round that is not in the calendar,
    FutureError for a day that is still to come, and HomeInUseError while another run is at work. A member's
    bad file raises nothing.
    """
    data_home = DataHome(path=str(home.root.absolute()), as_of=as_of.isoformat() if as_of else "")
    deployment = data_home.deployment
    moment = data_home.moment or deployment.calendar.round(round_).closes_at
    ledger = data_home.ledger
    collected = collect(deployment, ledger)
    progress(f"inbox: {len(collected.receipts)} taken, {len(collected.left)} left")
    with _exclusive(home), _instance(home) as instance:
        _close_abandoned(instance)
        partitions.sync(instance, deployment)
        jobs = definitions_of(data_home)
        waiting = [s for s in pending(deployment, ledger) if s.round <= round_ or s.received_at <= moment]
        for name, group in groupby(sorted(waiting, key=lambda s: s.round), key=lambda s: s.round):
            sent = list(group)
            progress(f"{name}: reviewing {len(sent)} submission{'s' * (len(sent) > 1)}")
            span = partitions.span(instance, name, [s.reporter for s in sent])
            _execute(jobs, INTAKE, instance, tags=span)
        progress(f"{round_}: tables, figures, charts and documents")
        drafted = _execute(jobs, ROUND, instance, partition_key=round_)
    return Outcome(
        round=round_,
        reviews=tuple(_decided(waiting, ledger)),
        left_behind=collected.left,
        draft=home.draft(round_),
        missing_images=drafted.output_for_node("charts").missing,
    )


def _decided(reviewed: Iterable[Submission], ledger: Ledger) -> Iterator[Decided]:
    verdicts = ledger.last_reviews()
    for submission in reviewed:
        yield Decided(
            submission=submission.id,
            reporter=submission.reporter,
            round=submission.round,
            verdict=Verdict(verdicts[submission.id].verdict),
        )


def _execute(
    jobs: dg.Definitions,
    name: str,
    instance: dg.DagsterInstance,
    *,
    partition_key: str | None = None,
    tags: Mapping[str, str] | None = None,
) -> dg.ExecuteInProcessResult:
    return jobs.resolve_job_def(name).execute_in_process(
        instance=instance,
        partition_key=partition_key,
        tags={**_BY_COMMAND, **(tags or {})},
        run_config=_QUIET,
    )


@contextmanager
def _instance(home: Home) -> Iterator[dg.DagsterInstance]:
    """The Dagster instance of a data home, made on first use."""
    settings = home.dagster / "dagster.yaml"
    if not settings.exists():
        write_bytes(settings, _INSTANCE)
    with open_instance(home.dagster.absolute()) as instance:
        yield instance


@contextmanager
def _exclusive(home: Home) -> Iterator[None]:
    """Only one run at a time; the system lets go of the lock when a process dies."""
    home.dagster.mkdir(parents=True, exist_ok=True)
    with (home.dagster / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HomeInUseError(
                f"another `coalition run` is at work on {home.root}; wait for it to end"
            ) from None
        yield


def _close_abandoned(instance: dg.DagsterInstance) -> None:
    """Mark runs of this command that never ended as failed: holding the lock proves that they are dead."""
    unended = dg.RunsFilter(
        tags=_BY_COMMAND,
        statuses=[dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.NOT_STARTED],
    )
    for run in instance.get_runs(unended):
        instance.report_run_failed(
            run, "The process was ended before the run; running the round again mends it."
        )


def dev(home: Home, port: int) -> NoReturn:
    """Become Dagster's pages and daemon for a data home, on loopback, until stopped."""
    deployment = Deployment.load(home)
    with _instance(home) as instance:
        partitions.sync(instance, deployment)
    command = [
        *(sys.executable, "-W", "ignore:Function `dev_command`", "-m", "dagster", "dev"),
        *("--workspace", str(WORKSPACE), "--host", "127.0.0.1", "--port", str(port)),
    ]
    environment = {
        **os.environ,
        "DAGSTER_HOME": str(home.dagster.absolute()),
        "COALITION_HOME": str(home.root.absolute()),
    }
    os.execve(sys.executable, command, environment)  # noqa: S606 - our own command, without a shell
