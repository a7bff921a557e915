"""The exercise: its files hold what its truth says, keep their bytes, and read without complaint."""

import hashlib
import os
import runpy
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.indicators.goal import reduction
from pipeline.intake import read_submission
from pipeline.ledger import submission_id
from pipeline.model import Submission
from pipeline.target import Window
from quality.review import Case, review

GENERATE = Path(__file__).parents[2] / "examples" / "exercise" / "generate.py"
EXERCISE = runpy.run_path(str(GENERATE))
TRUTH = EXERCISE["truth"]()

ONE_OF_EACH_LAYOUT_AND_ODDITY = {
    ("notional-network", "2019-Q4"),
    ("placeholder-plaza", "2019-Q4"),
    ("fairytale-forum", "2019-Q3"),
    ("outline-outlet", "2020-Q2"),
    ("mirage-mall", "2020-Q2"),
    ("unreal-auctions", "2020-Q3"),
    ("storybook-store", "2020-Q4"),
    ("legend-live", "2021-Q1"),
    ("specimen-social", "2018-Q1"),
    ("fieldwatch", "2018-Q1"),
}
SEEN_WITHIN_A_FILE = {"file-damaged", "negative-value", "unknown-code"}
READ = [
    f for f in TRUTH.files if f.round == "2021-Q2" or (f.reporter, f.round) in ONE_OF_EACH_LAYOUT_AND_ODDITY
]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    root = tmp_path_factory.mktemp("exercise")
    EXERCISE["write"](root)
    return Home(root)


@pytest.fixture(scope="module")
def deployment(home):
    return Deployment.load(home)


def read(planted, deployment):
    return read_submission(deployment.home.root / planted.path, as_submission(planted), deployment)


def as_submission(planted):
    return Submission(
        id=planted.submission,
        reporter=planted.reporter,
        round=planted.round,
        file_name=planted.path.name,
        sha256="",
        size=0,
        received_at=planted.received_at,
        reason=planted.reason or None,
        replaces=planted.replaces or None,
    )


def as_told(entry):
    return (*entry.key, entry.value, entry.status)


def as_read(observation):
    o = observation
    key = (o.subject, o.indicator, o.taxon_group, o.channel, o.protocol, o.period_start, o.period_end)
    return (*key, o.value, o.obs_status.value)


@pytest.mark.parametrize("planted", READ, ids=lambda f: f.path.name)
def test_reading_a_file_gives_exactly_what_was_planted(planted, deployment):
    intake = read(planted, deployment)
    mistaken = {as_told(entry)[:-2] for entry in planted.mistakes}
    found = Counter(as_read(o) for o in intake.observations if as_read(o)[:-2] not in mistaken)
    assert found == Counter(map(as_told, planted.entries))
    codes = {finding.code for finding in intake.findings}
    assert codes == {code for code in planted.findings if code in SEEN_WITHIN_A_FILE}
    assert intake.cells.unexplained == 0


def test_the_review_decides_as_planted_on_every_odd_file(deployment):
    restated = {("phantom-posts", f"2020-Q{number}") for number in range(1, 5)}
    odd = {(f.reporter, f.round) for f in TRUTH.files if f.findings}
    cases = [
        Case(as_submission(f), deployment.home.root / f.path)
        for f in TRUTH.files
        if (f.reporter, f.round) in odd | restated
    ]
    decided = {
        r.submission.file_name: (r.verdict.value, sorted({f.finding.code for f in r.findings}))
        for r in review(cases, deployment)
    }
    assert decided == {
        f.path.name: (f.verdict, list(f.findings)) for f in TRUTH.files if f.path.name in decided
    }
    assert len(decided) == len(cases)


def test_another_process_writes_the_same_bytes(home, tmp_path):
    code = (
        f"import runpy, pathlib; runpy.run_path({str(GENERATE)!r})['write'](pathlib.Path({str(tmp_path)!r}))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"PYTHONHASHSEED": "7"})
    paths = sorted(p.relative_to(home.root) for p in home.root.rglob("*") if p.is_file())
    assert paths == sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    assert [p for p in paths if (home.root / p).read_bytes() != (tmp_path / p).read_bytes()] == []


def test_every_planted_file_lies_in_the_inbox_with_its_receipt(home):
    written = {p.relative_to(home.root) for p in home.inbox.rglob("*") if p.is_file()}
    planted = {f.path for f in TRUTH.files}
    assert written == planted | {p.with_name(p.name + ".receipt.yaml") for p in planted}


def test_a_correction_names_the_submission_that_it_replaces(home):
    for round_ in ("2020-Q3", "2020-Q4"):
        first, second = (f for f in TRUTH.files if (f.reporter, f.round) == ("unreal-auctions", round_))
        note = (home.root / second.path).with_name(second.path.name + ".receipt.yaml").read_text()
        assert f"replaces: {first.submission}" in note
        assert "reason: " in note


def test_submissions_are_named_as_the_ledger_names_them(home):
    for planted in READ:
        sha256 = hashlib.sha256((home.root / planted.path).read_bytes()).hexdigest()
        assert planted.submission == submission_id(planted.reporter, planted.round, sha256)


def test_the_register_agrees_with_the_truth_about_members(deployment):
    for round_ in deployment.calendar.rounds:
        assert set(deployment.register.members(round_.last_day)) == TRUTH.eligible_members(round_.round)


def test_every_reporter_may_report_what_it_sends(deployment):
    for planted in TRUTH.files:
        for entry in planted.entries:
            assert deployment.register.may_report(planted.reporter, entry.subject, entry.end), entry


def test_layouts_were_confirmed_before_their_first_file_arrived(deployment):
    for planted in TRUTH.files:
        profile = deployment.profiles[planted.reporter]
        layouts = [x for x in profile.layouts if x.from_round <= planted.round <= (x.to_round or "9999")]
        confirmed = [profile.confirmation(layout).on for layout in layouts]
        assert len(confirmed) == 1
        assert datetime.combine(confirmed[0], time.max, tzinfo=UTC) < planted.received_at


def test_only_the_planted_late_files_arrive_after_their_cut_off(deployment):
    late = {
        (f.reporter, f.round)
        for f in TRUTH.files
        if f.received_at > deployment.calendar.round(f.round).closes_at
    }
    assert late == {
        ("legend-live", "2021-Q1"),
        ("unreal-auctions", "2020-Q3"),
        ("unreal-auctions", "2020-Q4"),
    }


def test_the_late_file_counts_for_its_round_only_from_the_next_release_on():
    before = TRUTH.round_totals(date(2021, 5, 31))["listings_removed", "2021-Q1"]
    after = TRUTH.round_totals()["listings_removed", "2021-Q1"]
    late = sum(
        value
        for (subject, indicator, _, quarter), value in TRUTH.true_values.items()
        if (subject, indicator, quarter) == ("legend-live", "listings_removed", "2021-Q1")
    )
    assert after - before == late > 0
    assert "legend-live" not in TRUTH.reporting_members("2021-Q1", date(2021, 5, 31))


def test_restated_and_corrected_totals_end_at_the_truth():
    indicator = "listings_removed"
    for quarter in ("2020-Q1", "2020-Q2", "2020-Q3"):
        truly = sum(
            value
            for (_, name, _, when), value in TRUTH.true_values.items()
            if (name, when) == (indicator, quarter)
        )
        assert TRUTH.round_totals()[indicator, quarter] == truly
        assert TRUTH.round_totals(date(2021, 5, 31))[indicator, quarter] != truly


def test_the_member_that_sends_running_totals_counts_in_rounds_and_since_the_start():
    truly = {}
    for (_, indicator, _, quarter), value in TRUTH.true_values.items():
        if indicator == "accounts_sanctioned":
            truly[quarter] = truly.get(quarter, 0) + value
    assert TRUTH.running_totals()["accounts_sanctioned", "2021-Q2"] == sum(truly.values())
    assert TRUTH.round_totals()["accounts_sanctioned", "2019-Q3"] == truly["2019-Q3"]


def test_what_the_monitor_found_shows_the_true_reduction_and_misses_the_target(deployment):
    def rate(first, last):
        sums = {"ads_found": Decimal(0), "effort_hours": Decimal(0)}
        for entry in TRUTH.counted().values():
            if entry.indicator in sums and first <= entry.start and entry.end <= last:
                sums[entry.indicator] += entry.value
        return sums["ads_found"] / sums["effort_hours"]

    target = deployment.targets[0]
    fallen = 1 - rate(date(2020, 7, 1), target.date) / rate(target.baseline.start, target.baseline.end)
    assert TRUTH.true_reduction < target.value / 100
    assert abs(fallen - TRUTH.true_reduction) < Decimal("0.02")


def test_the_true_reduction_lies_in_the_interval_of_the_whole_and_of_each_channel(deployment):
    target, window = deployment.targets[0], Window(start=date(2020, 7, 1), end=date(2021, 6, 30))
    channels = {site.id: site.channel for site in deployment.register.parties.values() if site.kind == "site"}
    counted = {
        (e.subject, e.start, e.indicator): e for e in TRUTH.counted().values() if e.subject in channels
    }
    rows = [
        {
            "site": site, "panel": target.population.panel, "channel": entry.channel, "geography": "all",
            "taxon_group": "all", "form": "all", "detection_source": "all", "definition_version": "1",
            "protocol": target.protocol, "period_start": start, "period_end": entry.end,
            "found": entry.value, "effort": counted[site, start, "effort_hours"].value,
        }
        for (site, start, indicator), entry in counted.items()
        if indicator == "ads_found"
    ]  # fmt: skip
    for channel in ("all", "website", "social"):
        of_channel = [row for row in rows if channel in ("all", row["channel"])]
        panel = {site: own for site, own in channels.items() if channel in ("all", own)}
        row = reduction(target, window, of_channel, panel, lambda site: site)
        assert row["reduction_low"] < 100 * TRUTH.true_reduction < row["reduction_high"]
        assert row["state"] in ("not_met", "undecided")
    assert reduction(target, window, rows, channels, lambda site: site)["state"] == "not_met"
