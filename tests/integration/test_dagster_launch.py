"""The run of a round: what waits, what is taken in, what a killed or disturbed run leaves behind."""

from __future__ import annotations

import fcntl
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import dagster as dg
import pytest

from assets import launch, partitions
from assets.launch import Outcome, run_round
from assets.pending import pending
from pipeline.deployment import Deployment
from pipeline.home import Home, HomeInUseError
from pipeline.ledger import Ledger
from pipeline.strict_yaml import EditedFileError

pytestmark = pytest.mark.usefixtures("drawn_without_browser")


def quiet(_: str) -> None:
    """Progress that nobody reads."""


def materialized(home: Home, asset: str) -> set[str]:
    with dg.DagsterInstance.from_config(str(home.dagster)) as instance:
        return set(instance.get_materialized_partitions(dg.AssetKey(asset)))


def test_a_round_is_reviewed_aggregated_and_drafted(first_run: Any) -> None:
    outcome = first_run.outcome
    verdicts = {decided.reporter: decided.verdict.value for decided in outcome.reviews}
    assert verdicts == {"alpha": "accepted", "beta": "accepted", "gamma": "rejected", "delta": "accepted"}
    assert (outcome.draft / "public" / "progress-report.html").stat().st_size > 1000
    assert (outcome.draft / "internal" / "manifest.json").exists()
    assert ["BROWSER_PATH" in sentence for sentence in outcome.missing_images] == [True]
    assert first_run.said == (
        "inbox: 4 taken, 0 left",
        "2021-Q2: reviewing 4 submissions",
        "2021-Q2: tables, figures, charts and documents",
    )


def test_only_what_was_accepted_is_recorded_as_materialised(first_run: Any) -> None:
    accepted = {f"{reporter}|2021-Q2" for reporter in ("alpha", "beta", "delta")}
    assert materialized(first_run.home, "observations") == accepted
    assert materialized(first_run.home, "reviews") == accepted | {"gamma|2021-Q2"}
    assert materialized(first_run.home, "feedback") == accepted | {"gamma|2021-Q2"}
    assert materialized(first_run.home, "release_draft") == {"2021-Q2"}


def checked(home: Home, asset: str, check: str) -> dict[str, bool]:
    """Partition -> whether its last evaluation passed."""
    key = dg.AssetCheckKey(dg.AssetKey(asset), check)
    with dg.DagsterInstance.from_config(str(home.dagster)) as instance:
        history = instance.event_log_storage.get_asset_check_execution_history(key, limit=50)
    evaluations = [record.evaluation for record in reversed(history) if record.evaluation]
    return {str(evaluation.partition): evaluation.passed for evaluation in evaluations}


def test_findings_warn_by_partition(drafted: Home) -> None:
    assert checked(drafted, "reviews", "findings_file") == {"gamma|2021-Q2": False}
    everyone = {f"{reporter}|2021-Q2": True for reporter in ("alpha", "beta", "gamma", "delta")}
    assert checked(drafted, "observations", "every_cell_accounted_for") == everyone
    assert checked(drafted, "figures", "nothing_passes_by_disclosure") == {"2021-Q2": True}


def test_the_second_run_reviews_nothing_and_drafts_the_same_bytes(drafted: Home) -> None:
    def draft() -> dict[str, bytes]:
        folder = drafted.draft("2021-Q2")
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    first = draft()
    assert len(first) > 20
    assert run_round(drafted, "2021-Q2", progress=quiet).reviews == ()
    assert draft() == first


@dataclass(frozen=True)
class NextRun:
    """The home after a second run with much to do, what waited before it, and the run that never ended."""

    home: Home
    waited: tuple[str, ...]
    outcome: Outcome
    abandoned: str


@pytest.fixture(scope="module")
def next_run(first_run: Any, tmp_path_factory: pytest.TempPathFactory) -> NextRun:
    """Two profiles are changed, a late file and an early one lie in the inbox, one run was never ended."""
    home = Home(shutil.copytree(first_run.home.root, tmp_path_factory.mktemp("next") / "home"))
    assert pending(Deployment.load(home), Ledger(home)) == []
    mend(home, "gamma", "Listings taken away")
    mend(home, "alpha", "Another word")
    waited = tuple(submission.reporter for submission in pending(Deployment.load(home), Ledger(home)))
    for reporter, round_, row in (
        ("beta", "2021-Q1", "2021-Q1;Ivory;7"),
        ("beta", "2021-Q3", "2021-Q3;Ivory;7"),
    ):
        sent = home.inbox / reporter / round_ / "more.csv"
        sent.parent.mkdir(parents=True)
        sent.write_text(f"Quarter;Species;Listings removed\n{row}\n", encoding="utf-8")
    with launch._instance(home) as instance:
        partitions.sync(instance, Deployment.load(home))
        abandoned = instance.create_run_for_job(
            launch.definitions_of(launch.DataHome(path=str(home.root))).resolve_job_def("round"),
            tags=dict(launch._BY_COMMAND),
        )
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("BROWSER_PATH", "no-such-browser")
        outcome = run_round(home, "2021-Q2", progress=quiet)
    return NextRun(home, waited, outcome, abandoned.run_id)


def test_a_rejected_file_waits_again_when_its_profile_changes(next_run: NextRun) -> None:
    assert next_run.waited == ("gamma",)
    verdicts = {(d.reporter, d.round): d.verdict.value for d in next_run.outcome.reviews}
    assert verdicts["gamma", "2021-Q2"] == "accepted"
    assert "gamma|2021-Q2" in materialized(next_run.home, "observations")


def test_findings_are_cleared(next_run: NextRun) -> None:
    assert checked(next_run.home, "reviews", "findings_file") == {"gamma|2021-Q2": True}


def mend(home: Home, reporter: str, label: str) -> None:
    path = home.profiles / f"{reporter}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Listings removed", label), encoding="utf-8")


def test_a_late_file_for_an_earlier_round_is_reviewed_too_and_an_early_one_waits(next_run: NextRun) -> None:
    reviewed = [(decided.reporter, decided.round) for decided in next_run.outcome.reviews]
    assert sorted(reviewed) == [("beta", "2021-Q1"), ("gamma", "2021-Q2")]
    assert "beta|2021-Q1" in materialized(next_run.home, "reviews")


def test_a_run_that_never_ended_is_closed_by_the_next(next_run: NextRun) -> None:
    with launch._instance(next_run.home) as instance:
        closed = instance.get_run_by_id(next_run.abandoned)
    assert closed is not None
    assert closed.status is dg.DagsterRunStatus.FAILURE


@pytest.mark.parametrize("where", ["quality.store.feedback", "pipeline.acceptance.write_partition"])
def test_a_run_that_broke_off_is_mended_by_the_next(
    five_reporters: Home, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    calls: list[Any] = []

    def power_cut(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError("power cut")
        return original(*arguments)

    module, name = where.rsplit(".", 1)
    target = launch.definitions_of.__globals__["intake"]
    holder = target.store if module == "quality.store" else target
    original = getattr(holder, name)
    with monkeypatch.context() as patched:
        patched.setattr(holder, name, power_cut)
        with pytest.raises(OSError, match="power cut"):
            run_round(five_reporters, "2021-Q2", progress=quiet)
    assert len(pending(Deployment.load(five_reporters), Ledger(five_reporters))) == 3
    run_round(five_reporters, "2021-Q2", progress=quiet)
    assert len(materialized(five_reporters, "observations")) == 3
    assert pending(Deployment.load(five_reporters), Ledger(five_reporters)) == []


def test_two_runs_at_once_are_refused(five_reporters: Home) -> None:
    five_reporters.dagster.mkdir(parents=True)
    with (five_reporters.dagster / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(HomeInUseError, match="another `coalition run`"):
            run_round(five_reporters, "2021-Q2", progress=quiet)


def test_the_instance_reports_to_nobody_and_is_made_once(five_reporters: Home) -> None:
    with launch._instance(five_reporters) as instance:
        assert instance.telemetry_enabled is False
    written = five_reporters.dagster / "dagster.yaml"
    written.write_text(written.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    with launch._instance(five_reporters):
        assert written.read_text(encoding="utf-8").endswith("# mine\n")


def test_a_mistake_in_an_edited_file_stops_the_run_with_its_place(five_reporters: Home) -> None:
    five_reporters.edited("calendar.yaml").write_text("start: yesterday\n", encoding="utf-8")
    with pytest.raises(EditedFileError, match=r"calendar\.yaml, line \d+: start"):
        run_round(five_reporters, "2021-Q2", progress=quiet)


def test_the_pages_are_served_on_loopback_for_this_home(
    five_reporters: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}

    def become(program: str, command: list[str], environment: dict[str, str]) -> NoReturn:
        seen.update(program=program, command=command, environment=environment)
        raise SystemExit(0)

    monkeypatch.setattr(launch.os, "execve", become)
    with pytest.raises(SystemExit):
        launch.dev(five_reporters, 3123)
    assert seen["program"] == seen["command"][0]
    assert seen["command"][-4:] == ["--host", "127.0.0.1", "--port", "3123"]
    assert seen["environment"]["COALITION_HOME"] == str(five_reporters.root)
    assert seen["environment"]["DAGSTER_HOME"] == str(five_reporters.dagster)
    assert Path(seen["command"][seen["command"].index("--workspace") + 1]).is_file()
