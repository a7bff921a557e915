"""Numbers in English prose: "over 1.4 million", "eight", "a total of 39", "0.16-0.18%", "millions".

Only hedges and filler words that are known are accepted before a number: an unknown word might be a hedge,
and a hedge overlooked would turn a bound into an exact figure. Words behind the number ("people", "of the
seven") are free as long as they hold no further number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from pipeline.model import Qualifier
from pipeline.values.printed import Printed, last_digit_unit
from pipeline.values.scales import SCALES

HEDGES_BEFORE: dict[str, Qualifier] = {
    "over": Qualifier.OVER,
    "well over": Qualifier.OVER,
    "more than": Qualifier.OVER,
    "greater than": Qualifier.OVER,
    "in excess of": Qualifier.OVER,
    "upwards of": Qualifier.OVER,
    "exceeding": Qualifier.OVER,
    "exceeded": Qualifier.OVER,
    "surpassing": Qualifier.OVER,
    "surpassed": Qualifier.OVER,
    "above": Qualifier.OVER,
    ">": Qualifier.OVER,
    "at least": Qualifier.AT_LEAST,
    "no fewer than": Qualifier.AT_LEAST,
    "no less than": Qualifier.AT_LEAST,
    "a minimum of": Qualifier.AT_LEAST,
    ">=": Qualifier.AT_LEAST,
    "≥": Qualifier.AT_LEAST,
    "approximately": Qualifier.APPROXIMATELY,
    "about": Qualifier.APPROXIMATELY,
    "around": Qualifier.APPROXIMATELY,
    "roughly": Qualifier.APPROXIMATELY,
    "some": Qualifier.APPROXIMATELY,
    "circa": Qualifier.APPROXIMATELY,
    "an estimated": Qualifier.APPROXIMATELY,
    "estimated": Qualifier.APPROXIMATELY,
    "~": Qualifier.APPROXIMATELY,
    "≈": Qualifier.APPROXIMATELY,
    "nearly": Qualifier.NEARLY,
    "almost": Qualifier.NEARLY,
    "close to": Qualifier.NEARLY,
    "just under": Qualifier.NEARLY,
    "under": Qualifier.UNDER,
    "fewer than": Qualifier.UNDER,
    "less than": Qualifier.UNDER,
    "below": Qualifier.UNDER,
    "<": Qualifier.UNDER,
    "at most": Qualifier.AT_MOST,
    "up to": Qualifier.AT_MOST,
    "no more than": Qualifier.AT_MOST,
    "not more than": Qualifier.AT_MOST,
    "a maximum of": Qualifier.AT_MOST,
    "<=": Qualifier.AT_MOST,
    "≤": Qualifier.AT_MOST,
}
HEDGES_AFTER: dict[str, Qualifier] = {
    "or more": Qualifier.AT_LEAST,
    "and more": Qualifier.AT_LEAST,
    "+": Qualifier.AT_LEAST,
    "or so": Qualifier.APPROXIMATELY,
    "or fewer": Qualifier.AT_MOST,
    "or less": Qualifier.AT_MOST,
}
FILLERS = frozenset({
    "a", "all", "additional", "an", "and", "another", "are", "average", "became", "been", "by",
    "combined", "decline", "declined", "decrease", "decreased", "dropped", "exactly", "fell", "first",
    "for", "from", "further", "grew", "had", "has", "have", "in", "increased", "is", "its", "just",
    "of", "only", "reach", "reached", "reaches", "reaching", "reduced", "reduction", "rose", "that",
    "the", "their", "these", "those", "to", "total", "was", "were", "with",
})  # fmt: skip
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
ONES = {word: number for number, word in enumerate(_ONES)}
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
TENS = {word: 10 * number for number, word in enumerate(_TENS, start=2)}
VAGUE_SIZES: dict[str, Decimal] = {
    "dozens": Decimal(10),
    "hundreds": Decimal(100),
    "thousands": Decimal(1000),
    "millions": Decimal(10**6),
    "billions": Decimal(10**9),
    "tens of thousands": Decimal(10**4),
    "hundreds of thousands": Decimal(10**5),
    "tens of millions": Decimal(10**7),
    "hundreds of millions": Decimal(10**8),
    "multi-million": Decimal(10**6),
    "multi-billion": Decimal(10**9),
}


def choice(words: Iterable[str]) -> str:
    """Alternatives of a pattern, the longest first."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True))


_SCALE_WORDS = "hundred|thousand|million|billion|mln|mn|bn|k|m|b"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORD_NUMBER = (
    rf"(?:{choice([*ONES, *TENS, 'hundred', 'half a'])})(?:[\s-](?:{choice([*ONES, *TENS, 'hundred'])}|and))*"
)
_NUMBER = re.compile(
    rf"(?P<sign>[+-](?=\d))?(?:[$€£¥]\s?)?"
    rf"(?:(?P<digits>{_DIGITS})|\b(?P<words>{_WORD_NUMBER}|an?(?=\s+(?:{_SCALE_WORDS})\b))\b)"
    rf"(?:\s?(?:-|–|to)\s?(?P<upper>{_DIGITS}))?"
    rf"(?:[\s-]?(?P<scale>{_SCALE_WORDS})(?![A-Za-z]))?"
    r"(?:\s?(?P<percent>%|percent\b|per\s?cent\b|percentage points\b))?",
    re.IGNORECASE,
)
_VAGUE = re.compile(rf"\b(?P<size>{choice(VAGUE_SIZES)})\b", re.IGNORECASE)
_BEFORE = re.compile(rf"(?:^|(?<=\s))(?P<hedge>{choice(HEDGES_BEFORE)})\s*$", re.IGNORECASE)
_AFTER = re.compile(rf"^\s*(?P<hedge>{choice(HEDGES_AFTER)})(?![A-Za-z])", re.IGNORECASE)
_WORDS = re.compile(r"[A-Za-z]+")


def hedge_at_end(text: str) -> Qualifier | None:
    """The hedge with which a text ends ("removed more than" -> over)."""
    for _ in range(4):
        if match := _BEFORE.search(text):
            return HEDGES_BEFORE[" ".join(match["hedge"].lower().split())]
        words = text.rstrip().rsplit(None, 1)
        if len(words) < 2 or words[1].lower() not in ("a", "an", "the", "total", "of"):
            return None
        text = words[0]
    return None


def hedge_at_start(text: str) -> Qualifier | None:
    """The hedge with which a text starts (" or more people" -> at least)."""
    match = _AFTER.match(text)
    return HEDGES_AFTER[" ".join(match["hedge"].lower().split())] if match else None


def read_english(text: str) -> Printed | None:
    """Read a folded text that holds exactly one number (or one vague order of magnitude)."""
    match = _NUMBER.search(text)
    if match is None:
        return _read_vague(text)
    before, after = text[: match.start()], text[match.end() :]
    if re.search(r"\d", before + after) or _NUMBER.search(after) or not _known_words(before):
        return None
    hedges = {h for h in (hedge_at_end(before), hedge_at_start(after)) if h}
    if len(hedges) > 1:
        return None
    return _printed(match, hedges.pop() if hedges else None)


def _printed(match: re.Match[str], hedge: Qualifier | None) -> Printed | None:
    digits = match["digits"].replace(",", "") if match["digits"] else _word_digits(match["words"])
    if digits is None:
        return None
    size = SCALES[match["scale"].lower()] if match["scale"] else Decimal(1)
    sign = -1 if match["sign"] == "-" else 1
    high = None
    if match["upper"]:
        high = Decimal(match["upper"].replace(",", "")) * size
        hedge = Qualifier.RANGE
    percent = bool(match["percent"])
    return Printed(
        value=Decimal(digits) * size * sign,
        unit=last_digit_unit(digits, size, percent=percent),
        hedge=hedge,
        scale=size,
        scale_text=match["scale"] or "",
        percent=percent,
        decimals=len(digits.partition(".")[2]),
        high=high,
    )


def _read_vague(text: str) -> Printed | None:
    match = _VAGUE.search(text)
    if match is None:
        return None
    size = VAGUE_SIZES[" ".join(match["size"].lower().split())]
    return Printed(value=size, unit=size, hedge=Qualifier.VAGUE, vague=True, scale_text="")


def _known_words(before: str) -> bool:
    """Whether everything before the number is a hedge or a filler."""
    rest = re.sub(rf"(?:^|(?<=\s))(?:{choice(HEDGES_BEFORE)})(?=\s|$)", " ", before, flags=re.IGNORECASE)
    return all(word.lower() in FILLERS for word in _WORDS.findall(rest))


def _word_digits(words: str) -> str | None:
    """ "two hundred and six" -> "206"; "half a" (before a scale) -> "0.5"."""
    text = words.lower()
    if text in ("a", "an"):
        return "1"
    if text.startswith("half a"):
        return "0.5" if text == "half a" else None
    total = last = 0
    for word in re.split(r"[\s-]+", text):
        if word == "hundred":
            total, last = (total or 1) * 100, 100
        elif word in TENS:
            if last not in (0, 100):
                return None
            total, last = total + TENS[word], 10
        elif word in ONES:
            if last == 1 or (last == 10 and not 1 <= ONES[word] <= 9):
                return None
            total, last = total + ONES[word], 1
        elif word != "and":
            return None
    return str(total)
