"""One log through its layout: count, observe, and account for every row.

In a log the account is one of rows: each is part of observations, outside the scope for a named reason, or
the reason of a finding. The place of an observation is the predicate that finds its rows, with their number.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.logs.counting import REJECTS, Counts, count_log
from pipeline.logs.files import common_header, log_files
from pipeline.logs.observing import Group, day_of, listed, observe, quoted
from pipeline.logs.rule import LogRule
from pipeline.logs.schema import LogSchema, log_schema
from pipeline.mapping.agreement import check_round, check_round_covered, check_subjects
from pipeline.mapping.book import Mapped
from pipeline.mapping.complaints import Complaints
from pipeline.mapping.situation import Situation
from pipeline.model import CellCount, Observation
from pipeline.readers.refusals import refusal
from pipeline.warehouse import LogError

_SHOWN_LINES = 20


def read_log(path: Path, rule: LogRule, situation: Situation) -> Mapped:
    """Read a stored log. Raises RefusalError when it cannot be read at all."""
    schema = log_schema(rule.kind)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = log_files(path, folder)
        header = common_header(paths, schema)
        try:
            counts = count_log(paths, header, schema, rule, folder)
        except LogError as error:
            raise refusal("log-unreadable", reason=str(error)) from error
    return _mapped(counts, schema, rule, situation)


def _mapped(counts: Counts, schema: LogSchema, rule: LogRule, situation: Situation) -> Mapped:
    complaints = Complaints()
    unknown = tuple(_unknown_codes(counts, schema))
    usable = [g for g in counts.kept if _is_usable(g, schema)]
    observations = observe(usable, schema, rule, situation.submission.id)
    everything = [o.place for o in observations]
    for column, text, rows in unknown:
        place = f"rows where {column}={quoted(text)}: {rows}"
        complaints.add("log-unknown-code", [place, *everything], text, column=column, rows=str(rows))
    _complain_of_damage(counts, everything, complaints)
    _complain_of_repeated(counts, rule, observations, complaints)
    _complain_of_platforms(counts, rule, complaints)
    _complain_of_days(counts, everything, complaints)
    _tell_corrections(counts, schema, complaints)
    check_subjects(observations, situation, complaints)
    check_round(observations, situation, complaints)
    check_round_covered(observations, situation, complaints)
    cells = _account(counts, usable, rule, complaints)
    return Mapped(observations, complaints.findings(), cells)


def _unknown_codes(counts: Counts, schema: LogSchema) -> Iterator[tuple[str, str, int]]:
    """Column, text and number of rows of every text that a closed list does not hold."""
    for row in counts.seen_values:
        column, text = row["in_column"], row["seen"]
        try:
            codes = listed(text)
        except ValueError:
            codes = (text,)
        if (column == "category" and not codes) or any(schema.unknown(column, codes)):
            yield column, text, row["found"]


def _is_usable(group: Group, schema: LogSchema) -> bool:
    """Whether a kept group has a day and codes that can be read."""
    try:
        known = not any(any(schema.unknown(column, listed(group[column]))) for column in schema.values)
    except ValueError:
        return False
    return known and day_of(group["day"] or "") is not None


def _complain_of_damage(counts: Counts, everything: list[str], complaints: Complaints) -> None:
    """Rows that could not be read: any of them may belong to any figure, so that all are held back."""
    if not counts.damaged:
        return
    several = len({row["file_path"] for row in counts.damaged}) > 1
    lines = [
        f"{Path(row['file_path']).name} line {row['line']}" if several else f"line {row['line']}"
        for row in counts.damaged[:_SHOWN_LINES]
    ]
    reasons = sorted({row["reason"].lower() for row in counts.damaged})
    rows = f"{len(counts.damaged)}" if len(counts.damaged) < REJECTS else f"at least {REJECTS}"
    complaints.add("log-rows-damaged", [*lines, *everything], "; ".join(reasons), rows=rows)


def _complain_of_repeated(
    counts: Counts, rule: LogRule, observations: Sequence[Observation], complaints: Complaints
) -> None:
    for row in counts.repeated:
        day = day_of(row["day"] or "")
        party = rule.platforms[row["platform_name"]]
        concerned = [o.place for o in observations if o.subject == party and o.period_end == day]
        complaints.add("log-rows-repeated", concerned, str(row["found"]), platform=row["platform_name"])


def _complain_of_platforms(counts: Counts, rule: LogRule, complaints: Complaints) -> None:
    found = {row["platform_name"]: row["found"] for row in counts.platforms}
    for name in rule.platforms:
        if name not in found:
            complaints.add("log-platform-absent", platform=name)
    for name, rows in found.items():
        if name not in rule.platforms and rule.other_platforms == "finding":
            complaints.add(
                "log-platform-unknown",
                [f"rows where platform_name={quoted(name)}: {rows}"],
                name,
                platform=name,
                rows=str(rows),
            )


def _complain_of_days(counts: Counts, everything: list[str], complaints: Complaints) -> None:
    """Rows without a day; where they should have been counted, any figure may lack them."""
    wanted = {group["day"] or "" for group in counts.kept}
    for row in counts.days:
        if day_of(row["day"]) is None:
            place = f"rows where left(application_date, 10)={quoted(row['day'])}: {row['found']}"
            concerned = everything if row["day"] in wanted else []
            complaints.add("log-bad-day", [place, *concerned], row["day"], rows=str(row["found"]))


def _tell_corrections(counts: Counts, schema: LogSchema, complaints: Complaints) -> None:
    """What the publisher has said about rows that are counted here."""
    for correction in schema.corrections:
        touched: dict[str, int] = {}
        for group in counts.kept:
            day, name = day_of(group["day"] or ""), group["platform_name"]
            if day and correction.touches(name, day):
                touched[name] = touched.get(name, 0) + group["found"]
        for name, rows in touched.items():
            complaints.add(
                "log-correction-known",
                [f"rows where platform_name={quoted(name)}: {rows}"],
                platform=name,
                reason=correction.what,
                first_day=correction.first_day.isoformat(),
                last_day=correction.last_day.isoformat(),
                rows=str(rows),
            )


def _account(counts: Counts, usable: Sequence[Group], rule: LogRule, complaints: Complaints) -> CellCount:
    """Rows of the log: counted, outside for a reason, the rest; the sum is told with every log."""
    counted = sum(group["found"] for group in usable)
    own = [row for row in counts.platforms if row["platform_name"] in rule.platforms]
    other = [row for row in counts.platforms if row["platform_name"] not in rule.platforms]
    other_categories = sum(row["found"] - row["kept"] for row in own)
    other_platforms = sum(row["found"] for row in other)
    rows = counts.rows + len(counts.damaged)
    outside = other_categories + (other_platforms if rule.other_platforms == "outside" else 0)
    complaints.add(
        "log-rows",
        rows=str(rows),
        counted=str(counted),
        categories=str(other_categories),
        platforms=str(other_platforms),
        rest=str(rows - counted - other_categories - other_platforms),
    )
    return CellCount(in_file=rows, as_observations=counted, explained=outside)
