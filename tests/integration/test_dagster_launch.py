"""The run of a round: what waits, what is taken in, what a killed or disturbed run leaves behind."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import Any, NoReturn

import dagster as dg
import pytest

from assets import launch, partitions
from assets.launch import run_round
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


def test_findings_warn_by_partition_and_are_cleared(drafted: Home) -> None:
    assert checked(drafted, "reviews", "findings_file") == {"gamma|2021-Q2": False}
    everyone = {f"{reporter}|2021-Q2": True for reporter in ("alpha", "beta", "gamma", "delta")}
    assert checked(drafted, "observations", "every_cell_accounted_for") == everyone
    assert checked(drafted, "figures", "nothing_passes_by_disclosure") == {"2021-Q2": True}
    mend(drafted, "gamma", "Listings taken away")
    run_round(drafted, "2021-Q2", progress=quiet)
    assert checked(drafted, "reviews", "findings_file") == {"gamma|2021-Q2": True}


def test_the_second_run_reviews_nothing_and_drafts_the_same_bytes(drafted: Home) -> None:
    def draft() -> dict[str, bytes]:
        folder = drafted.draft("2021-Q2")
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    first = draft()
    assert len(first) > 20
    assert run_round(drafted, "2021-Q2", progress=quiet).reviews == ()
    assert draft() == first


def test_a_rejected_file_waits_again_when_its_profile_changes(drafted: Home) -> None:
    ledger = Ledger(drafted)
    assert pending(Deployment.load(drafted), ledger) == []
    mend(drafted, "gamma", "Listings taken away")
    mend(drafted, "alpha", "Another word")
    waiting = pending(Deployment.load(drafted), ledger)
    assert [submission.reporter for submission in waiting] == ["gamma"]
    outcome = run_round(drafted, "2021-Q2", progress=quiet)
    assert [decided.verdict.value for decided in outcome.reviews] == ["accepted"]
    assert "gamma|2021-Q2" in materialized(drafted, "observations")


def mend(home: Home, reporter: str, label: str) -> None:
    path = home.profiles / f"{reporter}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Listings removed", label), encoding="utf-8")


def test_a_late_file_for_an_earlier_round_is_reviewed_too(drafted: Home) -> None:
    late = drafted.inbox / "alpha" / "2021-Q1" / "late.csv"
    late.parent.mkdir(parents=True)
    late.write_text("Quarter;Species;Listings removed\n2021-Q1;Ivory;7\n", encoding="utf-8")
    early = drafted.inbox / "alpha" / "2021-Q3" / "early.csv"
    early.parent.mkdir(parents=True)
    early.write_text("Quarter;Species;Listings removed\n2021-Q3;Ivory;7\n", encoding="utf-8")
    outcome = run_round(drafted, "2021-Q2", progress=quiet)
    assert [(decided.reporter, decided.round) for decided in outcome.reviews] == [("alpha", "2021-Q1")]
    assert "alpha|2021-Q1" in materialized(drafted, "reviews")


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


def test_a_run_that_never_ended_is_closed_by_the_next(drafted: Home) -> None:
    with launch._instance(drafted) as instance:
        partitions.sync(instance, Deployment.load(drafted))
        abandoned = instance.create_run_for_job(
            launch.definitions_of(launch.DataHome(path=str(drafted.root))).resolve_job_def("round"),
            tags=dict(launch._BY_COMMAND),
        )
    run_round(drafted, "2021-Q2", progress=quiet)
    with launch._instance(drafted) as instance:
        closed = instance.get_run_by_id(abandoned.run_id)
    assert closed is not None
    assert closed.status is dg.DagsterRunStatus.FAILURE


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
