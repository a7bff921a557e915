"""Groups of a log to observations: whose, what, which day, and the predicate that finds the rows again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.logs.rule import LogRule
from pipeline.logs.schema import LogSchema
from pipeline.model import Observation

Group = Mapping[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class _Key:
    party: str
    day: date
    category: str
    indicator: str


def listed(text: str | None) -> tuple[str, ...]:
    """Codes of a cell: a JSON list of texts, or one bare code. Raises ValueError for a broken list."""
    if not text:
        return ()
    if not text.startswith("["):
        return (text,)
    codes = json.loads(text)
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise ValueError(f"no list of codes: {text}")
    return tuple(codes)


def day_of(text: str) -> date | None:
    """A day as the log writes it; None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == len("2024-03-12") else None
    except ValueError:
        return None


def observe(
    groups: Sequence[Group], schema: LogSchema, rule: LogRule, submission: str
) -> tuple[Observation, ...]:
    """One observation for each party, day, category and indicator that has rows, in that order."""
    counts: dict[_Key, int] = {}
    for group in groups:
        for key in _keys(group, schema, rule):
            counts[key] = counts.get(key, 0) + int(group["found"])
    return tuple(_observation(key, counts[key], schema, rule, submission) for key in sorted(counts))


def _keys(group: Group, schema: LogSchema, rule: LogRule) -> Iterator[_Key]:
    day = day_of(group["day"] or "")
    if day is None:
        return
    indicators = {schema.every_row} | {
        indicators[code]
        for column, indicators in schema.actions.items()
        for code in listed(group[column])
        if code in indicators
    }
    for category in _categories(group, schema):
        for indicator in indicators:
            yield _Key(rule.platforms[group["platform_name"]], day, category, indicator)


def _categories(group: Group, schema: LogSchema) -> tuple[str, ...]:
    if group["category"] != schema.main_category:
        return (schema.additional,)
    keywords = listed(group["category_specification"])
    if not keywords:
        return (schema.whole, schema.no_part)
    part = next((part for keyword, part in schema.parts.items() if keyword in keywords), schema.other_part)
    return (schema.whole, part)


def _observation(key: _Key, found: int, schema: LogSchema, rule: LogRule, submission: str) -> Observation:
    value = Decimal(found)
    return Observation(
        subject=key.party,
        indicator=key.indicator,
        category=key.category,
        period_start=key.day,
        period_end=key.day,
        value=value,
        value_low=value,
        value_high=value,
        printed_text=str(found),
        submission=submission,
        place=f"rows where {_predicate(key, schema, rule)}: {found}",
    )


def _predicate(key: _Key, schema: LogSchema, rule: LogRule) -> str:
    """SQL that finds the rows of an observation in the log again."""
    names = sorted(name for name, party in rule.platforms.items() if party == key.party)
    parts = [
        f"platform_name={quoted(names[0])}"
        if len(names) == 1
        else f"platform_name in ({', '.join(map(quoted, names))})",
        *_category_predicate(key.category, schema),
        f"application_date::date={quoted(key.day.isoformat())}",
    ]
    codes = [
        f"contains({column}, {quoted(code)})"
        for column, indicators in schema.actions.items()
        for code, indicator in indicators.items()
        if indicator == key.indicator
    ]
    if codes:
        parts.append(codes[0] if len(codes) == 1 else f"({' or '.join(codes)})")
    return " and ".join(parts)


def _category_predicate(category: str, schema: LogSchema) -> Iterator[str]:
    main = quoted(schema.main_category)
    if category == schema.additional:
        marker = quoted(schema.marker)
        yield f"category<>{main}"
        yield f"(contains(category_addition, {marker}) or contains(category_specification, {marker}))"
        return
    yield f"category={main}"
    if category == schema.whole:
        return
    if category == schema.no_part:
        yield "coalesce(category_specification, '[]')='[]'"
        return
    if category == schema.other_part:
        yield "coalesce(category_specification, '[]')<>'[]'"
    for keyword, part in schema.parts.items():
        if part == category:
            yield f"contains(category_specification, {quoted(keyword)})"
            return
        yield f"not contains(category_specification, {quoted(keyword)})"


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
