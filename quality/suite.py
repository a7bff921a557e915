"""Great Expectations over all observations of a review at once.

The library is imported inside a function, since that takes seconds; its usage statistics are switched off
before. An expectation that raises, or is lost on the way, is our own bug and stops the review.
"""

from __future__ import annotations

import os
import warnings
from functools import cache
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.register import Register
from quality.catalogue import Catalogue
from quality.round_results import RoundResults, SuiteError, labelled, row_number
from quality.rows import Hit, Numbered

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult

    from quality.definitions import Definitions


def failures(
    rows: Numbered, rules: Catalogue, register: Register, kept: RoundResults | None = None
) -> list[Hit]:
    """Every row that an expectation refuses. With `kept` they run as a checkpoint, whose result is kept.

    Raises SuiteError when an expectation could not be tested.
    """
    if not rows.observations:
        return []
    with _ONE_AT_A_TIME:
        definitions = _defined(rules, tuple(register.parties), kept)
        try:
            results = _validate(definitions, _tested(rows, rules), rows, kept)
        except Exception as error:
            raise SuiteError(f"the rules could not be tested: {error}") from error
    if len(results) != definitions.count:
        raise SuiteError(f"{definitions.count} expectations were given, {len(results)} were tested")
    hits = [hit for result in results for hit in _hits(result, rows)]
    order = {code: number for number, code in enumerate(rules.entries)}
    return sorted(hits, key=lambda hit: order[hit.code])


_ONE_AT_A_TIME = Lock()
"""The library keeps the frame under test beside its definitions."""
_READY: dict[tuple[str, tuple[str, ...]], Definitions] = {}
"""Definitions of the last review, by the version of the rules and the parties of the register."""


def _defined(rules: Catalogue, parties: tuple[str, ...], kept: RoundResults | None) -> Definitions:
    if kept:
        return _library().define(rules, parties, kept.storing, kept.sites)  # type: ignore[no-any-return]
    made_of = (rules.version, parties)
    if made_of not in _READY:
        _READY.clear()
        _READY[made_of] = _library().define(rules, parties)
    return _READY[made_of]


@cache
def _library() -> ModuleType:
    """`quality.definitions`, and the library with it."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        # The library imports modules that Python 3.11 has deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        from quality import definitions  # noqa: PLC0415 - seconds long, and only reviews need it
    return definitions


def _tested(rows: Numbered, rules: Catalogue) -> pd.DataFrame:
    """The observations as columns, with those that an expectation is narrowed to."""
    frame = rows.frame
    for rule in rules.rules:
        for spec in rule.expectations:
            for name, text in (spec.where or {}).items():
                frame[spec.column_tested] = frame[spec.tested].where(frame[name] == text, None)
    return frame


def _validate(
    definitions: Definitions, frame: pd.DataFrame, rows: Numbered, kept: RoundResults | None
) -> list[ExpectationValidationResult]:
    if kept:
        return kept.run(definitions, labelled(frame, rows))
    given = {"dataframe": frame}
    return list(definitions.validation.run(batch_parameters=given, result_format=_library().COMPLETE).results)


def _hits(result: ExpectationValidationResult, rows: Numbered) -> list[Hit]:
    meta = (result.expectation_config and result.expectation_config.meta) or {}
    if result.success:
        return []
    failed = result.result.get("unexpected_index_list")
    if not failed:
        raise SuiteError(f"{meta} could not be tested: {result.exception_info}")
    return [_hit(meta, rows, row_number(label)) for label in failed]


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
