"""Partitions: a reporter, a round, and both together; kept in step with the register and the calendar.

Both are dynamic, because what they hold stands in the data home: the same code serves every deployment.
"""

from __future__ import annotations

from collections.abc import Iterable

import dagster as dg

from pipeline.deployment import Deployment

REPORTER, ROUND = "reporter", "round"

reporters = dg.DynamicPartitionsDefinition(name=REPORTER)
rounds = dg.DynamicPartitionsDefinition(name=ROUND)
returns = dg.MultiPartitionsDefinition({REPORTER: reporters, ROUND: rounds})
"""What one reporter sent for one round; its keys read `baidu|2021-Q2`."""


def key(reporter: str, round_: str) -> dg.MultiPartitionKey:
    """Partition key of one reporter's return for one round."""
    return dg.MultiPartitionKey({REPORTER: reporter, ROUND: round_})


def sync(instance: dg.DagsterInstance, deployment: Deployment) -> None:
    """Make the partitions of an instance those of the register and the calendar. Safe to repeat."""
    _sync(instance, REPORTER, deployment.register.reporters)
    _sync(instance, ROUND, deployment.calendar.names)


def _sync(instance: dg.DagsterInstance, name: str, wanted: Iterable[str]) -> None:
    wanted = list(wanted)
    there = set(instance.get_dynamic_partitions(name))
    if missing := [partition for partition in wanted if partition not in there]:
        instance.add_dynamic_partitions(name, missing)
    for gone in sorted(there - set(wanted)):
        instance.delete_dynamic_partition(name, gone)


def span(instance: dg.DagsterInstance, round_: str, sending: Iterable[str]) -> dict[str, str]:
    """Run tags of the smallest range over one round that holds all the given reporters.

    Fifty reporters in one run take a tenth of the time of fifty runs; reporters inside the range that have
    nothing to review are passed over by the asset.
    """
    wanted = set(sending)
    ordered = [name for name in instance.get_dynamic_partitions(REPORTER) if name in wanted]
    return {
        "dagster/asset_partition_range_start": key(ordered[0], round_),
        "dagster/asset_partition_range_end": key(ordered[-1], round_),
    }
