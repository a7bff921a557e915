"""When a draft may be sealed, and by whose code: no day to come, no open round, no draft of other code."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assets.launch import run_round
from assets.resources import DataHome
from assets.sealing import rebuild
from pipeline import release
from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.inputs import Scope
from pipeline.ledger import ReleaseRecord
from pipeline.rounds import FutureError, known_at
from pipeline.version import code_version, libraries, made_where, made_with

ROUND = "2021-Q2"
OTHER = {"version": "9.9.9", "commit": "f" * 40, "python": "3.99.0"}


def close_on(home, day: str) -> None:
    calendar = home.home.edited("calendar.yaml").read_text()
    home.write("calendar.yaml", calendar.replace("cut_off: 2021-02-28", f"cut_off: {day}"))


def test_today_and_every_earlier_day_can_be_known_and_no_later_one() -> None:
    now = datetime.now(UTC)
    for moment in (now, now.replace(hour=23, minute=59), now - timedelta(days=4000)):
        assert known_at(moment) == moment
    tomorrow = now + timedelta(days=1)
    with pytest.raises(FutureError, match=f"{tomorrow:%Y-%m-%d} is still to come: today is"):
        known_at(tomorrow)


def test_a_round_is_run_as_of_no_day_to_come_and_nothing_is_touched(small_home) -> None:
    home, to_come = small_home.home, datetime(2999, 1, 1, tzinfo=UTC)
    before = sorted(home.root.rglob("*"))
    with pytest.raises(FutureError, match="2999-01-01 is still to come"):
        run_round(home, "2020-Q4", as_of=to_come, progress=lambda _: None)
    with pytest.raises(FutureError, match="2999-01-01"):
        DataHome(path=str(home.root), as_of=to_come.isoformat()).scope("2020-Q4")
    assert sorted(home.root.rglob("*")) == before


def test_an_open_round_is_not_sealed_by_naming_an_earlier_day(small_home) -> None:
    close_on(small_home, "2999-02-28")
    scope = small_home.scope("2020-Q4", datetime(2021, 2, 1, tzinfo=UTC))
    with pytest.raises(release.ReleaseError, match="closes at 2999-02-28 23:59 UTC"):
        release.next_version(scope, correction=False)


def test_a_day_that_is_not_over_is_not_sealed_and_the_reason_is_not_the_round(small_home) -> None:
    scope = small_home.scope("2020-Q4", datetime(2999, 1, 1, tzinfo=UTC))
    with pytest.raises(release.ReleaseError, match="known at 2999-01-01") as refused:
        release.next_version(scope, correction=False)
    assert "closes" not in str(refused.value)


def rewrite(folder: Path, **made: object) -> None:
    """Another maker in the internal manifest."""
    path = folder / "internal" / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["made_with"] |= made
    path.write_text(json.dumps(manifest))


def test_a_draft_of_other_code_is_not_sealed_as_this_codes_work(drafted: Home) -> None:
    deployment = Deployment.load(drafted)
    scope = Scope(deployment, ROUND, deployment.calendar.round(ROUND).closes_at)
    assert release.next_version(scope, correction=False) == 1
    rewrite(drafted.draft(ROUND), **OTHER)
    assert release.next_version(scope, correction=False) == 1
    rewrite(drafted.draft(ROUND), code="0123456789abcdef")
    with pytest.raises(release.ReleaseError, match=r"made by code 0123456789abcdef .*Run the round again"):
        release.next_version(scope, correction=False)


def test_a_draft_of_another_moment_is_not_called_old(drafted: Home) -> None:
    scope = Scope(Deployment.load(drafted), ROUND, datetime(2021, 9, 15, tzinfo=UTC))
    with pytest.raises(release.ReleaseError, match=r"known on 2021-08-31, and 2021-09-15 is .* same --as-of"):
        release.next_version(scope, correction=False)


def test_where_the_code_is_stands_in_the_internal_manifest_and_decides_nothing(drafted: Home) -> None:
    made = release.read_manifest(drafted.draft(ROUND))["made_with"]
    assert made == made_with() | made_where()
    assert set(OTHER) < set(made)
    public = json.loads((drafted.draft(ROUND) / "public" / "manifest.json").read_bytes())
    assert public["made_with"] == made_with()
    again = Path(shutil.copytree(drafted.draft(ROUND), drafted.root / "again"))
    rewrite(again, **OTHER)
    assert release.differences(drafted.draft(ROUND), again) == []


def test_where_bytes_differ_other_libraries_and_python_are_named(drafted: Home) -> None:
    again = Path(shutil.copytree(drafted.draft(ROUND), drafted.root / "again"))
    (again / "public" / "figures.csv").write_text("other")
    assert release.differences(drafted.draft(ROUND), again) == [
        "public/figures.csv: other bytes than when sealed"
    ]
    ours = libraries()
    rewrite(again, **OTHER, libraries=ours | {"duckdb": "0.0"})
    assert release.differences(drafted.draft(ROUND), again)[1:] == [
        f"made with Python {made_where()['python']}, here with 3.99.0",
        f"made with duckdb {ours['duckdb']}, here with 0.0",
    ]


def test_other_code_than_the_releases_says_where_to_find_its_own(drafted: Home) -> None:
    shutil.copytree(drafted.draft(ROUND), drafted.release(ROUND, 1))
    rewrite(drafted.release(ROUND, 1), **OTHER, code="0123456789abcdef")
    moment = datetime(2021, 8, 31, tzinfo=UTC)
    sealed = ReleaseRecord(round=ROUND, version=1, as_of=moment, inputs="", sealed_at=moment, reason="a test")
    with pytest.raises(release.ReleaseError) as refused:
        rebuild(drafted, sealed)
    told = str(refused.value)
    assert f"made by code 0123456789abcdef (version 9.9.9, commit {'f' * 12}, Python 3.99.0)" in told
    assert f"this is code {code_version()}" in told
    assert "scripts/commit_of.py 0123456789abcdef" in told
    assert (Path(release.__file__).parent.parent / "scripts" / "commit_of.py").exists()
