"""Numbers in a sentence, with the hedges that stand beside them, in English and in Chinese.

A mention is read by the same grammar that later holds a statement against its quote, so that what is proposed
can be confirmed. Digits that the masks cover are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import Qualifier
from pipeline.proposing.masks import Span, overlaps
from pipeline.values.chinese import HEDGES_AFTER as HAN_AFTER
from pipeline.values.chinese import HEDGES_BEFORE as HAN_BEFORE
from pipeline.values.chinese import SCALE_WORDS as HAN_SCALES
from pipeline.values.chinese import TRADITIONAL, han_choice, read_chinese
from pipeline.values.english import NUMBER, VAGUE, hedge_at_start, hedge_before, printed_english, read_english
from pipeline.values.printed import Printed

HAN = re.compile("[\u3400-\u9fff]")
_FULL_WIDTH = {
    code: code - 0xFEE0 for code in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF5B), 0xFF05, 0xFF0E]
}
_SINGLE = "条件个次人家名例起篇款项种户只场份宗批套部位间所张幅头株尾根枚台辆类处期元"
_MEASURES = "人次|余条|" + "|".join(_SINGLE)
_HAN_NUMERAL = "[一二两三四五六七八九十百千万亿零〇]+(?:点[一二三四五六七八九零〇]+)?"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_HAN_MENTION = re.compile(
    rf"(?P<hedge>{han_choice(HAN_BEFORE)})?\s*(?P<figure>(?P<core>百分之)?"
    rf"(?:(?P<digits>(?<![\d.A-Za-z])(?:{_DIGITS})(?:\s*(?:{HAN_SCALES}|%)?\s*(?:-|–|—|~|至|到)\s*(?:{_DIGITS}))?)"
    rf"|(?P<han>{_HAN_NUMERAL}))"
    rf"\s*[多余]?\s*(?:{HAN_SCALES})*\s*(?:\d{{1,4}}(?:{HAN_SCALES})?)?[多余]?\s*%?\s*(?P<after>{han_choice(HAN_AFTER)})?)"
    rf"\s*(?P<measure>{_MEASURES})?(?P<last>{han_choice(HAN_AFTER)})?"
)
_HAN_VAGUE = re.compile(
    rf"(?:上|数|几|成|好几|十几|几十)(?:{HAN_SCALES}|十)+\s*(?P<measure>{_MEASURES})?|成千上万\s*(?P<second>{_MEASURES})?"
)
_TENTHS = re.compile(
    rf"(?P<hedge>{han_choice(HAN_BEFORE)})?[二三四五六七八九]成(?:以上|左右|多)?(?![年为立员功本分])"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A number as it stands in a sentence: offsets, reading, qualifier and (Chinese) its measure word."""

    start: int
    stop: int
    """Of the printed figure with its hedge, and without its measure word."""
    printed: Printed
    qualifier: Qualifier
    tail: int
    """Where what follows the number begins, behind a measure word."""
    measure: str = ""
    words: bool = False
    """Written in words ("eight", 三)."""
    year_like: bool = False
    """Four plain digits that may be a year."""


def mentions(text: str, masks: list[Span]) -> list[Mention]:
    """Every number of a sentence in its order."""
    found = _chinese(text, masks) if HAN.search(text) else _english(text, masks)
    return sorted(found, key=lambda mention: mention.start)


def qualifier_of(printed: Printed) -> Qualifier:
    """The words' own hedge; a bare number is rounded when it shows so by its scale, its zeros or its %."""
    if printed.vague:
        return Qualifier.VAGUE
    if printed.hedge is not None:
        return printed.hedge
    coarse = printed.scale != 1 or printed.percent or printed.unit >= 100
    return Qualifier.ROUNDED if coarse else Qualifier.EXACT


def _english(text: str, masks: list[Span]) -> Iterator[Mention]:
    at = 0
    vague = [match for match in VAGUE.finditer(text) if not overlaps(match.span(), masks)]
    for match in vague:
        printed = read_english(match.group(0))
        if printed is not None:
            yield Mention(match.start(), match.end(), printed, Qualifier.VAGUE, match.end())
    taken = [*masks, *(match.span() for match in vague)]
    while found := NUMBER.search(text, at):
        at = max(found.end(), at + 1)
        number: re.Match[str] | None = found
        if found["joint"] and not _is_range(text, found):
            at = found.start("joint")
            number = NUMBER.match(text, found.start(), at)
        mention = _one_english(text, number, taken) if number is not None else None
        if mention is not None:
            yield mention


def _is_range(text: str, match: re.Match[str]) -> bool:
    """21 to 47 is a range, "from 21 to 47" a change, "30 and 40" two numbers without "between"."""
    before = text[: match.start()].rstrip().lower()
    joint = match["joint"].strip()
    if joint == "and":
        return before.endswith("between")
    if joint == "to" and before.endswith("from"):
        return False
    return printed_english(match, None) is not None


def _one_english(text: str, match: re.Match[str], masks: list[Span]) -> Mention | None:
    start, stop = match.span()
    if start and match["sign"] is None and (text[start - 1].isalnum() or text[start - 1] in "_./"):
        return None
    if overlaps((start, stop), masks) or re.match(r"[\w/]|[.,]\d", text[stop:]):
        return None
    sign = match["sign"] == "-" and start and not text[start - 1].isspace()
    if sign or (match["words"] and match["words"].lower() in ("one", "zero") and not match["scale"]):
        return None
    if (match["joint"] or "").strip() == "and":
        start = text[:start].lower().rindex("between")
    before = hedge_before(text[:start].rstrip())
    behind = re.match(r"\s*(?:or (?:more|fewer|less|so)|and more|\+|plus\b)", text[stop:])
    hedge = before[0] if before else hedge_at_start(text[stop:])
    if before and behind:
        return None
    printed = printed_english(match, hedge)
    if printed is None:
        return None
    end = stop + behind.end() if behind and hedge_at_start(text[stop:]) else stop
    plain = match["digits"] or ""
    return Mention(
        before[1] if before else start,
        end,
        printed,
        qualifier_of(printed),
        end,
        words=match["digits"] is None,
        year_like=bool(re.fullmatch(r"(?:19|20)\d{2}", plain)) and printed.scale == 1 and not printed.percent,
    )


def _chinese(text: str, masks: list[Span]) -> Iterator[Mention]:
    plain = text.translate(_FULL_WIDTH).translate(TRADITIONAL)
    taken = list(masks)
    for match in _HAN_VAGUE.finditer(plain):
        size = re.sub("成千上万", "上万", match.group(0))
        measure = match["measure"] or match["second"] or ""
        printed = read_chinese(size.removesuffix(measure).strip())
        if printed is not None and not overlaps(match.span(), taken):
            taken.append(match.span())
            stop = match.end() - len(measure)
            yield Mention(match.start(), stop, printed, Qualifier.VAGUE, match.end(), measure, words=True)
    for match in _TENTHS.finditer(plain):
        printed = read_chinese(match.group(0))
        if printed is not None and not overlaps(match.span(), taken):
            taken.append(match.span())
            yield Mention(match.start(), match.end(), printed, qualifier_of(printed), match.end(), words=True)
    for match in _HAN_MENTION.finditer(plain):
        mention = None if overlaps(match.span("figure"), taken) else _one_chinese(plain, match)
        if mention is not None:
            yield mention


def _one_chinese(plain: str, match: re.Match[str]) -> Mention | None:
    if match["han"] and not match["core"] and not _is_counted(plain, match):
        return None
    start, stop = match.span("figure")
    if plain[stop - 1] in "至到-–—~":
        return None
    last = match["last"]
    if match["hedge"]:
        start = match.start("hedge")
    figure = plain[start:stop].strip()
    printed = read_chinese(figure)
    if printed is None:
        return None
    if last:
        if printed.hedge is not None:
            return None
        printed = printed._replace(hedge=HAN_AFTER[last])
        stop = match.end()
    stop = start + len(plain[start:stop].rstrip())
    year_like = bool(re.fullmatch(r"(?:19|20)\d{2}", figure))
    return Mention(
        start,
        stop,
        printed,
        qualifier_of(printed),
        match.end(),
        match["measure"] or "",
        words=bool(match["han"]),
        year_like=year_like,
    )


def _is_counted(plain: str, match: re.Match[str]) -> bool:
    """A Han numeral counts something when a measure word follows and it is more than one."""
    numeral = match["han"]
    if plain[: match.start("han")].endswith(("第", "之", "初", "周")):
        return False
    printed = read_chinese(match["figure"])
    if printed is None or printed.value < 2:
        return False
    return bool(match["measure"]) or (printed.value >= Decimal(10**4) and numeral not in ("万", "亿", "万亿"))
