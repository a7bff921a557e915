"""The rules as Great Expectations has them: one suite of all expectations, and its validation definition.

Imported by `quality.suite` alone, when a review begins: the library takes seconds to load. What is made of
the same rules and the same register is kept for the life of the process, since making it costs as much
as testing a few hundred rows. There is one suite, since each costs as much again. Nothing of one review
reaches the next.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from types import new_class
from typing import Any

import great_expectations as gx
import great_expectations.expectations as library
from great_expectations.compatibility.pydantic import PrivateAttr
from great_expectations.core import ExpectationSuiteValidationResult
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.core.validation_definition import ValidationDefinition
from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
from great_expectations.data_context.store.validation_results_store import ValidationResultsStore
from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults
from great_expectations.data_context.types.resource_identifiers import ExpectationSuiteIdentifier
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

from pipeline.codes import codelist
from quality.catalogue import Catalogue, ExpectationSpec, Rule

COMPLETE = {"result_format": "COMPLETE", "return_unexpected_index_query": False}
"""Every failing row is named; other formats name twenty or none."""
SUITE = "observations"
RESULTS_STORE = "validation_results_store"


@dataclass(frozen=True, slots=True)
class Definitions:
    """A context of the library, and what is tested in it."""

    context: EphemeralDataContext
    validation: ValidationDefinition

    @property
    def count(self) -> int:
        """How many expectations there are."""
        return len(self.validation.suite.expectations)

    @property
    def suite(self) -> ExpectationSuiteIdentifier:
        """The suite's name, as the library's pages want it."""
        return ExpectationSuiteIdentifier(SUITE)

    def checkpoint(self, name: str) -> gx.Checkpoint:
        """The validation as a checkpoint with complete results."""
        checkpoint = gx.Checkpoint(
            name=name, validation_definitions=[self.validation], result_format=COMPLETE
        )
        return self.context.checkpoints.add(checkpoint)

    def run_id(self, name: str, at: datetime) -> RunIdentifier:
        """What a run of the checkpoint is called."""
        return RunIdentifier(run_name=name, run_time=at)


class NothingKept(ValidationResultsStore):
    """A store of results that keeps none: a review reads its answer and is done with it."""

    def store_validation_results(self, *_: object, **__: object) -> bool:
        """Keep nothing; writing fifty thousand failures down would take minutes."""
        return True


class ExactResults(ValidationResultsStore):
    """A store of results that writes decimals as they are.

    The library makes binary fractions of them, and walks the whole stack to say so for each.
    """

    def serialize(self, value: ExpectationSuiteValidationResult) -> str:
        """The result as JSON, decimals as texts."""
        for result in value.results:
            result.result = {name: _exact(found) for name, found in result.result.items()}
        return str(super().serialize(value))  # type: ignore[no-untyped-call]


def _exact(found: object) -> object:
    if isinstance(found, Decimal):
        return str(found)
    if isinstance(found, dict):
        return {key: _exact(value) for key, value in found.items()}
    return [_exact(value) for value in found] if isinstance(found, list | tuple) else found


def define(
    rules: Catalogue,
    parties: tuple[str, ...],
    results: Mapping[str, Any] | None = None,
    pages: Mapping[str, Any] | None = None,
) -> Definitions:
    """Make a context, the suite of all expectations in it, and its validation definition.

    `results` says where results are stored (nowhere without it), `pages` which sites can be made of them,
    both in the library's own terms. Raises AttributeError for an expectation that the library has not.
    """
    context = _context(results, pages)
    batch = (
        context.data_sources.add_pandas("submissions")
        .add_dataframe_asset(SUITE)
        .add_batch_definition_whole_dataframe("reviewed")
    )
    expectations = [_expectation(spec, rule, parties) for rule in rules.rules for spec in rule.expectations]
    suite = context.suites.add(gx.ExpectationSuite(name=SUITE, expectations=expectations))
    definition = gx.ValidationDefinition(name="review", data=batch, suite=suite)
    return Definitions(context, context.validation_definitions.add(definition))


def _context(results: Mapping[str, Any] | None, pages: Mapping[str, Any] | None) -> EphemeralDataContext:
    defaults = InMemoryStoreBackendDefaults()
    defaults.data_docs_sites = dict(pages or {})
    config = DataContextConfig(store_backend_defaults=defaults, analytics_enabled=False)
    context = gx.get_context(mode="ephemeral", project_config=config)
    bars = {"globally": False, "metric_calculations": False, "profilers": False}
    context.variables.progress_bars = bars  # type: ignore[assignment]
    # The configuration of a context drops the module of a store's class.
    context.stores[RESULTS_STORE] = ExactResults(store_backend=dict(results)) if results else NothingKept()
    return context


def _expectation(spec: ExpectationSpec, rule: Rule, parties: tuple[str, ...]) -> Expectation:
    given = spec.model_dump(exclude_none=True, exclude={"type", "codelist", "registered", "where"})
    if spec.where:
        given["column"] = spec.column_tested
    if spec.codelist:
        given["value_set"] = [entry.code for entry in codelist(spec.codelist)]
    if spec.registered:
        given["value_set"] = list(parties)
    meta = {"code": rule.code, "field": spec.tested}
    return _steady(spec.type)(**given, meta=meta, description=_told(spec, rule))


def _told(spec: ExpectationSpec, rule: Rule) -> str:
    """What a page says is tested: the rule, and what it wants in few words; a list by its name."""
    if spec.codelist:
        wanted = f"is a code of the list “{spec.codelist}”"
    elif spec.registered:
        wanted = f"is one of the {spec.registered} of the register"
    elif spec.column_B:
        wanted = f"is {'at least' if spec.or_equal else 'above'} “{spec.column_B}”"
    elif spec.min_value is not None or spec.max_value is not None:
        limits = {"at least": spec.min_value, "at most": spec.max_value}
        wanted = "is " + " and ".join(
            f"{name} {limit}" for name, limit in limits.items() if limit is not None
        )
    else:
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", spec.type).lower()
        wanted = f"({words} {spec.type_ or ''}".rstrip() + ")"
    return f"{rule.code}: “{spec.column_tested}” {wanted}"


class _Steady:
    """An expectation that works out its configuration once and not for every argument that is read.

    The library asks for it some 150 times in one run of one expectation and builds it anew each time, which
    was a third of the time of a review.
    """

    _made: ExpectationConfiguration | None

    @property
    def configuration(self) -> ExpectationConfiguration:
        """The library's, made when it is first asked for and again after a change."""
        made = self._made
        if made is None:
            made = super().configuration  # type: ignore[misc]
            object.__setattr__(self, "_made", made)
        return made

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        object.__setattr__(self, "_made", None)


@cache
def _steady(name: str) -> type[Expectation]:
    """An expectation of the library by its name, as a class of ours. Raises AttributeError without one."""
    base: type[Expectation] = getattr(library, name)
    own = {"__module__": __name__, "_made": PrivateAttr(None)}
    return new_class(f"Steady{name}", (_Steady, base), exec_body=lambda body: body.update(own))
