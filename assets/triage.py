"""The state of a round for the secretariat: what to look at first, who is in, who is late. In no release."""

import json
from datetime import UTC, datetime

import dagster as dg

from assets import partitions
from assets.previews import rows_table
from assets.resources import DataHome
from pipeline.home import write_bytes
from quality.triage import triage as triaged
from quality.triage_words import as_json


@dg.asset(
    partitions_def=partitions.rounds,
    deps=["observations", "reviews"],
    group_name="quality",
    kinds={"python", "json"},
)
def triage(context: dg.AssetExecutionContext, data_home: DataHome) -> dg.MaterializeResult[None]:
    """Open findings by what hangs on them; completeness and timeliness apart. As of the day of the run."""
    on = data_home.moment or datetime.now(UTC)
    state = as_json(triaged(data_home.deployment, context.partition_key, on.astimezone(UTC).date()))
    path = data_home.home.triage(context.partition_key)
    content = json.dumps(state, ensure_ascii=False, indent=1, sort_keys=True)
    write_bytes(path, f"{content}\n".encode())
    points = [
        {
            "reporter": point["reporter"],
            "submission": point["submission"],
            "code": point["code"] or "nothing received",
            "cells": point["cells"],
            "share of a total": point["effect"]["share"] if point["effect"] else None,
            "effect": point["effect"]["words"]["en"] if point["effect"] else None,
            "what is wrong": point["message"]["en"],
            "to do": point["advice"]["en"],
        }
        for point in state["points"]
    ]
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(points),
            "on": state["on"],
            "what matters first": rows_table(points),
            "completeness": rows_table(state["completeness"]["members"]),
            "timeliness": rows_table(state["timeliness"]["members"]),
            "rules": rows_table(state["rules"]),
            "file": dg.MetadataValue.path(path),
        }
    )
