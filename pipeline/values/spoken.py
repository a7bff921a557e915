"""Periods as people say them: "since 2018", "as of 5 June 2021", "last year", 截止2015年12月, 5月1日以来.

What is said depends on the day it was said: "last year" in an article of 2020 is 2019, "since 2018" runs to
that day. Without that day such a period is found but not resolved, and `needs` says so; it is never taken
from today's clock. Several expressions may stand in a sentence: `find_periods` gives each with its offsets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from pipeline.labels import fold
from pipeline.model import Precision
from pipeline.strict_yaml import StrictModel, parse_model
from pipeline.values.periods import MONTH_NAMES, calendar_months
from pipeline.values.worded_dates import resolve

Sense = Literal["within", "since", "as_of", "until"]
"""`within`: the period itself. `since`: from it to the day it was said. `as_of`: a state or running total at
its end. `until`: a date in the future or a deadline ("by 2020")."""
Needs = Literal["", "date-said"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A period as said. Days are None where unknown: `start` of a state, both where `needs` is set."""

    text: str
    offset: int
    sense: Sense
    start: date | None = None
    start_precision: Precision = Precision.DAY
    end: date | None = None
    end_precision: Precision = Precision.DAY
    needs: Needs = ""

    @property
    def stop(self) -> int:
        """Offset behind its last character."""
        return self.offset + len(self.text)


MONTHS = "|".join(sorted((name.title() for name in MONTH_NAMES), key=len, reverse=True))
"""Names of months as a pattern."""
_ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTS = {word: number for number, word in enumerate(_ENGLISH, start=1)} | {"eighteen": 18, "两": 2}
_COUNTS |= {sign: number for number, sign in enumerate("一二三四五六七八九十", start=1)}


class Form(StrictModel):
    """A way of saying a period."""

    kind: str
    form: str


class FormFile(StrictModel):
    """spoken.yaml as written."""

    parts: dict[str, str]
    forms: tuple[Form, ...]


@lru_cache(maxsize=1)
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The compiled forms, in their order."""
    text = (files("pipeline.values") / "spoken.yaml").read_text(encoding="utf-8")
    written = parse_model(text, FormFile, name="spoken.yaml")
    parts = {"MONTHS": MONTHS}
    for name, part in written.parts.items():
        parts[name] = _filled(part, parts)
    return tuple(
        (form.kind, re.compile(rf"(?<![A-Za-z0-9])(?:{_filled(form.form, parts)})")) for form in written.forms
    )


def _filled(pattern: str, parts: dict[str, str]) -> str:
    return re.sub(r"<([A-Z_]+)>", lambda match: parts[match[1]], pattern)


def find_periods(text: str, said_on: date | None = None) -> list[Spoken]:
    """Periods of a passage in their order, none inside another. Offsets count in `text`."""
    plain = text.replace("\u00a0", " ").replace("’", "'").replace("截⾄", "截至")
    found: list[Spoken] = []
    for spoken in _candidates(plain, said_on):
        if all(spoken.stop <= other.offset or other.stop <= spoken.offset for other in found):
            found.append(spoken)
    return sorted(found, key=lambda spoken: spoken.offset)


def read_spoken(text: str, said_on: date | None = None) -> Spoken | None:
    """The period that a whole text says; None when it says none or more than that."""
    folded = fold(text)
    found = find_periods(folded, said_on)
    return found[0] if len(found) == 1 and found[0].text.strip() == folded else None


def _candidates(text: str, said_on: date | None) -> Iterator[Spoken]:
    for kind, form in _forms():
        for match in form.finditer(text):
            spoken = _BUILDERS[kind](match, said_on)
            if spoken is not None:
                yield spoken


def _at(match: re.Match[str], sense: Sense) -> Spoken:
    """A period not yet resolved, with blanks at its ends left out."""
    text = match.group(0)
    lead = len(text) - len(text.lstrip())
    return Spoken(text.strip(), match.start() + lead, sense)


def _unsaid(match: re.Match[str], sense: Sense) -> Spoken:
    return replace(_at(match, sense), needs="date-said")


def _within(match: re.Match[str], said_on: date | None) -> Spoken | None:
    text = match["a"]
    if match.groupdict().get("when"):
        if said_on is None:
            return _unsaid(match, "within")
        text = f"{text} {said_on.year - (match['when'] == 'last')}"
    found = resolve(text, said_on)
    if found is None:
        return None
    period, precision = found
    return replace(
        _at(match, "within"),
        start=period.start,
        start_precision=precision,
        end=period.end,
        end_precision=precision,
    )


def _worded(match: re.Match[str], said_on: date | None) -> Spoken | None:
    """Within a period that only the day it was said can place."""
    return _within(match, said_on) if said_on else _unsaid(match, "within")


def _since(match: re.Match[str], said_on: date | None) -> Spoken | None:
    found = resolve(match["a"], said_on)
    if said_on is None or found is None:
        return _unsaid(match, "since") if said_on is None else None
    period, precision = found
    if period.start > said_on:
        return _unsaid(match, "since")
    return replace(_at(match, "since"), start=period.start, start_precision=precision, end=said_on)


def _as_of(match: re.Match[str], said_on: date | None) -> Spoken | None:
    found = resolve(match["a"], said_on)
    if found is None:
        return _unsaid(match, "as_of") if said_on is None else None
    return replace(_at(match, "as_of"), end=found[0].end, end_precision=found[1])


def _until(match: re.Match[str], said_on: date | None) -> Spoken | None:
    spoken = _as_of(match, said_on)
    return replace(spoken, sense="until") if spoken else None


def _now(match: re.Match[str], said_on: date | None) -> Spoken | None:
    return replace(_at(match, "as_of"), end=said_on) if said_on else _unsaid(match, "as_of")


def _relative(match: re.Match[str], said_on: date | None) -> Spoken | None:
    words = match["a"].lower()
    if said_on is None:
        return _unsaid(match, "within")
    unit = next((u for u in ("year", "month", "quarter") if words.endswith(u)), "")
    unit = unit or ("month" if re.fullmatch(r"上个?月|本月", words) else "")
    unit = unit or ("quarter" if re.fullmatch(r"上个?季度|本季度", words) else "")
    if not unit:
        return _within(match, said_on)
    back = 0 if words.startswith(("this", "本")) else 1
    length = {"year": 12, "quarter": 3, "month": 1}[unit]
    index = (said_on.year * 12 + said_on.month - 1) // length * length - back * length
    period, precision = calendar_months(index // 12, index % 12 + 1, length), Precision(unit)
    return replace(
        _at(match, "within"),
        start=period.start,
        start_precision=precision,
        end=period.end,
        end_precision=precision,
    )


def _past(match: re.Match[str], said_on: date | None) -> Spoken | None:
    """The past two years, 近三年: up to the day it was said."""
    count = (match["n"] or "").lower()
    number = int(count) if count.isdigit() else _COUNTS.get(count, 1)
    unit = {"年": "year", "月": "month", "季度": "quarter"}.get(match["u"], match["u"].rstrip("s"))
    if said_on is None:
        return _unsaid(match, "since")
    if unit in ("week", "day"):
        start = said_on - timedelta(days=number * (7 if unit == "week" else 1) - 1)
    else:
        index = said_on.year * 12 + said_on.month - 1 - number * {"year": 12, "month": 1, "quarter": 3}[unit]
        first = calendar_months(index // 12, index % 12 + 1, 1)
        start = min(first.start.replace(day=1) + timedelta(days=said_on.day), first.end + timedelta(days=1))
    return replace(_at(match, "since"), start=start, end=said_on)


def _span(match: re.Match[str], said_on: date | None) -> Spoken | None:
    if said_on is None and not re.search(r"\d{4}", match["a"] + match["b"]):
        return _unsaid(match, "within")
    last = resolve(match["b"], said_on)
    if re.search(r"\d{4} ?年", match["a"]) and not re.search(r"\d{4}", match["b"]):
        last = resolve(f"{match['a'][:4]}年{match['b']}", said_on)
    first_text = match["a"]
    if re.search(r"\d{4}|月|年", first_text) is None and last is not None:
        first_text = f"{first_text} {last[0].end.year}"
    first = resolve(first_text, said_on)
    if first is None or last is None or last[0].end < first[0].start:
        return None
    return replace(
        _at(match, "within"),
        start=first[0].start,
        start_precision=first[1],
        end=last[0].end,
        end_precision=last[1],
    )


def _part(match: re.Match[str], said_on: date | None) -> Spoken | None:
    """The last six months of 2020."""
    count = match["n"].lower()
    number = int(count) if count.isdigit() else _COUNTS[count]
    year_text = match["a"]
    if not year_text.isdigit():
        if said_on is None:
            return _unsaid(match, "within")
        year_text = str(said_on.year - (year_text == "last year"))
    if not 1 <= number <= 12:
        return None
    period = calendar_months(int(year_text), 1 if match["side"] == "first" else 13 - number, number)
    return replace(
        _at(match, "within"),
        start=period.start,
        start_precision=Precision.MONTH,
        end=period.end,
        end_precision=Precision.MONTH,
    )


def _ended(match: re.Match[str], said_on: date | None) -> Spoken | None:
    found = resolve(match["a"], said_on)
    if found is None:
        return None
    end = found[0].end
    after = end + timedelta(days=1)
    return replace(_at(match, "within"), start=calendar_months(after.year - 1, after.month, 1).start, end=end)


_BUILDERS: dict[str, Callable[[re.Match[str], date | None], Spoken | None]] = {
    "span": _span,
    "ended": _ended,
    "part": _part,
    "ago": _past,
    "since": _since,
    "formed": _since,
    "until": _until,
    "as_of": _as_of,
    "within": _within,
    "relative": _relative,
    "month": _worded,
    "past": _past,
    "now": _now,
}
