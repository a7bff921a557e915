"""Where a text names a period, in full or in part, and how a profile asks for it the next time.

A header says 第一季度 and the title 2021年; a file is called `…-2021-Q1.csv`. The pattern
that a draft writes keeps the form of the notation and lets its digits vary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.labels import fold
from pipeline.values.periods import Period, parse_period

_Y = r"(?:19|20)\d\d"
_MONTH_NAMES = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
FORMS: tuple[str, ...] = (
    rf"{_Y}-\d\d-\d\d ?(?:to|until|/|–|~|至|到) ?{_Y}-\d\d-\d\d",
    rf"{_Y} ?年 ?\d{{1,2}} ?月 ?\d{{1,2}} ?日 ?(?:-|–|至|到|~) ?{_Y} ?年 ?\d{{1,2}} ?月 ?\d{{1,2}} ?日",
    rf"{_Y} ?年 ?\d{{1,2}} ?月? ?(?:-|–|至|到|~) ?\d{{1,2}} ?月",
    rf"{_Y} ?年 ?\d{{1,2}} ?月 ?\d{{1,2}} ?日",
    rf"{_Y} ?年? ?第?[一二三四1-4] ?季度?",
    rf"{_Y} ?年? ?[上下]半年",
    rf"{_Y} ?年 ?\d{{1,2}} ?月(?:份)?",
    rf"{_Y}[- /]?Q[1-4]",
    rf"Q[1-4][- /,]{{0,2}}{_Y}",
    rf"[1-4]Q[- ]?{_Y}",
    rf"{_Y}[- /]?H[12]",
    rf"H[12][- /]?{_Y}",
    rf"(?:{_MONTH_NAMES})\.? ?(?:-|–|to) ?(?:{_MONTH_NAMES})\.?,? {_Y}",
    rf"\d{{1,2}}\.? (?:{_MONTH_NAMES})\.?,? {_Y}",
    rf"(?:{_MONTH_NAMES})\.? \d{{1,2}},? {_Y}",
    rf"(?:{_MONTH_NAMES})\.?,?[ -]{_Y}",
    rf"{_Y}-\d\d-\d\d",
    rf"{_Y}[-/]\d{{1,2}}",
    rf"{_Y} ?年(?:全年|度)?",
    _Y,
)
"""Notations to look for inside a text, as patterns for folded text; the longer before its own parts."""
_FOUND = tuple((form, re.compile(rf"(?<![\d.,]){form}(?![\d]|[.,]\d)", re.IGNORECASE)) for form in FORMS)
_SHORT_MONTH = f"(?:{_MONTH_NAMES})"
PARTS: tuple[tuple[str, str], ...] = (
    ("quarter", r"Q[1-4]|[1-4]Q|第?[一二三四1-4] ?季度?"),
    ("half", r"H[12]|[上下]半年"),
    ("month", rf"{_SHORT_MONTH}|\d{{1,2}} ?月(?:份)?"),
)
_PART = tuple((span, form, re.compile(form, re.IGNORECASE)) for span, form in PARTS)
_SIGNS = re.compile(r"([.^$*+?{}\[\]\\|()])")


@dataclass(frozen=True, slots=True)
class Found:
    """A period inside a text."""

    period: Period
    form: str
    """The notation, as a pattern."""
    start: int
    end: int
    text: str
    """The whole folded text."""

    @property
    def words(self) -> str:
        """The period as it stands there."""
        return self.text[self.start : self.end]

    @property
    def pattern(self) -> str:
        """A `/pattern/` for the whole text whose group is the period."""
        before, after = loosened(self.text[: self.start]), loosened(self.text[self.end :])
        return f"/{before}({readable(self.form)}){after}/"


def readable(form: str) -> str:
    """A notation as a profile states it: shorter, since what it lets through must still be a period."""
    return form.replace(f"(?:{_MONTH_NAMES})", "[A-Za-z]+").replace(_Y, r"\d{4}")


def escaped(text: str) -> str:
    """A text as a pattern that matches it alone."""
    return _SIGNS.sub(r"\\\1", text)


def loosened(text: str) -> str:
    """A text as a pattern in which periods and digits may differ: what changes with every edition."""
    written, at = "", 0
    while (found := _search(text, at)) is not None:
        written += _loose_digits(text[at : found.start]) + f"(?:{readable(found.form)})"
        at = found.end
    return written + _loose_digits(text[at:])


def _loose_digits(text: str) -> str:
    return re.sub(r"\d+", lambda _: r"\d+", escaped(text))


def label_of(text: str) -> str:
    """A label for a loose text: itself, or a pattern where it holds digits."""
    folded = fold(text)
    pattern = loosened(folded)
    varies = pattern != escaped(folded)
    looks_like_pattern = folded.startswith(("/", "!"))
    return f"/{pattern}/" if varies or looks_like_pattern or folded == "?" else folded


def find_period(text: str) -> Found | None:
    """The one period that a text names; None when it names none or two different ones."""
    folded = fold(text)
    first = _search(folded, 0)
    if first is None:
        return None
    second = _search(folded, first.end)
    return first if second is None or second.period == first.period else None


def _search(folded: str, at: int) -> Found | None:
    """The first period from a position on; of those that start there, the longest notation."""
    best: Found | None = None
    for form, pattern in _FOUND:
        for match in pattern.finditer(folded, at):
            period = parse_period(match[0].strip())
            if period is None:
                continue
            if best is None or (match.start(), -match.end()) < (best.start, -best.end):
                best = Found(period, form, match.start(), match.end(), folded)
            break
    return best


def part_span(texts: Iterable[str]) -> tuple[str, str] | None:
    """Span and notation of texts that all name a part of a year without the year; None otherwise."""
    texts = list(texts)
    if not texts:
        return None
    for span, form, pattern in _PART:
        if all(pattern.fullmatch(fold(text)) for text in texts):
            return span, form
    return None


def loose_part(text: str) -> str:
    """A text as a pattern in which the part of a year it names, if it names one, may be another."""
    matches = [match for _, _, form in _PART for match in [form.search(text)] if match]
    if not matches:
        return loosened(text)
    first = min(matches, key=lambda match: (match.start(), -match.end()))
    form = next(form for _, form, compiled in _PART if compiled is first.re)
    return f"{loosened(text[: first.start()])}(?:{readable(form)}){loosened(text[first.end() :])}"


def common_span(texts: Iterable[str]) -> str | None:
    """The span of texts that are all periods of one length; '' for several lengths; None when one is none."""
    spans = set()
    for text in texts:
        period = parse_period(text)
        if period is None:
            return None
        spans.add(period.span)
    return (spans.pop() if len(spans) == 1 else "") if spans else None


def form_of(texts: Iterable[str]) -> str | None:
    """One notation, as a pattern, that all texts have from end to end."""
    texts = [fold(text) for text in texts]
    for form, _ in _FOUND:
        if texts and all(re.fullmatch(form, text, re.IGNORECASE) for text in texts):
            return readable(form)
    return None


def joined(year: str, part: str) -> str | None:
    """How year and part of a year are put together so that they are read: '' or '-' between them."""
    for between in ("", "-"):
        for text in (f"{year}{between}{part}", f"{part}{between}{year}"):
            if parse_period(text) is not None:
                return f"year{between}part" if text.startswith(year) else f"part{between}year"
    return None
