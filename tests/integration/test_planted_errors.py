"""Planted errors in a few layouts: each is found by its own rule, in its cells; clean files say nothing."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
REPORTERS = ("across-1", "down-3", "months-4", "coalition-0")
KINDS = (
    "a placeholder where a count belongs",
    "a hedge before a count",
    "a formula without its result",
    "a species that nobody knows",
    "a period in words that mean no days",
    "figures about another member",
    "one thing told twice, with two values",
    "a printed total that is not the sum",
    "parts that exceed their whole",
    "a heading renamed",
    "figures in a column without a heading",
    "a number in a row agreed to be a note",
    "a filled row that is hidden",
    "a zero byte",
    "a past value that has changed",
    "last quarter's figures again",
    "every count a thousand times as large",
    "a blank species",
    "a count below zero",
    "a period after the round",
    "a past value taken back",
)
TOGETHER = (
    "a word where a count belongs",
    "a count below zero",
    "a count left blank",
    "a species that nobody knows",
    "a period in words that mean no days",
    "figures about another member",
)


@pytest.fixture(scope="module")
def planted() -> Iterator[Any]:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        yield importlib.import_module("findings_planted")
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="module")
def bench(planted: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return planted.Round(tmp_path_factory.mktemp("planted"), REPORTERS)


@pytest.fixture(scope="module")
def outcomes(planted: Any, bench: Any) -> list[Any]:
    faults = [fault for fault in planted.FAULTS if fault.told in KINDS]
    return list(planted.taken_from(bench, faults, bench.layouts))


def test_every_kind_is_planted(outcomes: list[Any]) -> None:
    assert {o.fault.told for o in outcomes} == set(KINDS)
    assert {o.layout.reporter for o in outcomes} == set(REPORTERS)


def test_each_is_found_in_exactly_its_cells(outcomes: list[Any]) -> None:
    assert not [(o.fault.told, o.layout.reporter, o.named, o.places) for o in outcomes if not o.located]


def test_each_is_told_by_one_finding_alone(outcomes: list[Any]) -> None:
    told = [(o.fault.told, o.layout.reporter, o.beside) for o in outcomes if o.beside]
    assert not [one for one in told if one[0] != "every count a thousand times as large"]


def test_two_in_one_file_are_both_told(planted: Any, bench: Any) -> None:
    faults = [fault for fault in planted.FAULTS if fault.told in TOGETHER]
    pairs = list(planted.pairs_told(bench, faults, bench.layouts))
    assert len(pairs) > 3
    assert not [pair for pair in pairs if not pair[-1]]


def test_clean_twins_say_nothing(outcomes: list[Any]) -> None:
    assert not [(o.fault.told, o.layout.reporter, o.twin.findings) for o in outcomes if o.twin.findings]
    assert all(o.twin.accepted for o in outcomes)


def test_no_wrong_value_passes_in_silence(outcomes: list[Any]) -> None:
    assert not [(o.fault.told, o.layout.reporter) for o in outcomes if o.silent]


def test_every_message_reads_well(outcomes: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    badly_told = importlib.import_module("findings_messages").badly_told
    told = [rated.finding for o in outcomes for rated in o.review.findings]
    assert [problem for finding in told for problem in badly_told(finding)] == []
