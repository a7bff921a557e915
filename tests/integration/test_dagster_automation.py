"""What starts by itself: files from the inbox, a round on the day after its cut-off."""

from __future__ import annotations

from datetime import UTC, datetime

import dagster as dg
import pytest

from assets import launch
from assets.automation import inbox, round_closes
from assets.resources import DataHome
from pipeline.home import Home
from pipeline.ledger import Ledger
from pipeline.strict_yaml import EditedFileError


def evaluate(home: Home, instance: dg.DagsterInstance) -> dg.SensorResult | dg.SkipReason:
    resources = {"data_home": DataHome(path=str(home.root))}
    with dg.build_sensor_context(instance=instance, resources=resources) as context:
        return inbox(context)


def test_the_sensor_takes_files_and_asks_for_a_run_each(five_reporters: Home) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        asked = evaluate(five_reporters, instance)
        assert isinstance(asked, dg.SensorResult)
        assert {request.partition_key for request in asked.run_requests} == {
            f"{reporter}|2021-Q2" for reporter in ("alpha", "beta", "gamma", "delta")
        }
        assert not list(five_reporters.inbox.rglob("*.csv"))
        again = evaluate(five_reporters, instance)
        assert isinstance(again, dg.SensorResult)
        assert [r.run_key for r in again.run_requests] == [r.run_key for r in asked.run_requests]
        assert "alpha" in instance.get_dynamic_partitions("reporter")


def test_run_keys_begin_with_the_submission_and_change_with_its_profile(five_reporters: Home) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        before = evaluate(five_reporters, instance)
        profile = five_reporters.profiles / "alpha.yaml"
        profile.write_text(profile.read_text(encoding="utf-8").replace("version: 1", "version: 2"))
        after = evaluate(five_reporters, instance)
    assert isinstance(before, dg.SensorResult)
    assert isinstance(after, dg.SensorResult)
    keys = {str(r.partition_key): (str(r.run_key), r.tags) for r in before.run_requests}
    changed = {str(r.partition_key) for r in after.run_requests if keys[str(r.partition_key)][0] != r.run_key}
    assert changed == {"alpha|2021-Q2"}
    submission = Ledger(five_reporters).submissions(reporter="alpha")[0].id
    assert keys["alpha|2021-Q2"][0].startswith(f"{submission}@")
    assert keys["alpha|2021-Q2"][1]["coalition/submission"] == submission


def test_the_sensor_rests_when_nothing_waits(five_reporters: Home) -> None:
    for path in five_reporters.inbox.rglob("*.*"):
        path.unlink()
    with dg.DagsterInstance.ephemeral() as instance:
        rested = evaluate(five_reporters, instance)
    assert isinstance(rested, dg.SkipReason)
    assert rested.skip_message == "no submission waits"


def test_a_mistake_in_an_edited_file_surfaces(five_reporters: Home) -> None:
    five_reporters.edited("register.yaml").write_text("parties: nobody\n", encoding="utf-8")
    with dg.DagsterInstance.ephemeral() as instance, pytest.raises(EditedFileError, match=r"register\.yaml"):
        evaluate(five_reporters, instance)


@pytest.mark.parametrize(
    ("day", "rounds"), [(31, []), (1, ["2021-Q2"]), (2, [])], ids=["on the day", "after", "later"]
)
def test_a_round_is_drafted_on_the_day_after_its_cut_off(
    five_reporters: Home, day: int, rounds: list[str]
) -> None:
    month = 8 if day == 31 else 9
    with (
        launch._instance(five_reporters) as instance,
        dg.build_schedule_context(
            instance=instance,
            resources={"data_home": DataHome(path=str(five_reporters.root))},
            scheduled_execution_time=datetime(2021, month, day, 6, tzinfo=UTC),
        ) as context,
    ):
        evaluated = list(round_closes(context))
    asked = [request for request in evaluated if isinstance(request, dg.RunRequest)]
    assert [request.partition_key for request in asked] == rounds
    assert [request.run_key for request in asked] == [f"{name} closed" for name in rounds]
    assert len(evaluated) == max(len(rounds), 1)


def test_both_watch_from_the_start() -> None:
    assert inbox.default_status is dg.DefaultSensorStatus.RUNNING
    assert round_closes.default_status is dg.DefaultScheduleStatus.RUNNING
