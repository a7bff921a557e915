"""The goal as measured or not computable, and the monitoring series behind it."""

from __future__ import annotations

from decimal import Decimal

from pipeline import wording
from pipeline.codes import codelist
from pipeline.composing.labels import Row, coalition, table
from pipeline.figures import Figure, MonitoredRate
from pipeline.indicators.goal import explain, read_gaps, relevant
from pipeline.inputs import Scope
from pipeline.model import Text
from pipeline.sentences import sentence
from pipeline.target import Announcement, Target


def goals(scope: Scope) -> list[Figure]:
    """One figure for each target, with the words in which it was announced first."""
    targets = {target.id: target for target in scope.deployment.targets}
    return [_goal(scope, targets[row["target"]], row) for row in table(scope, "goal")]


def _goal(scope: Scope, target: Target, row: Row) -> Figure:
    announced = target.statements[0] if target.statements else Announcement(quote="")
    measured = codelist("indicators")[target.indicator].extra["measure_class"] if target.indicator else ""
    return Figure(
        id=f"goal/{target.id}/{scope.round}",
        topic="goal",
        indicator="reduction",
        indicator_label=sentence("goal_label", target=wording.number(target.value)),
        unit="percent",
        unit_label=codelist("units").label("percent"),
        measure_class=measured,
        **coalition(scope),
        period=wording.iso_period(row["window_start"], row["window_end"]),
        period_start=row["window_start"],
        period_end=row["window_end"],
        value=row["reduction"],
        value_low=None,
        value_high=None,
        interval_low=row["reduction_low"],
        interval_high=row["reduction_high"],
        qualifier="" if row["reduction"] is None else "rounded",
        status=row["state"],
        coverage_n=row["sites"],
        coverage_of=row["sites_in_panel"],
        missing=tuple(explain(gap) for gap in read_gaps(row["missing"])),
        wording=_sentence(target, row),
        target=target.value,
        target_date=target.date,
        quote=announced.quote,
        attributed_to=announced.attributed_to,
        source_title=announced.source_title,
        source_publisher=announced.source_publisher,
        source_url=announced.source_url,
        source_date=announced.source_date,
    )


def _sentence(target: Target, row: Row) -> Text:
    aim = wording.number(target.value)
    if row["state"] == "not_computable":
        return sentence("goal_not_computable", target=aim, date=wording.period(target.date, target.date))
    return sentence(
        "goal_measured",
        sites=row["sites"],
        period=wording.period(row["window_start"], row["window_end"]),
        reduction=f"{row['reduction']:.1f}",
        low=f"{row['reduction_low']:.1f}",
        high=f"{row['reduction_high']:.1f}",
        answer=sentence(f"goal_{row['state']}", target=aim),
    )


def monitoring(scope: Scope) -> tuple[MonitoredRate, ...]:
    """Advertisements found and effort by round, over the sites searched in every round."""
    target = next((t for t in scope.deployment.targets if t.population and t.protocol), None)
    if target is None:
        return ()
    rows = [row for row in table(scope, "monitoring") if relevant(target, row)]
    by_round = {
        r.round: [
            row for row in rows if r.first_day <= row["period_start"] and row["period_end"] <= r.last_day
        ]
        for r in scope.rounds
    }
    always = set.intersection(*({row["site"] for row in found} for found in by_round.values()))
    return tuple(
        MonitoredRate(
            period=r.round,
            period_start=r.first_day,
            period_end=r.last_day,
            found=_sum(by_round[r.round], "found", always),
            effort=_sum(by_round[r.round], "effort", always),
            sites=len(always),
        )
        for r in scope.rounds
        if always
    )


def _sum(rows: list[Row], column: str, sites: set[str]) -> Decimal:
    return sum((row[column] for row in rows if row["site"] in sites), Decimal(0))
