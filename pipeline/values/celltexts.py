"""A cell as people fill it in: a number with its hedge, scale, unit, footnote mark, range or brackets.

"< 10,000", "15,935*", "129.7M", "162.4 HRS", "2.2 - 2.7", "4%-5%", "(1,234)". Nothing is dropped: what stands
beside the digits comes back in `Printed` (hedge, scale_text, unit_text, mark, high). A scale in the cell is
applied here and named in `scale_text`, so that a header's scale can be refused (never both). Without a
declared notation, digits with two readings come back as `Ambiguous`. Vague words ("multi-billion") have no
value. To wire it: call `read_celltext(cell.text, notation)` where a profile declares a free notation, make a
finding of `Ambiguous` with its readings, and refuse a `unit_text` that is not the indicator's unit.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.labels import fold
from pipeline.model import Qualifier
from pipeline.values.chinese import read_chinese
from pipeline.values.english import (
    HEDGES_AFTER,
    HEDGES_BEFORE,
    SCALE_WORDS,
    VAGUE_SIZES,
    choice,
    read_english,
)
from pipeline.values.notations import Notation, plain_digits, readings
from pipeline.values.numerals import NotANumberError
from pipeline.values.printed import Printed, last_digit_unit
from pipeline.values.readings import Ambiguous, Reading, settle
from pipeline.values.scales import SCALES

_NUMERAL = r"\d+(?:[.,'’ \u00a0\u202f]\d+)*"
_CELL = re.compile(
    rf"(?P<hedge>{choice(HEDGES_BEFORE)})?\s*(?P<open>\()?\s*(?P<sign>[-+])?\s*(?P<currency>[$€£¥])?\s*"
    rf"(?P<number>{_NUMERAL})\s*(?P<part>%)?"
    rf"(?:\s*(?:-|–|—|~|\bto\b)\s*(?P<upper>{_NUMERAL}))?\s*(?P<percent>%|percent\b|per cent\b)?\s*"
    rf"(?:(?P<scale>{SCALE_WORDS})(?![A-Za-z]))?\s*(?P<after>{choice(HEDGES_AFTER)})?\s*(?P<close>\))?\s*"
    rf"(?P<unit>[A-Za-z][A-Za-z ./-]*)?\s*(?P<mark>[*†‡§#]+|\[\w{{1,3}}\]|\(\w\))?",
    re.IGNORECASE,
)
_RAISED = re.compile("[\u00b9\u00b2\u00b3\u2070-\u2079]+$")
_HAN = re.compile("[\u3400-\u9fff]")


def read_celltext(text: str, notation: Notation | None = None) -> Printed | Ambiguous[Printed]:
    """The number of a cell text. Raises NotANumberError; `Ambiguous` where two readings differ."""
    body, raised = _RAISED.sub("", text), _RAISED.search(text)
    if any(sign in body for sign in "⁰¹²³⁴⁵⁶⁷⁸⁹½¼¾\u202e"):
        raise NotANumberError(text)
    folded = fold(body).replace("\u2212", "-")
    if _HAN.search(folded):
        return _only(text, read_chinese(folded))
    if folded.lower() in VAGUE_SIZES:
        return _only(text, read_english(folded))
    match = _CELL.fullmatch(folded)
    if match is None or bool(match["open"]) != bool(match["close"]):
        raise NotANumberError(text)
    if match["open"] and (match["sign"] or match["upper"]):
        raise NotANumberError(text)
    found = settle(text, _readings(match, notation, raised.group(0) if raised else ""))
    if found is None:
        raise NotANumberError(text)
    return found


def _only(text: str, printed: Printed | None) -> Printed:
    if printed is None:
        raise NotANumberError(text)
    return printed


def _readings(match: re.Match[str], notation: Notation | None, raised: str) -> list[Reading[Printed]]:
    """Every reading of the digits; a number in brackets may be negative, and only a profile knows."""
    if notation is not None:
        digits = plain_digits(match["number"], notation)
        numerals = [] if digits is None else [Reading(digits, str(notation))]
    else:
        numerals = readings(match["number"])
    found = []
    for numeral in numerals:
        printed = _printed(match, numeral.value, notation, raised)
        if printed is None:
            continue
        if match["open"]:
            negative = printed._replace(value=-printed.value)
            found.append(Reading(printed, f"{numeral.under}, brackets mean nothing"))
            found.append(Reading(negative, f"{numeral.under}, brackets mean minus"))
        else:
            found.append(Reading(printed, numeral.under))
    return found


def _printed(match: re.Match[str], digits: str, notation: Notation | None, raised: str) -> Printed | None:
    size = SCALES[match["scale"].lower()] if match["scale"] else Decimal(1)
    percent = bool(match["part"] or match["percent"])
    if percent and size != 1:
        return None
    high = _upper(match, notation, size)
    value = Decimal(digits) * size * (-1 if match["sign"] == "-" else 1)
    if match["upper"] and (high is None or high < value):
        return None
    hedges = {HEDGES_BEFORE[_one_blank(match["hedge"])]} if match["hedge"] else set()
    hedges |= {HEDGES_AFTER[_one_blank(match["after"])]} if match["after"] else set()
    if len(hedges) > 1:
        return None
    return Printed(
        value=value,
        unit=last_digit_unit(digits, size, percent=percent),
        hedge=Qualifier.RANGE if match["upper"] else next(iter(hedges), None),
        scale=size,
        scale_text=match["scale"] or "",
        percent=percent,
        decimals=len(digits.partition(".")[2]),
        high=high,
        unit_text=" ".join(part for part in (match["currency"], (match["unit"] or "").strip()) if part),
        mark=(match["mark"] or "") + raised,
    )


def _upper(match: re.Match[str], notation: Notation | None, size: Decimal) -> Decimal | None:
    """Upper end of a range; None where there is none or it has two readings."""
    if not match["upper"]:
        return None
    if notation is not None:
        digits = plain_digits(match["upper"], notation)
        return None if digits is None else Decimal(digits) * size
    found = readings(match["upper"])
    return Decimal(found[0].value) * size if len(found) == 1 else None


def _one_blank(words: str) -> str:
    return " ".join(words.lower().split())
