"""What Dagster loads: everything it is told about this project, and the policy that holds for all of it."""

from __future__ import annotations

import warnings

import dagster as dg

from assets.resources import DataHome
from pipeline.settings import Settings
from pipeline.version import code_version

with warnings.catch_warnings():
    # Runs over a range and checks on partitions are marked beta and preview in Dagster 1.13; it is pinned.
    warnings.simplefilter("ignore", dg.BetaWarning)
    warnings.simplefilter("ignore", dg.PreviewWarning)
    from assets import automation, checks, intake, publication, tables, triage

OWNERS = ["team:secretariat"]


def _policy(spec: dg.AssetSpec) -> dg.AssetSpec:
    """Owned by the secretariat; a change of code shows, a table's only when its SQL changes."""
    return spec.replace_attributes(owners=OWNERS, code_version=spec.code_version or code_version())


def definitions_of(data_home: DataHome) -> dg.Definitions:
    """The definitions on one data home."""
    assets: list[dg.AssetsDefinition | dg.AssetSpec]
    assets = [intake.submissions, intake.review_and_accept, *tables.tables, *publication.steps, triage.triage]
    return dg.Definitions(
        assets=dg.map_asset_specs(_policy, assets),
        asset_checks=checks.invariants,
        jobs=[automation.intake_job, automation.round_job],
        sensors=[automation.inbox],
        schedules=[automation.round_closes],
        resources={"data_home": data_home},
        # A round is many small steps: a process for each would take longer than the work.
        executor=dg.in_process_executor,
    )


@dg.definitions
def definitions() -> dg.Definitions:
    """The definitions on the data home that the environment names."""
    return definitions_of(DataHome(path=str(Settings.from_environment().home.absolute())))
