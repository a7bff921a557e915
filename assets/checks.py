"""Blocking checks on a round: our own invariants. What members get wrong is a verdict and blocks nothing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import dagster as dg

from assets import partitions
from assets.previews import rows_table
from assets.publication import INTERNAL
from assets.resources import DataHome
from pipeline import edition, ratios
from pipeline.aggregate import read_table
from pipeline.disclosure import breakdown_auditing
from pipeline.disclosure.auditing import told_by_shares, worked_out
from pipeline.figures import Figure
from pipeline.inputs import Row, Scope
from pipeline.model import SERIES_KEY

Violations = Callable[[Scope], Sequence[Row]]
_VALUE_KEY = ", ".join((*SERIES_KEY, "period_start", "period_end", "reference_period"))
_WINDOW = ("kind", "name", "indicator", "value", "value_low", "value_high")
_PART = ("kind", "indicator", "name", "dimension", "category")
_TOPICS = {"output_round": "round", "output_year": "year", "running_total": "running"}


def one_value_counts_for_a_key(scope: Scope) -> Sequence[Row]:
    """For one series and period at most one value counts; all others only corroborate."""
    return read_table(
        "counted",
        scope,
        f"SELECT {_VALUE_KEY}, count(*) AS times FROM parquet WHERE counts GROUP BY ALL HAVING count(*) > 1",
    )


def totals_equal_their_contributions(scope: Scope) -> Sequence[Row]:
    """Every total, and each of its bounds, is the sum of the contributions that were not left out."""
    summed = read_table(
        "contributions",
        scope,
        "SELECT kind, name, indicator, sum(value) AS value, sum(value_low) AS value_low, "
        "CASE WHEN count(*) = count(value_high) THEN sum(value_high) END AS value_high "
        "FROM parquet WHERE left_out IS NULL GROUP BY ALL",
    )
    ended = {r.round for r in scope.rounds}
    expected = {tuple(row[c] for c in _WINDOW) for row in summed if _last_round(row) in ended}
    found = {tuple(row[c] for c in _WINDOW) for row in read_table("totals", scope)}
    return [dict(zip(_WINDOW, row, strict=True)) for row in sorted(expected ^ found, key=str)]


def _last_round(row: Row) -> str:
    """The round that a window ends with; there is a total only where that round is in the calendar."""
    return f"{row['name']}-Q4" if row["kind"] == "year" else str(row["name"])


def nothing_passes_by_disclosure(scope: Scope) -> Sequence[Row]:
    """A total is published only as the disclosure step shows it, a single value only when it is public."""
    shown = {
        (row["kind"], row["indicator"], row["window_start"], row["window_end"]): _as_shown(row)
        for row in read_table("disclosed", scope)
    }
    parts = {
        "/".join(("breakdown", *(str(row[name]) for name in _PART))): _values(row)
        for row in read_table("disclosed_breakdowns", scope)
    }
    public = {
        (row["subject"], row["indicator"], row["period_start"], row["period_end"], row["value"])
        for row in read_table("counted", scope, "SELECT * FROM parquet WHERE is_public")
    }
    found: list[Row] = []
    for figure in edition.load(scope.home.draft(scope.round) / INTERNAL / "edition.json").figures:
        period = (figure.period_start, figure.period_end)
        if kind := _TOPICS.get(figure.topic):
            told = (figure.value, figure.value_low, figure.value_high)
            passed = shown.get((kind, figure.indicator, *period), (None, None, None)) == told
        elif figure.topic == "breakdown":
            passed = (figure.value, figure.value_low, figure.value_high) == parts.get(figure.id)
        elif figure.topic == "ratio":
            passed = _sides(figure, shown, parts) == (figure.numerator, figure.denominator)
        elif figure.topic == "quotation":
            passed = (figure.subject, figure.indicator, *period, figure.value) in public
        else:
            continue
        if not passed:
            found.append({"figure": figure.id, "value": figure.value})
    return found


def _sides(figure: Figure, shown: Mapping[Any, Any], parts: Mapping[str, Any]) -> tuple[object, object]:
    """What a ratio is made of, as the disclosure step shows it."""
    ratio = next(ratio for ratio in ratios.declared() if ratio.code == figure.indicator)
    topic, _, name = figure.id.split("/")
    window = (topic.removeprefix("ratio_"), figure.period_start, figure.period_end)
    above, below = (
        shown.get((window[0], indicator, *window[1:]), (None, None, None))[0]
        for indicator in (ratio.numerator, ratio.denominator)
    )
    if not ratio.numerator_dimension:
        return above, below
    row = {"kind": window[0], "name": name, "indicator": ratio.numerator}
    row["dimension"] = ratio.numerator_dimension
    taken = [
        parts.get("/".join(("breakdown", *({**row, "category": value}[key] for key in _PART))), (0, 0, 0))[0]
        for value in ratio.numerator_values
    ]
    return None if None in taken else sum(taken), below


def _as_shown(row: Row) -> tuple[object, object, object]:
    """Value and bounds that the disclosure step lets a total have."""
    return _values(row) if row["shown"] else (None, row["bound_low"], row["bound_high"])


def _values(row: Row) -> tuple[object, object, object]:
    return row["value"], row["value_low"], row["value_high"]


def nothing_can_be_worked_out(scope: Scope) -> Sequence[Row]:
    """From what this release and every earlier one shows, nobody can tell a member's figures within p%."""
    return worked_out(scope)


def breakdowns_add_up(scope: Scope) -> Sequence[Row]:
    """The categories of every breakdown, what is not broken down among them, add up to the total."""
    return breakdown_auditing.uneven(scope)


def breakdowns_give_nothing_away(scope: Scope) -> Sequence[Row]:
    """Nor can anybody tell a member's figures within p% with the help of totals that are broken down."""
    return breakdown_auditing.worked_out(scope)


def shares_of_the_largest_tell_nobody(scope: Scope) -> Sequence[Row]:
    """Every band of a largest owner group's share is true, and none helps to tell figures within p%."""
    return told_by_shares(scope)


def _blocking(asset: str, violations: Violations) -> dg.AssetChecksDefinition:
    """A blocking check out of a function that lists what breaks its invariant."""

    @dg.asset_check(
        asset=asset,
        name=violations.__name__,
        description=violations.__doc__,
        blocking=True,
        partitions_def=partitions.rounds,
    )
    def check(context: dg.AssetCheckExecutionContext, data_home: DataHome) -> dg.AssetCheckResult:
        found = violations(data_home.scope(context.partition_key))
        return dg.AssetCheckResult(
            passed=not found,
            severity=dg.AssetCheckSeverity.ERROR,
            metadata={"violations": len(found), "examples": rows_table(found)},
        )

    return check


invariants = [
    _blocking("counted", one_value_counts_for_a_key),
    _blocking("totals", totals_equal_their_contributions),
    _blocking("trends", nothing_can_be_worked_out),
    _blocking("breakdowns", breakdowns_add_up),
    _blocking("disclosed_breakdowns", breakdowns_give_nothing_away),
    _blocking("largest_holdings", shares_of_the_largest_tell_nobody),
    _blocking("figures", nothing_passes_by_disclosure),
]
