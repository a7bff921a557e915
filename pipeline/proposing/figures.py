"""The figures of a sentence: numbers that count something, each with its unit and its stretch of words.

A number without a noun of its own takes that of the whole of which it is a part ("six of the seven species"),
or of the number before it ("from 21 members to 47"). Durations, weights and years are no figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.proposing.counting import PERCENT, UNSTATED, Counted, counted
from pipeline.proposing.mentions import HAN, Mention, qualifier_of

_WHOLE = re.compile(r"^\s*(?:out )?of (?:the |its |our |these |those )?(?:total )?$", re.IGNORECASE)
_HAN_WHOLE = re.compile(r"[\u4e00-\u9fff]{0,10}中的?[，,]?有?")
_UNSTATED = re.compile(r"\b(?:remov|delet|block|bann|suspend|report|flagg|clos|restor)\w*\s*$", re.IGNORECASE)
_PARALLEL = re.compile(
    r"\b(?:to|from|another|additional|further|with|and|of which|of whom|just)\s*(?:[a-z]+ )?$|"
    r"\b(?:removed|blocked|deleted|banned|suspended|took down|closed|train(?:ed)?|reported)\s+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that counts something. `stretch`: from the number before it to the number behind it."""

    mention: Mention
    unit: Counted
    stretch: tuple[int, int]


def figures_of(text: str, numbers: Sequence[Mention]) -> Iterator[Figure]:
    """The figures among the numbers of a sentence."""
    last: Figure | None = None
    for index, mention in enumerate(numbers):
        if _is_whole(text, numbers, index):
            continue
        unit = _unit(text, numbers, index, last)
        if unit is None or not _is_figure(unit, mention, text):
            continue
        last = Figure(_during(text, mention, unit), unit, _stretch(text, numbers, index))
        yield last


def _stretch(text: str, numbers: Sequence[Mention], index: int) -> tuple[int, int]:
    start = numbers[index - 1].tail if index else 0
    return start, numbers[index + 1].start if index + 1 < len(numbers) else len(text)


def _unit(text: str, numbers: Sequence[Mention], index: int, last: Figure | None) -> Counted | None:
    """Its own noun, that of its whole ("six of the seven species"), or the last number's."""
    mention = numbers[index]
    start, stop = _stretch(text, numbers, index)
    unit = counted(text, mention, start, stop)
    if unit is None and index and numbers[index - 1].printed.percent:
        unit = counted(text, mention, _stretch(text, numbers, index - 1)[0], stop)
    if unit is None and index + 1 < len(numbers) and _WHOLE.match(text[mention.tail : stop]):
        unit = counted(text, numbers[index + 1], stop, _stretch(text, numbers, index + 1)[1])
    if unit is None and last is not None and last.unit.kind == "counted" and last.unit.unit != PERCENT:
        between = text[last.mention.tail : mention.start]
        same = mention.measure == last.mention.measure if HAN.search(text) else _PARALLEL.search(between)
        if same and not mention.year_like and not mention.printed.vague:
            return replace(last.unit, sure=False)
    if unit is None and not mention.words and not mention.year_like and mention.printed.value >= 100:
        ahead = text[mention.tail : stop]
        if _UNSTATED.search(text[: mention.start]) or _UNSTATED.match(ahead.lstrip().split(" ")[0]):
            return Counted(UNSTATED, "", sure=False)
    return unit


def _is_whole(text: str, numbers: Sequence[Mention], index: int) -> bool:
    """The seven of "six of the seven", 七种海龟中有六种: the whole of which the other is a part."""
    mention = numbers[index]
    if index and numbers[index - 1].words and mention.words:
        return bool(_WHOLE.match(text[numbers[index - 1].tail : mention.start]))
    if index + 1 < len(numbers) and mention.words and numbers[index + 1].words:
        return bool(_HAN_WHOLE.fullmatch(text[mention.tail : numbers[index + 1].start]))
    return False


def _during(text: str, mention: Mention, unit: Counted) -> Mention:
    """ "Flagged 28,000 listings over 18 rounds": there "over" tells the time, not the number."""
    printed = text[mention.start : mention.stop]
    if unit.unit != "workshop" or not printed.lower().startswith("over ") or mention.start == 0:
        return mention
    exact = mention.printed._replace(hedge=None)
    return replace(mention, start=mention.start + 5, printed=exact, qualifier=qualifier_of(exact))


def _is_figure(unit: Counted, mention: Mention, sentence: str) -> bool:
    """Durations, weights, and years beside a noun are no figures; a median time to action is one."""
    if unit.unit == "hour":
        return bool(re.search(r"\b(?:median|average)\b|中位|平均", sentence))
    if unit.kind in ("time", "size"):
        return False
    if mention.words and unit.words == mention.measure and not unit.sure and mention.printed.value < 10:
        return False
    return not (mention.year_like and not unit.sure)
