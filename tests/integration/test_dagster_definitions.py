"""What Dagster loads: the graph as reviewed, who owns it, how the partitions follow the data home."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from assets import partitions
from assets.definitions import definitions_of
from assets.resources import DataHome
from assets.tables import DISCLOSED
from pipeline.aggregate import table_names
from pipeline.deployment import Deployment
from pipeline.home import Home

ROOT = Path(__file__).resolve().parents[2]
GRAPH = """
absence_bounds <- absences, disclosed, trends
absences <- contributions, counted, members, movements, totals, window_parts
breakdown_disclosure <- breakdown_parts, disclosed, largest_holdings, links, movements, totals, trends, \
window_parts
breakdown_parts <- splits, window_parts
breakdowns <- breakdown_parts, totals
change_rounding <- breakdown_parts, disclosed, links, movements, totals, window_parts
charts <- figures
completeness <- coverage, returns
contributions <- window_parts
counted <- observations
coverage <- counted, flows, members
covers <- subject_totals
disclosed <- disclosure, totals
disclosed_breakdowns <- breakdown_disclosure, breakdowns, disclosed
disclosure <- breakdown_parts, totals, window_parts
document <- charts, figures
exports <- figures
feedback <- reviews
figures <- absence_bounds, completeness, coverage, disclosed, disclosed_breakdowns, goal, largest_holdings, \
latest_capabilities, members, membership_changes, monitoring, quotations, ratios, restatements, \
revisions, trends, vintages
flows <- counted
goal <- monitoring
largest_holdings <- breakdown_parts, disclosed, links, movements, totals, trends, window_parts
latest_capabilities <- observations
links <- disclosed, movements
members <- (nothing)
membership_changes <- (nothing)
monitoring <- counted
movements <- contributions, totals
observations <- reviews
published_bands <- largest_holdings, window_parts
published_breakdown_parts <- breakdown_parts, disclosed_breakdowns
published_changes <- links, movements, trends, window_parts
published_parts <- disclosed, window_parts
quotations <- counted
ratios <- disclosed, disclosed_breakdowns, flows, window_parts
release_draft <- charts, document, exports, workbook
restatements <- counted
returns <- members, observations
reviews <- submissions
revisions <- disclosed, disclosed_breakdowns
splits <- flows, subject_totals
subject_totals <- flows
submissions <- (nothing)
totals <- contributions, members
trends <- change_rounding, disclosed, links
triage <- observations, reviews
vintages <- disclosed
window_parts <- covers, members, subject_totals
workbook <- figures
"""
"""The reviewed graph. A new table or a new step belongs here too: is what it reads really all it reads?"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    return definitions_of(DataHome(path=str(tmp_path_factory.mktemp("home"))))


def test_the_graph_is_the_reviewed_one(loaded: dg.Definitions) -> None:
    graph = loaded.resolve_asset_graph()
    lines = []
    for key in graph.get_all_asset_keys():
        parents = sorted(parent.to_user_string() for parent in graph.get(key).parent_keys)
        lines.append(f"{key.to_user_string()} <- {', '.join(parents) or '(nothing)'}")
    assert "\n".join(sorted(lines)) == GRAPH.strip()


def test_every_asset_has_owner_group_kind_story_and_version(loaded: dg.Definitions) -> None:
    graph = loaded.resolve_asset_graph()
    groups = {}
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.owners == ["team:secretariat"], key
        assert node.kinds, key
        assert len(node.description or "") > 20, key
        assert node.code_version, key
        groups.setdefault(node.group_name, set()).add(key.to_user_string())
    assert set(groups) == {"intake", "quality", "aggregation", "publication"}
    assert groups["aggregation"] == {*table_names(), "goal"} - set(DISCLOSED)


def test_only_invariants_block(loaded: dg.Definitions) -> None:
    graph = loaded.resolve_asset_graph()
    blocking = {key.name for key in graph.asset_check_keys if graph.get(key).blocking}
    assert blocking == {
        "every_cell_accounted_for",
        "one_value_counts_for_a_key",
        "totals_equal_their_contributions",
        "nothing_can_be_worked_out",
        "breakdowns_add_up",
        "breakdowns_give_nothing_away",
        "nothing_passes_by_disclosure",
        "shares_of_the_largest_tell_nobody",
    }
    assert {key.name for key in graph.asset_check_keys} - blocking == {
        f"findings_{category}" for category in ("file", "value", "row", "rows", "history", "others")
    }


def test_the_workspace_loads_without_a_word(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import assets.definitions as d; d.definitions()"],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert (run.returncode, run.stdout + run.stderr) == (0, "")


def test_the_workspace_names_these_definitions() -> None:
    assert "module_name: assets.definitions" in (ROOT / "workspace.yaml").read_text(encoding="utf-8")


def test_partitions_follow_register_and_calendar(five_reporters: Home) -> None:
    deployment = Deployment.load(five_reporters)
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("reporter", ["gone", "alpha"])
        for _ in range(2):
            partitions.sync(instance, deployment)
            assert set(instance.get_dynamic_partitions("reporter")) == set(deployment.register.reporters)
            assert instance.get_dynamic_partitions("round") == ["2021-Q1", "2021-Q2", "2021-Q3"]


def test_a_range_holds_all_who_sent_and_no_more_than_needed(five_reporters: Home) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        partitions.sync(instance, Deployment.load(five_reporters))
        span = partitions.span(instance, "2021-Q2", ["delta", "beta"])
    assert span == {
        "dagster/asset_partition_range_start": "beta|2021-Q2",
        "dagster/asset_partition_range_end": "delta|2021-Q2",
    }
