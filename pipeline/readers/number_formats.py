"""Excel number formats: is it a date, and what does a person see?

The stored number and the shown one can differ by factors: 0.735 is shown as 73.5%, 263000 as 263k. A format
has up to four sections (positive; negative; zero; text), each possibly with a condition. Only what changes
the number read is rendered; colours, fill and padding characters are dropped. Fractions ("# ?/?") and
engineering notation ("##0.0E+0") are not rendered. Source: ECMA-376 part 1, section 18.8.31.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from functools import lru_cache

_BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
    # the numbers that Chinese editions of Excel use for dates and times
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: 'h"时"mm"分"', 56: 'h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

_MOST_DECIMALS = 400
_SAFE_DIGITS = 20
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<meridiem>AM/PM|A/P)|(?P<general>General)|(?P<exponent>E[+-]0+)"
    r"|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<text>@)|(?P<date>[ymdhsYMDHS])"
    r"|(?P<other>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq,
    "<>": operator.ne,
}  # fmt: skip
_PLAIN_NUMBER = re.compile(r"-?(?:\d[\d,]*(?:\.\d+)?|\.\d+)")


class FormatKind(Enum):
    """What a format turns a number into."""

    NUMBER = "number"
    DATE = "date"
    ELAPSED = "elapsed"


@dataclass(frozen=True, slots=True)
class _Section:
    kind: FormatKind
    general: bool = False
    rendered: bool = True
    """Whether this module can render it (not: fractions, digits with texts between them)."""
    prefix: str = ""
    suffix: str = ""
    whole_digits: int = 0
    least_decimals: int = 0
    most_decimals: int = 0
    digits: bool = False
    grouped: bool = False
    percents: int = 0
    thousands: int = 0
    exponent_digits: int = 0
    condition: tuple[str, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class _Quick:
    """The rendering of positive numbers by the commonest sections: fixed decimals, percent, scale."""

    power: int
    quantum: Decimal
    template: str

    def rendered(self, value: Decimal) -> str:
        amount = value.scaleb(self.power) if self.power else value
        if amount.adjusted() < _SAFE_DIGITS:
            amount = amount.quantize(self.quantum, ROUND_HALF_UP)
        return self.template.format(amount)


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """One format code, taken apart."""

    code: str
    sections: tuple[_Section, ...]
    plain_decimals: int
    """Positive numbers with at most so many decimals are shown as they are; -1 when none is."""
    quick: _Quick | None

    @property
    def kind(self) -> FormatKind:
        """Date, duration or number, by the first section (the others may be a text in its place)."""
        return self.sections[0].kind

    def shown(self, text: str) -> str | None:
        """What is displayed for the number `text`; None when it is the same number.

        Grouping commas and padded zeros make no other number; a percentage, a scale, a rounding or a text
        beside the digits do.
        """
        if text[0] != "-" and text != "0" and len(text.partition(".")[2]) <= self.plain_decimals:
            return None
        value = Decimal(text)
        if self.quick and value > 0:
            return self.quick.rendered(value)
        section, signed = self._section_for(value)
        if not section.rendered or section.kind is not FormatKind.NUMBER:
            return None
        display = _rendered(section, value if signed else abs(value), text).strip()
        same = _PLAIN_NUMBER.fullmatch(display) and Decimal(display.replace(",", "")) == value
        return None if same else display

    def _section_for(self, value: Decimal) -> tuple[_Section, bool]:
        """The section that applies, and whether the sign is still to be printed."""
        sections = self.sections[:3]
        if any(section.condition for section in sections):
            for section in sections:
                if section.condition is None or _COMPARISONS[section.condition[0]](
                    value, section.condition[1]
                ):
                    return section, True
            return sections[-1], True
        if value < 0 and len(sections) > 1:
            return sections[1], False
        if value == 0 and len(sections) > 2:
            return sections[2], True
        return sections[0], True


def format_code(number: int, custom: dict[int, str]) -> str:
    """The code of a format number: the workbook's own list first, then Excel's built-in ones."""
    return custom.get(number) or _BUILT_IN.get(number, "General")


@lru_cache(maxsize=1024)
def number_format(code: str) -> NumberFormat:
    """Take a format code apart; every text is accepted, since Excel ignores what it does not know."""
    sections = tuple(_section(part) for part in _split_sections(code)) or (_section("General"),)
    return NumberFormat(code, sections, _plain_decimals(sections[0]), _quick(sections[0]))


def _quick(section: _Section) -> _Quick | None:
    is_common = section.kind is FormatKind.NUMBER and section.rendered and section.whole_digits == 1
    is_fixed = section.least_decimals == section.most_decimals and not section.exponent_digits
    if section.general or section.condition or section.most_decimals > 6 or not (is_common and is_fixed):
        return None
    number = "{:,f}" if section.grouped else "{:f}"
    prefix, suffix = (text.replace("{", "{{").replace("}", "}}") for text in (section.prefix, section.suffix))
    return _Quick(
        2 * section.percents - 3 * section.thousands,
        Decimal(1).scaleb(-section.most_decimals),
        f"{prefix.lstrip()}{number}{suffix.rstrip()}",
    )


def _plain_decimals(section: _Section) -> int:
    beside = section.prefix.strip() or section.suffix.strip() or section.condition
    if beside or section.percents or section.thousands or section.exponent_digits or not section.rendered:
        return -1
    if section.general:
        return _MOST_DECIMALS
    return section.most_decimals if section.digits else -1


def _split_sections(code: str) -> list[str]:
    parts, current = [], ""
    for token in _TOKEN.finditer(code):
        if token["other"] == ";":
            parts.append(current)
            current = ""
        else:
            current += token[0]
    return [*parts, current]


def _section(code: str) -> _Section:
    tokens = list(_TOKEN.finditer(code))
    brackets = [token["bracket"].lower() for token in tokens if token["bracket"]]
    if any(re.fullmatch("h+|m+|s+", bracket) for bracket in brackets):
        return _Section(FormatKind.ELAPSED)
    if any(token["date"] or token["meridiem"] for token in tokens):
        return _Section(FormatKind.DATE)
    return _number_section(tokens)


def _number_section(tokens: list[re.Match[str]]) -> _Section:
    marks = [token.lastgroup for token in tokens]
    digit_at = [i for i, mark in enumerate(marks) if mark in ("digit", "general", "text")]
    first, last = (digit_at[0], digit_at[-1]) if digit_at else (len(tokens), len(tokens) - 1)
    point = marks.index("point") if "point" in marks else len(tokens)
    inside = tokens[first : last + 1]
    whole = [t[0] for t in tokens[:point] if t["digit"]]
    decimals = [t[0] for t in tokens[point:] if t["digit"]]
    scale_end = next((i for i in range(last + 1, len(marks)) if marks[i] != "comma"), len(marks))
    before_point = 0
    while point - 1 - before_point >= 0 and marks[point - 1 - before_point] == "comma" and decimals:
        before_point += 1
    exponent = next((t["exponent"] for t in tokens if t["exponent"]), "")
    return _Section(
        FormatKind.NUMBER,
        general=any(t["general"] or t["text"] for t in inside),
        rendered=all(t.lastgroup not in ("other", "quoted", "escaped") for t in inside)
        and not (exponent and len(whole) > 1),
        prefix=_literals(tokens[: min(first, point)]),
        suffix=_literals(tokens[max(last + 1, point + 1 if point < len(tokens) else 0) :]),
        whole_digits=whole.count("0"),
        least_decimals=decimals.count("0"),
        most_decimals=len(decimals),
        digits=bool(whole or decimals),
        grouped=any(t["comma"] for t in inside[: max(point - first, 0)]) and len(whole) > 1,
        percents=marks.count("percent"),
        thousands=before_point if before_point else scale_end - last - 1 if digit_at else 0,
        exponent_digits=len(exponent) - 2 if exponent else 0,
        condition=_condition(tokens),
    )


def _condition(tokens: list[re.Match[str]]) -> tuple[str, Decimal] | None:
    for token in tokens:
        found = _CONDITION.fullmatch(token["bracket"] or "")
        if found:
            return found[1], Decimal(found[2])
    return None


def _literals(tokens: list[re.Match[str]]) -> str:
    """The texts beside the digits; "[$¥-804]" stands for "¥"."""
    shown = ""
    for token in tokens:
        bracket = token["bracket"]
        if bracket and bracket.startswith("$"):
            shown += bracket[1:].split("-", 1)[0]
        shown += token["quoted"] or token["escaped"] or token["percent"] or token["other"] or ""
    return shown


def _rendered(section: _Section, value: Decimal, text: str) -> str:
    if section.general:
        return f"{section.prefix}{text if value == Decimal(text) else -Decimal(text)}{section.suffix}"
    sign, amount = ("-" if value < 0 else ""), abs(value)
    amount = amount.scaleb(2 * section.percents - 3 * section.thousands)
    if not section.digits:
        return section.prefix + section.suffix
    number = _scientific(section, amount) if section.exponent_digits else _fixed(section, amount)
    if not re.search("[1-9]", number):
        sign = ""
    return f"{sign}{section.prefix}{number}{section.suffix}"


def _fixed(section: _Section, amount: Decimal) -> str:
    rounded = _rounded(amount, section.most_decimals)
    whole, _, decimals = f"{rounded:f}".partition(".")
    whole = whole.lstrip("0").rjust(section.whole_digits, "0")
    if section.grouped and whole:
        whole = f"{int(whole):,}".rjust(len(whole), "0") if not whole.startswith("0") else whole
    while len(decimals) > section.least_decimals and decimals.endswith("0"):
        decimals = decimals[:-1]
    return f"{whole}.{decimals}" if decimals else whole


def _scientific(section: _Section, amount: Decimal) -> str:
    power = amount.adjusted() if amount else 0
    mantissa = _rounded(amount.scaleb(-power), section.most_decimals)
    if mantissa >= 10:
        power, mantissa = power + 1, _rounded(mantissa / 10, section.most_decimals)
    return f"{mantissa:f}E{'-' if power < 0 else '+'}{abs(power):0{section.exponent_digits}}"


def _rounded(amount: Decimal, decimals: int) -> Decimal:
    """Half away from zero as Excel displays. A number with more digits than Decimal's context is whole."""
    if amount.adjusted() + decimals > 26:
        return amount
    return amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
