"""The goal as measured or not computable, and its parts apart."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pipeline import wording
from pipeline.codes import codelist
from pipeline.composing.beside_goal import beside
from pipeline.composing.goal_remarks import counted, remarks, spanned
from pipeline.composing.labels import Row, coalition, table
from pipeline.figures import Figure
from pipeline.indicators.gaps import explain, measure_class, read_gaps
from pipeline.inputs import Scope
from pipeline.model import Text
from pipeline.sentences import sentence
from pipeline.target import Target, timing


def goals(scope: Scope) -> list[Figure]:
    """A figure for each target, with the words in which it was announced first, and one for each of its
    parts.
    """
    targets = {target.id: target for target in scope.deployment.targets}
    rows = table(scope, "goal")
    whole = [row for row in rows if _is_whole(row)]
    return [
        *(_goal(scope, targets[row["target"]], row) for row in whole),
        *(_part(scope, targets[row["target"]], row) for row in rows if not _is_whole(row)),
    ]


def _is_whole(row: Row) -> bool:
    return bool(row["channel"] == row["taxon_group"] == "all")


def _measured(scope: Scope, target: Target, row: Row) -> dict[str, Any]:
    """The fields that the goal and its parts share."""
    return {
        "indicator": "reduction",
        "unit": "percent",
        "unit_label": codelist("units").label("percent"),
        "measure_class": measure_class(target),
        **coalition(scope),
        "period": wording.iso_period(row["window_start"], row["window_end"]),
        "period_start": row["window_start"],
        "period_end": row["window_end"],
        "value": row["reduction"],
        "value_low": None,
        "value_high": None,
        "interval_low": row["reduction_low"],
        "interval_high": row["reduction_high"],
        "qualifier": "" if row["reduction"] is None else "rounded",
        "coverage_n": row["sites"],
        "coverage_of": row["sites_in_panel"],
        "missing": tuple(explain(gap) for gap in read_gaps(row["missing"])),
    }


def _goal(scope: Scope, target: Target, row: Row) -> Figure:
    announced = target.statements[:1]
    return Figure(
        **_measured(scope, target, row),
        id=f"goal/{target.id}/{scope.round}",
        topic="goal",
        indicator_label=sentence("goal_label", target=wording.number(target.value)),
        status=row["state"],
        wording=_sentence(target, row),
        target=target.value,
        target_date=target.date,
        probability=row["probability"],
        remarks=remarks(target, row),
        beside=beside(scope, target),
        also_announced=target.statements[1:],
        **(announced[0].model_dump() if announced else {}),
    )


def _part(scope: Scope, target: Target, row: Row) -> Figure:
    """One channel or taxon group apart."""
    dimension, name = ("channel", "channels") if row["channel"] != "all" else ("taxon_group", "taxon_groups")
    label = codelist(name).label(row[dimension])
    computed = row["reduction"] is not None
    if computed:
        of = {"what": _what(target), "kind": _kind(target), "sites": row["sites"]}
        text = sentence("goal_part", part=label, **of, **_numbers(row))
    else:
        missing = [explain(gap) for gap in read_gaps(row["missing"])]
        reasons = Text(" ".join(t.en for t in missing), "".join(t.zh for t in missing))
        text = sentence("goal_part_not_computable", part=label, missing=reasons)
    return Figure(
        **_measured(scope, target, row),
        id=f"goal_part/{target.id}/{scope.round}/{row[dimension]}",
        topic="goal_part",
        indicator_label=sentence("goal_part_label", part=label),
        dimensions={dimension: row[dimension]},
        status="estimated" if computed else row["state"],
        wording=text,
    )


def _sentence(target: Target, row: Row) -> Text:
    aim, until = wording.number(target.value), wording.period(target.date, target.date)
    if row["state"] == "not_computable":
        return sentence("goal_not_computable", target=aim, date=until)
    when = timing(row["window_end"], target.date)
    return sentence(
        "goal_measured",
        sites=row["sites"],
        what=_what(target),
        kind=_kind(target),
        period=wording.period(row["window_start"], row["window_end"]),
        baseline=wording.period(target.baseline.start, target.baseline.end) if target.baseline else "",
        answer=sentence("_".join(("goal", row["state"], *filter(None, [when]))), target=aim, date=until),
        **_numbers(row, target.value),
    )


def _what(target: Target) -> Text:
    """What is compared, so that no number stands without its measure."""
    views = measure_class(target) == "prevalence"
    rate = "views" if views else "hours" if target.effort == "effort_hours" else "effort"
    return sentence(f"goal_rate_{rate}", counted=counted(target))


def _kind(target: Target) -> Text:
    """The kind of measure as it stands inside a sentence."""
    label = codelist("measure_classes").label(measure_class(target))
    return Text(label.en.lower(), label.zh)


def _numbers(row: Row, target: Decimal | None = None) -> dict[str, Text | str]:
    """The reduction and its limits in words, none like a target that it is not; a rise is said as one."""
    return {
        "reduction": wording.tenths(abs(row["reduction"]), target),
        "side": sentence("goal_below" if row["reduction"] >= 0 else "goal_above"),
        "interval": _interval(row["reduction_low"], row["reduction_high"], target),
    }


def _interval(low: Decimal, high: Decimal, target: Decimal | None) -> Text:
    """The limits in words; where one of them is a rise they are not called those of a reduction."""
    name = "goal_interval" if low >= 0 else "goal_interval_rise"
    return sentence(name, span=spanned(low, high, target))
