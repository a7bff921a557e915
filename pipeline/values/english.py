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
    "north of": Qualifier.OVER,
    "not fewer than": Qualifier.AT_LEAST,
    "not less than": Qualifier.AT_LEAST,
    "as many as": Qualifier.AT_MOST,
    "approx.": Qualifier.APPROXIMATELY,
    "approx": Qualifier.APPROXIMATELY,
    "c.": Qualifier.APPROXIMATELY,
    "nearing": Qualifier.NEARLY,
    "approaching": Qualifier.NEARLY,
    "as much as": Qualifier.AT_MOST,
    "beyond": Qualifier.OVER,
    "topped": Qualifier.OVER,
    "topping": Qualifier.OVER,
    "exceeds": Qualifier.OVER,
    "exceed": Qualifier.OVER,
    "surpasses": Qualifier.OVER,
    "a little over": Qualifier.OVER,
    "just over": Qualifier.OVER,
    "slightly more than": Qualifier.OVER,
    "just short of": Qualifier.NEARLY,
    "not quite": Qualifier.NEARLY,
    "minimum": Qualifier.AT_LEAST,
    "maximum": Qualifier.AT_MOST,
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
    "plus": Qualifier.AT_LEAST,
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
    "scores": Decimal(20),
    "tens of billions": Decimal(10**10),
    "trillions": Decimal(10**12),
}


def choice(words: Iterable[str]) -> str:
    """Alternatives of a pattern, the longest first."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True))


SCALE_WORDS = "hundred|thousand|million|billion|trillion|lakh|crore|mln|mn|bn|k|m|b"
"""Scales as a pattern; a one-letter scale counts only where no letter follows."""
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?"
_WORD_NUMBER = (
    rf"(?:{choice([*ONES, *TENS, 'hundred', 'half a', 'a hundred', 'dozen', 'a dozen', 'half a dozen'])})"
    rf"(?:[\s-](?:{choice([*ONES, *TENS, 'hundred', 'dozen'])})|\s+and(?=\s+(?:{choice([*ONES, *TENS])})\b))*"
)
NUMBER = re.compile(
    rf"(?P<sign>[+-](?=\d))?(?:[$€£¥]\s?)?"
    rf"(?:(?P<digits>{_DIGITS})|\b(?P<words>{_WORD_NUMBER}|an?(?=\s+(?:{SCALE_WORDS})\b))\b)"
    r"(?P<half>\s+and\s+a\s+half)?"
    rf"(?:\s?%?(?:[\s-]?(?P<lower_scale>{SCALE_WORDS})(?![A-Za-z]))?(?P<joint>\s?(?:-|–|—|~)\s?|\s(?:to|and)\s)"
    rf"(?:[$€£¥]\s?)?(?:(?P<upper>{_DIGITS})|(?P<upper_words>{_WORD_NUMBER})\b))?"
    rf"(?:[\s-]?(?P<scale>{SCALE_WORDS})(?![A-Za-z]))?"
    r"(?:\s?(?P<percent>%|percent\b|per\s?cent\b|percentage points\b))?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\b(?:between|from)\s*$", re.IGNORECASE)
_SECOND_SCALE = re.compile(rf"[\s-]?(?:{SCALE_WORDS})(?![A-Za-z])", re.IGNORECASE)
VAGUE = re.compile(rf"\b(?P<size>{choice(VAGUE_SIZES)})\b", re.IGNORECASE)
_BEFORE = re.compile(rf"(?:^|(?<=[\s(（“\"'‘:—–]))(?P<hedge>{choice(HEDGES_BEFORE)})\s*$", re.IGNORECASE)
_AFTER = re.compile(rf"^\s*(?P<hedge>{choice(HEDGES_AFTER)})(?![A-Za-z])", re.IGNORECASE)
_WORDS = re.compile(r"[A-Za-z]+")


def hedge_at_end(text: str) -> Qualifier | None:
    """The hedge with which a text ends ("removed more than" -> over)."""
    found = hedge_before(text)
    return found[0] if found else None


def hedge_before(text: str) -> tuple[Qualifier, int] | None:
    """The hedge with which a text ends, and the offset at which it starts."""
    for _ in range(4):
        if match := _BEFORE.search(text):
            return HEDGES_BEFORE[" ".join(match["hedge"].lower().split())], match.start("hedge")
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
    """Read a folded text that holds exactly one number or range (or one vague order of magnitude)."""
    match = NUMBER.search(text)
    if match is None:
        return _read_vague(text)
    before, after = text[: match.start()], text[match.end() :]
    if re.search(r"\d", before + after) or NUMBER.search(after):
        return None
    if match["joint"]:
        before = _BETWEEN.sub("", before)
        if match["joint"].strip() == "and" and before == text[: match.start()]:
            return None
    if not _known_words(before):
        return None
    hedges = {h for h in (hedge_at_end(before), hedge_at_start(after)) if h}
    if len(hedges) > 1:
        return None
    return printed_english(match, hedges.pop() if hedges else None)


def printed_english(match: re.Match[str], hedge: Qualifier | None) -> Printed | None:
    """The number of a `NUMBER` match under a hedge that stands beside it; None when it is no numeral."""
    digits = _digits_of(match["digits"], match["words"])
    if digits is None or _SECOND_SCALE.match(match.string, match.end()):
        return None
    if match["half"]:
        digits = str(Decimal(digits) + Decimal("0.5"))
    last = SCALES[match["scale"].lower()] if match["scale"] else Decimal(1)
    size = SCALES[match["lower_scale"].lower()] if match["lower_scale"] else last
    percent = bool(match["percent"])
    if match["joint"] and "%" in match.group(0) and not percent:
        return None
    value, high = Decimal(digits) * size * (-1 if match["sign"] == "-" else 1), None
    if match["joint"]:
        upper = _digits_of(match["upper"], match["upper_words"])
        high, hedge = Decimal(upper) * last if upper else None, Qualifier.RANGE
        if high is None or high < value:
            return None
    return Printed(
        value=value,
        unit=last_digit_unit(digits, size, percent=percent),
        hedge=hedge,
        scale=size,
        scale_text=match["lower_scale"] or match["scale"] or "",
        percent=percent,
        decimals=len(digits.partition(".")[2]),
        high=high,
    )


def _digits_of(digits: str | None, words: str | None) -> str | None:
    """Plain digits of a numeral in figures or in words."""
    return digits.replace(",", "") if digits else _word_digits(words or "")


def _read_vague(text: str) -> Printed | None:
    match = VAGUE.search(text)
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
        return {"half a": "0.5", "half a dozen": "6"}.get(" ".join(text.split()))
    total = last = 0
    for word in re.split(r"[\s-]+", text.removeprefix("a ")):
        if word == "dozen":
            total, last = (total or 1) * 12, 1
        elif word == "hundred":
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
