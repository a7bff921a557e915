"""One asset a table of the round; a new SQL file is a new asset, its dependencies read from the SQL."""

import hashlib

import dagster as dg

from assets import partitions
from assets.previews import rows_table
from assets.resources import DataHome
from pipeline import aggregate

DISCLOSED = ("breakdown_disclosure", "disclosed", "disclosed_breakdowns", "disclosure")


def _code_version(name: str) -> str | None:
    """Changes with the SQL; a table made in Python has the version of the code."""
    if name in aggregate.PYTHON_TABLES:
        return None
    return hashlib.sha256(aggregate.sql(name).encode()).hexdigest()[:16]


def _story(name: str) -> str:
    """The comment that a SQL file opens with says what its table is."""
    if made := aggregate.PYTHON_TABLES.get(name):
        return made.story
    lines = aggregate.sql(name).splitlines()
    comment = [line.removeprefix("--").strip() for line in lines if line.startswith("--")]
    return " ".join(comment)


def table(name: str) -> dg.AssetsDefinition:
    """The asset of one table."""

    @dg.asset(
        name=name,
        deps=[*aggregate.dependencies(name), *(["observations"] if aggregate.reads_accepted(name) else [])],
        partitions_def=partitions.rounds,
        group_name="publication" if name in DISCLOSED else "aggregation",
        kinds={"python" if name in aggregate.PYTHON_TABLES else "sql", "duckdb", "parquet"},
        description=_story(name),
        code_version=_code_version(name),
    )
    def built(context: dg.AssetExecutionContext, data_home: DataHome) -> dg.MaterializeResult[None]:
        scope = data_home.scope(context.partition_key)
        path = aggregate.build_table(name, scope)
        rows = aggregate.read_table(name, scope)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": len(rows),
                "file": dg.MetadataValue.path(path),
                "as_of": scope.as_of.isoformat(),
                "preview": rows_table(rows),
            }
        )

    return built


tables = [table(name) for name in aggregate.table_names()]
