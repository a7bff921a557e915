"""Rules that compare observations: with each other, with the register and with what was accepted before.

Each is a SELECT in `rules/sql` over the tables of `comparison_tables`; those that read `accepted` are asked
again for each group of submissions, since what was accepted grows meanwhile. A rule answers with `row` or
`submission`; columns that begin with `_` steer (`_seen`: the text to show, `_place`: the cell where
it is not the row's, `_together`: what separates findings, `_overruled`: see `Hit`), all others fill the
blanks of the message. What SQL cannot weigh is in `against_past`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from pipeline import warehouse
from pipeline.deployment import Deployment
from pipeline.model import Observation
from pipeline.strict_yaml import EditedFileError
from quality.against_past import held_against_past
from quality.catalogue import Catalogue, Rule
from quality.column_shifts import Gaps
from quality.comparison_tables import ACCEPTED_COLUMNS, DERIVED, Timed, create, create_shared
from quality.round_results import SuiteError
from quality.rows import Hit, Numbered

_READS_HISTORY = re.compile(r"\b(FROM|JOIN) (accepted|told_before)\b")


class Comparison:
    """All tables of one review in one engine; made by `comparing`."""

    def __init__(
        self, engine: warehouse.Engine, rows: Numbered, rules: Catalogue, deployment: Deployment
    ) -> None:
        """Keep what the rules are asked about."""
        self._engine = engine
        self._rows = rows
        self._deployment = deployment
        self.fitting: frozenset[str] = frozenset()
        """Submissions asked about so far of which every figure fits the past of its reporter."""
        self._recent: list[dict[str, Any]] = []
        statements = [(rule, rules.statements[rule.sql]) for rule in rules.rules if rule.sql]
        self._present = [(rule, sql) for rule, sql in statements if not _READS_HISTORY.search(sql)]
        self._historic = [(rule, sql) for rule, sql in statements if _READS_HISTORY.search(sql)]

    def hits(self) -> list[Hit]:
        """Answers of every rule that needs no history."""
        return [hit for rule, sql in self._present for hit in self._answers(rule, sql)]

    def hits_against_history(self, submissions: Sequence[str], gaps: Mapping[str, Gaps]) -> list[Hit]:
        """Answers of the other rules for some submissions, against the home and what `accept` added.

        `gaps` are the cells that reading complained of, by submission.
        """
        warehouse.create_table(self._engine, "recent", ACCEPTED_COLUMNS, self._recent)
        self._engine.execute(
            f"CREATE TEMP TABLE accepted AS SELECT *, {DERIVED} "
            "FROM (SELECT * FROM past UNION ALL BY NAME SELECT * FROM recent)"
        )
        create_shared(self._engine, "told_before")
        try:
            answered = [
                hit
                for rule, sql in self._historic
                for hit in self._answers(rule, sql)
                if hit.submission in submissions
            ]
            held = held_against_past(self._engine, self._rows, submissions, gaps)
            self.fitting |= held.fitting
            return [*answered, *held.hits]
        finally:
            self._engine.execute("DROP TABLE told_before; DROP TABLE accepted; DROP TABLE recent")

    def accept(self, timed: Timed, observations: Sequence[Observation]) -> None:
        """Let later submissions of the same review meet what was accepted from this one."""
        origin = {
            "reporter": timed.submission.reporter,
            "round": timed.submission.round,
            "rank": self._deployment.register.source_rank(timed.submission.reporter),
        }
        moments = {o.decided_at or timed.decided_at for o in observations}
        sequences = {moment: replace(timed, decided_at=moment).sequence for moment in moments}
        for observation in observations:
            sequence = sequences[observation.decided_at or timed.decided_at]
            self._recent.append({**observation.as_row(), **origin, "sequence": sequence})

    def _asked(self, rule: Rule, sql: str) -> list[dict[str, Any]]:
        """Raises EditedFileError for a mistake in the SELECT, and SuiteError when it fails on these rows."""
        try:
            return warehouse.rows(self._engine, sql)
        except warehouse.QUERY_MISTAKES as error:
            raise EditedFileError(f"rules/sql/{rule.sql}.sql, {warehouse.told_in_line(error)}") from None
        except warehouse.Error as error:
            raise SuiteError(f"the rule {rule.code} could not be tested: {error}") from error

    def _answers(self, rule: Rule, sql: str) -> Iterator[Hit]:
        for answer in self._asked(rule, sql):
            row = answer.pop("row", None)
            observation = self._rows.observations[row] if row is not None else None
            submission = answer.pop("submission", None)
            yield Hit(
                code=rule.code,
                submission=observation.submission if observation else str(submission),
                place=answer.pop("_place", observation.place if observation else ""),
                seen=answer.pop("_seen", observation.printed_text if observation else ""),
                together=str(answer.pop("_together", "")),
                overruled=bool(answer.pop("_overruled", False)),
                params={name: str(value) for name, value in answer.items()},
            )


@contextmanager
def comparing(
    rows: Numbered,
    submissions: Sequence[Timed],
    rules: Catalogue,
    deployment: Deployment,
    asked: Sequence[Observation] = (),
) -> Iterator[Comparison]:
    """Set up the tables that the SELECTs read. `asked`: figures that files ask for and have no row for."""
    with warehouse.connection() as engine:
        create(engine, rows, submissions, deployment, asked)
        yield Comparison(engine, rows, rules, deployment)
