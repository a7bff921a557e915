"""When was it said, and which days does a figure cover?

The day of saying is the date of publication that was given, or the dateline of the article in which the
sentence stands ("Beijing, 5th June 2021 –"), or the date that the page states. A figure takes the period that
stands with it in its sentence, else that of the sentence before in the paragraph, else its day of saying.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.model import Precision
from pipeline.proposing.masks import Span
from pipeline.proposing.mentions import HAN
from pipeline.proposing.texts import Sentence
from pipeline.proposing.vocabulary import vocabulary
from pipeline.values.spoken import Spoken, find_periods

_DATELINE = re.compile(r"^[\s(（【]*(?:[A-Z][\w.' ]{1,30}(?:,|\s?[-–—/])\s*){0,3}$")
_COMPARED = re.compile(r"\b(?:compared (?:with|to)|versus|against|than)\b[^,.;]{0,30}$")
_AFTER = r"\s*(?:[,)–—:|-]|,?\s+[A-Z][a-z]+(?:\)|\s*[–—:-]|\s+[A-Z])|$)"
_HAN_AFTER = r"\s*(?:[，,]?\s*[\u4e00-\u9fff]{0,6}(?:讯|电|消息)|[)）】])"
_HAN_DATELINE = re.compile(r"^[\s(（【]*[\u4e00-\u9fff·、 ]{0,12}[，,（( ]*$")


@dataclass(frozen=True, slots=True)
class Covered:
    """Days that a figure covers; `end` is None while nobody said when. `how` explains the choice."""

    start: date | None
    start_precision: Precision
    end: date | None
    end_precision: Precision
    how: str
    confidence: float
    text: str = ""
    reference: str = ""
    carries: bool = True
    """Whether the next sentence of the paragraph may go on with it."""
    running: bool = False
    """From a day on ("since 2018")."""


def dateline(sentence: Sentence, said_on: date | None = None) -> date | None:
    """The day with which a paragraph opens, as news do; without its year it needs the day of publication."""
    periods = find_periods(sentence.text[:90], said_on)
    days = [p for p in periods if p.start is not None and p.start == p.end]
    return days[0].start if days and _opens(sentence.text, days[0]) else None


def _opens(text: str, period: Spoken) -> bool:
    """Whether a day stands where a dateline has it: first, with at most a place before it."""
    if (
        period.start is None
        or period.start != period.end
        or re.match(r"(?:[Ii]n|[Oo]n|[Ss]ince|[Bb]y|[Aa]s)\b", period.text)
    ):
        return False
    before, after = text[: period.offset], text[period.stop :]
    if HAN.search(text):
        return bool(_HAN_DATELINE.match(before) and re.match(_HAN_AFTER, after))
    return bool(_DATELINE.match(before) and re.match(_AFTER, after))


def usable(periods: Sequence[Spoken], sentence: str) -> list[Spoken]:
    """Periods that a figure may cover, without those that are only compared with."""
    reference = re.compile(vocabulary().cues.reference)
    return [
        p
        for p in periods
        if not reference.search(sentence[: p.offset])
        and not re.match(r"\s*(?:电|讯|消息)", sentence[p.stop :])
        and not (p.offset < 40 and _opens(sentence, p))
    ]


def reference_of(periods: Sequence[Spoken], sentence: str) -> str:
    """What a change is measured against, as ISO years; empty when the sentence does not say."""
    reference = re.compile(vocabulary().cues.reference)
    for period in periods:
        if reference.search(sentence[: period.offset]) and period.start and period.end:
            years = sorted({period.start.year, period.end.year})
            return "/".join(str(year) for year in (years if len(years) > 1 else years * 2))
    return ""


def cover(
    sentence: str, figure: Span, next_start: int, periods: Sequence[Spoken], said_on: date | None
) -> Covered | None:
    """The period of a sentence that a figure covers; None when the sentence has none for it."""
    own = usable(periods, sentence)
    chosen = _chosen(sentence, figure, next_start, own)
    if chosen is None:
        return None
    if chosen.needs:
        return Covered(
            None,
            Precision.DAY,
            None,
            Precision.DAY,
            f"“{chosen.text}” needs the day it was said",
            0.3,
            chosen.text,
        )
    return Covered(
        chosen.start,
        chosen.start_precision,
        chosen.end,
        chosen.end_precision,
        f"“{chosen.text}”"
        + (f", said on {said_on}" if said_on and not re.search(r"\d{4}", chosen.text) else ""),
        0.95,
        chosen.text,
        reference_of(periods, sentence),
        running=chosen.sense == "since",
    )


def _chosen(sentence: str, figure: Span, next_start: int, periods: Sequence[Spoken]) -> Spoken | None:
    """Behind the figure in its own clause, else the nearest before it, else the first behind it."""
    before = [p for p in periods if p.stop <= figure[0]]
    behind = [p for p in periods if p.offset >= figure[1]]
    close = [
        p
        for p in behind
        if p.offset < next_start and not re.search(r"[,;，；:：]", sentence[figure[1] : p.offset])
    ]
    if close and not HAN.search(sentence):
        return close[0]
    own = [p for p in before if not _COMPARED.search(sentence[: p.offset])] or before
    if own:
        return own[-1]
    return behind[0] if behind else None


def said(said_on: date | None, dated_by: str) -> Covered:
    """A figure without a period: true as of the day it was said."""
    how = (
        f"no period in the words; as of the {dated_by}" if said_on else "no period in the words, and no date"
    )
    return Covered(None, Precision.DAY, said_on, Precision.DAY, how, 0.7 if said_on else 0.2)


def earlier(covered: Covered | None, words: str) -> Covered:
    """The same days of the year before ("a year earlier"); open for any other distance."""
    if covered is None or covered.end is None or not re.search(r"year|同期", words):
        return Covered(None, Precision.DAY, None, Precision.DAY, f"“{words}” is not dated", 0.2, words)
    start = covered.start and _year_before(covered.start)
    how = f"“{words}” than {covered.how}"
    return replace(
        covered, start=start, end=_year_before(covered.end), how=how, confidence=0.8, carries=False
    )


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def without_start(covered: Covered) -> Covered:
    """A state has an as-of day and no first day."""
    return replace(covered, start=None, start_precision=Precision.DAY)
