"""The audit of built breakdowns: do they add up, and do they help anybody to a member's figures?"""

from __future__ import annotations

from pipeline import aggregate, inputs, warehouse
from pipeline.inputs import Scope

_UNEVEN = """
    SELECT kind, name, indicator, dimension, sum(value) AS value, any_value(total) AS total
    FROM parquet
    GROUP BY ALL
    HAVING sum(value) <> any_value(total)
"""


def uneven(scope: Scope) -> list[dict[str, object]]:
    """Breakdowns whose categories, what is not broken down among them, do not add up to the total."""
    return aggregate.read_table("breakdowns", scope, _UNEVEN)


def worked_out(scope: Scope) -> list[dict[str, object]]:
    """Estimates within p% that the built breakdowns make possible beside all else; empty when none does.

    It reads the tables as they stand in the home, so that it sees what was changed after the decision.
    """
    from pipeline.disclosure import breakdown_table  # noqa: PLC0415 - SciPy is slow to load

    with warehouse.connection() as engine:
        for name in (*aggregate.PYTHON_TABLES["breakdown_disclosure"].reads, "disclosed_breakdowns"):
            if name in inputs.NAMES:
                inputs.show(engine, name, scope)
            else:
                warehouse.view_parquet(engine, name, [scope.home.table(scope.round, name)], {})
        return breakdown_table.worked_out(engine)
