"""The tables that the SELECTs in `rules/sql` read, made once for a review.

- `observations`: the rows under review, with `row`, `series` and `period` (the two halves of the key),
  `bounded`, `floor_value`/`ceiling_value`, the least and most that the value can be, and `said`, all of it
- `breakdowns` (one line per row and dimension: its `part` and the `rest` of the key) and `hierarchy`
  (which part belongs to which whole)
- `asked`: what a file asks for and has no row for, with the same columns; `unit` where that is a percentage
- `submissions`; `parties`; `memberships`; `strangers` (who speaks for whom without being registered to)
- `indicators`; `codes` (the code list of each dimension)
- `sums_of_parts`: the wholes of breakdowns with their parts added up; `told_before`: rows beside what was
  accepted last for them (one SELECT each in `rules/sql/shared`)
- `past`: what was accepted before, with its reporter, round, rank of source and sequence
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipeline import warehouse
from pipeline.answers import in_words
from pipeline.codes import DIMENSION_LISTS, codelist
from pipeline.deployment import Deployment
from pipeline.model import OBSERVATION_COLUMNS, SERIES_KEY, Observation, Submission
from pipeline.register import COALITION
from pipeline.values.limits import PERCENT, is_percent
from quality.rows import Numbered
from quality.rule_files import RULES

UNBOUNDED = "1e20"
"""Stands for a missing bound in comparisons; far above any count."""
ACCEPTED_COLUMNS = {
    **OBSERVATION_COLUMNS,
    "reporter": "VARCHAR",
    "round": "VARCHAR",
    "rank": "INTEGER",
    "sequence": "VARCHAR",
}
DERIVED = f"""
    concat_ws('|', {", ".join(SERIES_KEY)}) AS series,
    concat_ws('/', coalesce(period_start::VARCHAR, ''), period_end::VARCHAR, reference_period) AS period,
    (value_low IS NOT NULL OR value_high IS NOT NULL) AS bounded,
    coalesce(value_low, CASE WHEN qualifier = 'exact' THEN value END, -{UNBOUNDED}) AS floor_value,
    coalesce(value_high, CASE WHEN qualifier = 'exact' THEN value END, {UNBOUNDED}) AS ceiling_value,
    {{'value': value, 'least': floor_value, 'most': ceiling_value, 'qualifier': qualifier}} AS said
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A submission with the moment its figures count from."""

    submission: Submission
    decided_at: datetime
    heard_at: datetime | None = None
    """When the last answer to one of its findings, or waiver of one, was given; values let in by it count
    from then on."""

    @property
    def sequence(self) -> str:
        """Sorts submissions by when they count; equal moments by round, then identity."""
        return self._at(self.decided_at)

    @property
    def heard(self) -> str:
        """The same for what its answers and waivers let in."""
        return self._at(self.heard_at or self.decided_at)

    def _at(self, moment: datetime) -> str:
        return f"{moment.isoformat(timespec='microseconds')} {self.submission.round} {self.submission.id}"


def create(
    engine: warehouse.Engine,
    rows: Numbered,
    submissions: Sequence[Timed],
    deployment: Deployment,
    asked: Sequence[Observation] = (),
) -> None:
    """Make all of them. `asked`: figures that files ask for and have no row for."""
    _create_observations(engine, rows)
    _create_asked(engine, asked)
    _create_submissions(engine, submissions, deployment)
    _create_register(engine, rows, submissions, deployment)
    _create_codes(engine)
    create_shared(engine, "sums_of_parts")
    _create_history(engine, rows, submissions, deployment)


def create_shared(engine: warehouse.Engine, name: str) -> None:
    """Make the table of a SELECT that several rules read."""
    select = (RULES / "sql" / "shared" / f"{name}.sql").read_text(encoding="utf-8")
    engine.execute(f"CREATE TEMP TABLE {name} AS {select}")


def _create_observations(engine: warehouse.Engine, rows: Numbered) -> None:
    given = [{"row": number, **o.as_row()} for number, o in enumerate(rows.observations)]
    warehouse.create_table(engine, "given", {"row": "BIGINT", **OBSERVATION_COLUMNS}, given)
    engine.execute(f"CREATE TEMP TABLE observations AS SELECT *, {DERIVED} FROM given")
    broken = (
        f"SELECT row, '{dimension}' AS dimension, {dimension} AS part, "
        f"concat_ws('|', {', '.join(d for d in DIMENSION_LISTS if d != dimension)}) AS rest FROM observations"
        for dimension in DIMENSION_LISTS
    )
    engine.execute(f"CREATE TEMP TABLE breakdowns AS {' UNION ALL '.join(broken)}")


def _create_asked(engine: warehouse.Engine, asked: Sequence[Observation]) -> None:
    given = [
        {**o.as_row(), "number": number, "unit": PERCENT if is_percent(o.indicator) else ""}
        for number, o in enumerate(asked)
    ]
    warehouse.create_table(
        engine, "gone", {**OBSERVATION_COLUMNS, "number": "BIGINT", "unit": "VARCHAR"}, given
    )
    engine.execute(f"CREATE TEMP TABLE asked AS SELECT *, {DERIVED} FROM gone")


def _create_submissions(
    engine: warehouse.Engine, submissions: Sequence[Timed], deployment: Deployment
) -> None:
    columns = {
        "submission": "VARCHAR",
        "reporter": "VARCHAR",
        "rank": "INTEGER",
        "round": "VARCHAR",
        "first_day": "DATE",
        "last_day": "DATE",
        "due": "DATE",
        "received_at": "TIMESTAMP",
        "replaces": "VARCHAR",
        "explained": "BOOLEAN",
        "sequence": "VARCHAR",
        "heard": "VARCHAR",
    }
    warehouse.create_table(engine, "submissions", columns, [_dated(s, deployment) for s in submissions])


def _dated(timed: Timed, deployment: Deployment) -> dict[str, Any]:
    submission = timed.submission
    calendar = deployment.calendar
    called = calendar.round(submission.round) if submission.round in calendar else None
    known = submission.reporter in deployment.register
    return {
        "submission": submission.id,
        "reporter": submission.reporter,
        "rank": deployment.register.source_rank(submission.reporter) if known else 0,
        "round": submission.round,
        "first_day": called.first_day if called else None,
        "last_day": called.last_day if called else None,
        "due": called.due if called else None,
        "received_at": submission.received_at,
        "replaces": submission.replaces,
        "explained": in_words(submission.reason or ""),
        "sequence": timed.sequence,
        "heard": timed.heard,
    }


def _create_register(
    engine: warehouse.Engine, rows: Numbered, submissions: Sequence[Timed], deployment: Deployment
) -> None:
    register = deployment.register
    parties = [
        {
            "party": party.id,
            "kind": party.kind,
            "name": " ".join(dict.fromkeys((party.name.en, party.name.zh))),
        }
        for party in register.parties.values()
    ]
    warehouse.create_table(
        engine, "parties", {"party": "VARCHAR", "kind": "VARCHAR", "name": "VARCHAR"}, parties
    )
    memberships = [
        {"party": party, "first_day": start, "last_day": end}
        for party in sorted({o.subject for o in rows.observations if o.subject in register})
        for start, end in _memberships(party, deployment)
    ]
    columns = {"party": "VARCHAR", "first_day": "DATE", "last_day": "DATE"}
    warehouse.create_table(engine, "memberships", columns, memberships)
    reporters = {timed.submission.id: timed.submission.reporter for timed in submissions}
    spoken = sorted({(o.submission, o.subject, o.period_end) for o in rows.observations})
    strangers = [
        {"submission": submission, "subject": subject, "period_end": day}
        for submission, subject, day in spoken
        if subject in register and reporters[submission] in register
        if not register.may_report(reporters[submission], subject, day)
    ]
    columns = {"submission": "VARCHAR", "subject": "VARCHAR", "period_end": "DATE"}
    warehouse.create_table(engine, "strangers", columns, strangers)


def _memberships(party: str, deployment: Deployment) -> Iterator[tuple[date | None, date | None]]:
    """Membership of a party and of those it belongs to, whenever it belonged to them."""
    waiting, seen = [party], {party}
    while waiting:
        current = waiting.pop()
        for relation in deployment.register.relations_of(current, "member", "platform_of", "owned_by"):
            if relation.relation == "member" and relation.of == COALITION:
                yield relation.start, relation.end
            elif relation.relation != "member" and relation.of not in seen:
                seen.add(relation.of)
                waiting.append(relation.of)


def _create_codes(engine: warehouse.Engine) -> None:
    columns = {"code": "VARCHAR", "unit": "VARCHAR", "time_basis": "VARCHAR", "whole": "VARCHAR"}
    columns["add_periods"] = "VARCHAR"
    indicators = [{"code": i.code, **i.extra} for i in codelist("indicators")]
    warehouse.create_table(engine, "indicators", columns, indicators)
    listed = [
        {"dimension": dimension, "code": entry.code}
        for dimension, name in DIMENSION_LISTS.items()
        for entry in codelist(name)
    ]
    warehouse.create_table(engine, "codes", {"dimension": "VARCHAR", "code": "VARCHAR"}, listed)
    columns = {"dimension": "VARCHAR", "part": "VARCHAR", "whole": "VARCHAR"}
    hierarchy = [
        {"dimension": dimension, "part": part, "whole": whole}
        for dimension, name in DIMENSION_LISTS.items()
        for part, whole in _hierarchy(name)
    ]
    warehouse.create_table(engine, "hierarchy", columns, hierarchy)


def _hierarchy(listed: str) -> Iterator[tuple[str, str]]:
    """Part and whole of a code list. Only countries are parts of the world; groups of them overlap."""
    for entry in codelist(listed):
        if listed == "categories":
            if entry.extra["parent"]:
                yield entry.code, entry.extra["parent"]
        elif entry.code != "all" and (listed != "geographies" or len(entry.code) == 2):
            yield entry.code, "all"


def _create_history(
    engine: warehouse.Engine, rows: Numbered, submissions: Sequence[Timed], deployment: Deployment
) -> None:
    """`past`: accepted observations of the home about the same subjects, or of a submission that is replaced.

    Submissions under review are left out: what was decided about them before is about to be decided again.
    """
    sources = _partitions(rows, submissions, deployment)
    if not sources:
        warehouse.create_table(engine, "past", ACCEPTED_COLUMNS, ())
        return
    columns = {"filename": "VARCHAR", "reporter": "VARCHAR", "round": "VARCHAR", "rank": "INTEGER"}
    warehouse.create_table(engine, "partitions", columns, sources)
    paths = ", ".join("'" + source["filename"].replace("'", "''") + "'" for source in sources)
    engine.execute(f"""
        CREATE TEMP TABLE past AS
        SELECT {", ".join(OBSERVATION_COLUMNS)}, reporter, round, rank,
            strftime(decided_at, '%Y-%m-%dT%H:%M:%S.%f+00:00') || ' ' || round || ' ' || submission
                AS sequence
        FROM read_parquet([{paths}], filename = true, hive_partitioning = false)
        INNER JOIN partitions USING (filename)
        WHERE submission NOT IN (SELECT submission FROM submissions)
            AND (
                subject IN (SELECT subject FROM observations UNION SELECT subject FROM asked)
                OR submission IN (SELECT replaces FROM submissions)
            )
    """)


def _partitions(rows: Numbered, submissions: Sequence[Timed], deployment: Deployment) -> list[dict[str, Any]]:
    """Partition files of the reporters themselves and of others that may speak of a subject under review."""
    register = deployment.register
    own = {timed.submission.reporter for timed in submissions}
    spoken = sorted({(o.subject, o.period_end) for o in rows.observations if o.subject in register})
    found: list[dict[str, Any]] = []
    for reporter in register.reporters:
        paths = [(r, deployment.home.observations(reporter, r)) for r in deployment.calendar.names]
        existing = [(r, path) for r, path in paths if path.exists()]
        if existing and (
            reporter in own or any(register.may_report(reporter, subject, day) for subject, day in spoken)
        ):
            rank = register.source_rank(reporter)
            found += [_source(path, reporter, round_, rank) for round_, path in existing]
    return found


def _source(path: Path, reporter: str, round_: str, rank: int) -> dict[str, Any]:
    return {"filename": str(path), "reporter": reporter, "round": round_, "rank": rank}
