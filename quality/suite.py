"""Great Expectations over all observations of a review at once. The only module that imports it.

The library is imported inside functions, since that takes seconds; its usage statistics are switched off
before. An expectation that raises, or is lost on the way, is our own bug and stops the review.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.codes import codelist
from pipeline.register import Register
from quality.catalogue import Catalogue, ExpectationSpec
from quality.rows import Hit, Numbered

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.expectations.expectation import Expectation
    from great_expectations.expectations.row_conditions import Column


class SuiteError(RuntimeError):
    """The suite itself failed: a bug of ours, never a finding about a submission."""


def failures(rows: Numbered, rules: Catalogue, register: Register) -> list[Hit]:
    """Every row that an expectation refuses. Raises SuiteError when an expectation could not be tested."""
    if not rows.observations:
        return []
    gx = _library()
    expectations = [
        _expectation(gx, spec, rule.code, register) for rule in rules.rules for spec in rule.expectations
    ]
    results = _validate(gx, rows.frame, expectations)
    if len(results) != len(expectations):
        raise SuiteError(f"{len(expectations)} expectations were given, {len(results)} were tested")
    hits = [hit for result in results for hit in _hits(result, rows)]
    order = {code: number for number, code in enumerate(rules.entries)}
    return sorted(hits, key=lambda hit: order[hit.code])


def _library() -> ModuleType:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        # The library imports modules that Python 3.11 has deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        import great_expectations as gx  # noqa: PLC0415 - seconds long, and only reviews need it
        import great_expectations.expectations  # noqa: PLC0415
    return gx


def _column(name: str) -> Column:
    from great_expectations.expectations.row_conditions import Column  # noqa: PLC0415 - as above

    return Column(name)


def _expectation(gx: ModuleType, spec: ExpectationSpec, code: str, register: Register) -> Expectation:
    given = spec.model_dump(exclude_none=True, exclude={"type", "codelist", "registered", "where"})
    if spec.codelist:
        given["value_set"] = [entry.code for entry in codelist(spec.codelist)]
    if spec.registered:
        given["value_set"] = list(register.parties)
    for column, text in (spec.where or {}).items():
        given["row_condition"] = _column(column) == text
    expectation: type[Expectation] = getattr(gx.expectations, spec.type)
    return expectation(**given, meta={"code": code, "field": spec.tested})


def _validate(
    gx: ModuleType, frame: pd.DataFrame, expectations: Sequence[Expectation]
) -> list[ExpectationValidationResult]:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False, "profilers": False}
    batch = (
        context.data_sources.add_pandas("submissions")
        .add_dataframe_asset("observations")
        .add_batch_definition_whole_dataframe("all")
    )
    suite = context.suites.add(gx.ExpectationSuite(name="observations", expectations=list(expectations)))
    validation = context.validation_definitions.add(
        gx.ValidationDefinition(name="review", data=batch, suite=suite)
    )
    outcome = validation.run(
        batch_parameters={"dataframe": frame}, result_format={"result_format": "COMPLETE"}
    )
    return list(outcome.results)


def _hits(result: ExpectationValidationResult, rows: Numbered) -> list[Hit]:
    meta = (result.expectation_config and result.expectation_config.meta) or {}
    if result.success:
        return []
    failed = result.result.get("unexpected_index_list")
    if not failed:
        raise SuiteError(f"{meta} could not be tested: {result.exception_info}")
    return [_hit(meta, rows, int(row)) for row in failed]


def _hit(meta: dict[str, str], rows: Numbered, row: int) -> Hit:
    observation = rows.observations[row]
    value = getattr(observation, meta["field"])
    numeric = meta["field"].startswith(("value", "period"))
    return Hit(
        code=meta["code"],
        submission=observation.submission,
        place=observation.place,
        seen=observation.printed_text if numeric else str(value or ""),
        params={"field": meta["field"], "indicator": observation.indicator},
    )
