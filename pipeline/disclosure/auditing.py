"""The audit of a built round: can anybody work out a member's figures from what it would publish?"""

from __future__ import annotations

from pipeline import inputs, warehouse
from pipeline.inputs import Scope

_INPUTS = ("earlier_bands", "earlier_breakdown_parts", "earlier_changes", "earlier_parts", "scope")
_TABLES = ("breakdown_parts", "disclosed", "links", "movements", "totals", "trends", "window_parts")


def worked_out(scope: Scope) -> list[dict[str, object]]:
    """Estimates within p% that the built tables and every earlier release make possible; empty when none is.

    It reads the tables as they stand in the home, so that it sees what was changed after the decision.
    """
    from pipeline.disclosure import table  # noqa: PLC0415 - SciPy is slow to load

    with warehouse.connection() as engine:
        for name in _INPUTS:
            inputs.show(engine, name, scope)
        for name in _TABLES:
            warehouse.view_parquet(engine, name, [scope.home.table(scope.round, name)], {})
        return table.worked_out(engine)


def told_by_shares(scope: Scope) -> list[dict[str, object]]:
    """The same for what is said of largest owner groups, beside all that `worked_out` looks at."""
    from pipeline.disclosure import largest  # noqa: PLC0415 - SciPy is slow to load

    with warehouse.connection() as engine:
        for name in _INPUTS:
            inputs.show(engine, name, scope)
        for name in (*_TABLES, "largest_holdings"):
            warehouse.view_parquet(engine, name, [scope.home.table(scope.round, name)], {})
        return largest.worked_out(engine)
