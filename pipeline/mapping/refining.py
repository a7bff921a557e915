"""From a field's text to what it sets: codes through a closed list, or the days of a period.

A text is refined the same way wherever it comes from. The outcome is what the field sets, or the trouble that
explains why nothing can be set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from pipeline.fields import PERIOD_FIELDS, FieldRule, known_code
from pipeline.labels import fold
from pipeline.mapping.dating import Dates, NoPeriodError, read_period
from pipeline.values.periods import ending_on

_PLACEHOLDER = re.compile(
    r".*(?:YYYY|yyyy-mm|DD/MM|dd/mm|MM/DD|mm/dd).*|[\[<{].*[\]>}]|\.{2,}|…|[Xx]{2,}|#{2,}|TBD|TBC|tbd|tbc"
    r"|待填|请填写.*"
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A text that cannot be read: finding code, the text seen, and the finding's parameters."""

    code: str
    value: str
    params: dict[str, str] = field(default_factory=dict)


class Parts(NamedTuple):
    """What fields set: codes by target, and first and last day as far as they are known."""

    codes: Mapping[str, str] = MappingProxyType({})
    start: date | None = None
    end: date | None = None

    def plus(self, other: Parts) -> Parts:
        """Both together; a profile's fields never set the same thing twice."""
        if other is NOTHING or self is NOTHING:
            return other if self is NOTHING else self
        return Parts({**self.codes, **other.codes}, self.start or other.start, self.end or other.end)


NOTHING = Parts()
"""Set where there is no field of a scope; most cells set nothing of their own."""


def is_placeholder(text: str) -> bool:
    """Whether a template's placeholder still stands there (YYYY-MM-DD, [insert], XXX)."""
    return _PLACEHOLDER.fullmatch(text) is not None


_NOTHING_DECLARED = Dates()


def refine(
    name: str, rule: FieldRule, text: str, label: str, dates: Dates = _NOTHING_DECLARED
) -> Parts | Trouble:
    """What a field sets for a folded text. `label` is that of the column or header it came from."""
    entry = (rule.codes or {}).get(text)
    if entry is not None:
        return Parts({target or name: code for target, code in entry.items()})
    if is_placeholder(text):
        return Trouble("placeholder", text, {"label": label})
    wanted = _extracted(rule, text)
    if wanted is None:
        return _instead(name, rule, text, label, dates)
    if name in PERIOD_FIELDS:
        return _days(name, rule, wanted, label, dates)
    return _coded(name, rule, wanted, text, label)


def _instead(name: str, rule: FieldRule, text: str, label: str, dates: Dates) -> Parts | Trouble:
    """The default for a text that is blank or not meant; without one, what is wrong with it."""
    if rule.default is not None:
        period = name in PERIOD_FIELDS
        return _days(name, rule, rule.default, label, dates) if period else Parts({name: rule.default})
    if not text:
        return Trouble("blank-dimension", "", {"field": name, "label": label})
    pattern = str(rule.pattern or rule.unless)
    return Trouble("pattern-mismatch", text, {"field": name, "label": label, "pattern": pattern})


def _extracted(rule: FieldRule, text: str) -> str | None:
    """The part of the text that is wanted; None for a blank, an unwanted or an unlike text."""
    if not text or (rule.unless is not None and rule.unless.matches(text)):
        return None
    return text if rule.pattern is None else rule.pattern.extract(text)


def _coded(name: str, rule: FieldRule, wanted: str, text: str, label: str) -> Parts | Trouble:
    if rule.codes is not None:
        entry = rule.codes.get(fold(wanted))
        if entry is not None:
            return Parts({target or name: code for target, code in entry.items()})
    elif known_code(name, wanted):
        return Parts({name: wanted})
    return Trouble("unknown-code", text, {"field": name, "label": label})


def _days(name: str, rule: FieldRule, text: str, label: str, dates: Dates) -> Parts | Trouble:
    """First and last day by the rule: a period of the declared span, or an edge of one."""
    try:
        dated = read_period(text, dates)
    except NoPeriodError as none:
        readings = {"readings": none.readings} if none.readings else {}
        return Trouble(none.code, text, {"label": label, **readings})
    period = dated.period
    if name in ("period_start", "since"):
        return Parts(start=period.start)
    if name == "period_end":
        return Parts(end=period.end)
    if rule.date_is == "end":
        return _ending(rule, text, period.end, label)
    if rule.span not in (None, "declared", dated.span):
        return Trouble("period-span", text, {"label": label, "span": dated.span, "expected": str(rule.span)})
    return Parts(start=period.start, end=period.end)


def _ending(rule: FieldRule, text: str, end: date, label: str) -> Parts | Trouble:
    """A period named by its last day; without a span its start is another field's, or unknown."""
    if rule.span in (None, "declared"):
        return Parts(end=end)
    period = ending_on(end, rule.span)
    if period is None:
        return Trouble("period-span", text, {"label": label, "span": "day", "expected": str(rule.span)})
    return Parts(start=period.start, end=period.end)
