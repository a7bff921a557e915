"""Number styles of an OpenDocument file as Excel format codes, so that one renderer serves both.

A style lists its parts in order (digits, texts, a currency, parts of a date), and may hand some numbers over
to other styles by a condition, which makes the sections of a code. Parts of a date that Excel has no letter
for (quarter, week) are left out: the cell's date is read from the file, not from what is shown.
Source: OpenDocument 1.3 part 3, sections 16.29 and 19.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from pipeline.readers.excel_cells import GENERAL

NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_LIBRE = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_KINDS = ("number", "percentage", "currency", "date", "time", "boolean", "text")
_BARE = re.compile(r"[ ()+/:-]+")
"""Texts that stand in a code without quotes."""
_CONDITION = re.compile(r"value\(\)\s*(<=|>=|!=|<|>|=)\s*(-?\d+(?:\.\d+)?(?:E\+\d+)?)")
_USUAL = ([">=0"], [">0", "<0"], [">0", "<0", "=0"])
"""Conditions that the sections of a code have anyway."""
_EVERY_NUMBER = re.compile(r"<=\S+E\+30\d")
_MOST_DIGITS = 30
_DATE_PARTS = {
    "year": ("yy", "yyyy"), "month": ("m", "mm"), "day": ("d", "dd"), "day-of-week": ("ddd", "dddd"),
    "hours": ("h", "hh"), "minutes": ("m", "mm"),
}  # fmt: skip
"""Short and long form of each part."""


def codes_of(styles: etree._Element) -> dict[str, str]:
    """Name of every number style among the children of `styles` -> its Excel format code."""
    found: dict[str, etree._Element] = {}
    for element in styles:
        if isinstance(element.tag, str) and element.tag.startswith(NUMBER):
            found[element.get(f"{STYLE}name", "")] = element
    return {name: _code(element, found) for name, element in found.items()}


def _code(style: etree._Element, styles: dict[str, etree._Element]) -> str:
    own = _section(style)
    sections: list[tuple[str, str]] = []
    for element in style.iterfind(f"{STYLE}map"):
        condition = _CONDITION.fullmatch(element.get(f"{STYLE}condition", "").strip())
        applied = styles.get(element.get(f"{STYLE}apply-style-name", ""))
        if condition and applied is not None:
            sections.append((condition[1].replace("!=", "<>") + condition[2], _section(applied)))
    if not sections:
        return own
    conditions = [condition for condition, _ in sections]
    if conditions in _USUAL or (len(conditions) == 1 and _EVERY_NUMBER.fullmatch(conditions[0])):
        return ";".join([*(code for _, code in sections), own])
    return ";".join([*(f"[{condition}]{code}" for condition, code in sections), own])


def _section(style: etree._Element) -> str:
    """The code of one style without its conditions."""
    kind = _local(style).removesuffix("-style")
    if kind not in _KINDS or kind == "boolean":
        return GENERAL
    parts = "".join(_parts(style, kind))
    if kind == "text":
        return parts or "@"
    return parts or GENERAL


def _parts(style: etree._Element, kind: str) -> Iterator[str]:
    is_elapsed = style.get(f"{NUMBER}truncate-on-overflow") == "false"
    for part in style:
        if not isinstance(part.tag, str) or not part.tag.startswith(NUMBER):
            continue
        match _local(part):
            case "text":
                yield _literal(part.text or "", is_percent=kind == "percentage")
            case "currency-symbol":
                yield _literal(part.text or "", is_percent=False)
            case "number" | "scientific-number":
                yield _digits(part)
            case "fraction":
                yield "# ?/?"
            case "text-content":
                yield "@"
            case "am-pm":
                yield "AM/PM"
            case "seconds":
                yield _seconds(part)
            case "hours" if is_elapsed:
                yield "[h]" if part.get(f"{NUMBER}style") != "long" else "[hh]"
                is_elapsed = False
            case "month" if part.get(f"{NUMBER}textual") == "true":
                yield "mmmm" if part.get(f"{NUMBER}style") == "long" else "mmm"
            case name:
                yield _DATE_PARTS.get(name, ("", ""))[part.get(f"{NUMBER}style") == "long"]


def _literal(text: str, *, is_percent: bool) -> str:
    if is_percent and "%" in text:
        before, _, behind = text.partition("%")
        return f"{_literal(before, is_percent=False)}%{_literal(behind, is_percent=False)}"
    if not text or _BARE.fullmatch(text):
        return text
    return "".join(f"\\{sign}" if sign == '"' else f'"{sign}"' for sign in re.findall('"|[^"]+', text))


def _digits(part: etree._Element) -> str:
    """The digits of a number: "#,##0.00", "0.##", "0.00E+00"."""
    decimals, stated = part.get(f"{NUMBER}decimal-places"), _least_decimals(part)
    exponent = _count(part.get(f"{NUMBER}min-exponent-digits"))
    whole = _count(part.get(f"{NUMBER}min-integer-digits"))
    grouped = part.get(f"{NUMBER}grouping") == "true"
    embedded = "".join(
        _literal(element.text or "", is_percent=False) or '" "'
        for element in part.iterfind(f"{NUMBER}embedded-text")
    )
    if decimals is None and not exponent and not grouped and whole <= 1 and not embedded:
        return GENERAL
    places = _count(decimals)
    least = places if stated is None else min(_count(stated), places)
    interval = _count(part.get(f"{NUMBER}exponent-interval"))
    code = _whole(whole, grouped=grouped).rjust(interval, "#")
    if embedded:
        code += embedded + "0"
    if places:
        code += "." + "0" * least + "#" * (places - least)
    factor = _count_zeros(part.get(f"{NUMBER}display-factor", "1"))
    return code + "," * (factor // 3) + (f"E+{'0' * exponent}" if exponent else "")


def _least_decimals(part: etree._Element) -> str | None:
    """Decimals that are shown even where they are zero; None where all are."""
    stated = part.get(f"{NUMBER}min-decimal-places") or part.get(f"{_LIBRE}min-decimal-places")
    if stated is None and part.get(f"{NUMBER}decimal-replacement") is not None:
        return "0"
    return stated


def _whole(least: int, *, grouped: bool) -> str:
    if not grouped:
        return "0" * least or "#"
    digits = ("0" * least).rjust(4, "#")
    return re.sub(r"(?<=.)(?=(?:.{3})+$)", ",", digits)


def _seconds(part: etree._Element) -> str:
    places = _count(part.get(f"{NUMBER}decimal-places"))
    seconds = "ss" if part.get(f"{NUMBER}style") == "long" else "s"
    return seconds + ("." + "0" * places if places else "")


def _count(text: str | None) -> int:
    """A small count; what is none, or absurd, counts as zero or as the most that makes sense."""
    return min(int(text), _MOST_DIGITS) if text and text.isdecimal() and len(text) < 6 else 0


def _count_zeros(text: str) -> int:
    whole = text.partition(".")[0]
    return len(whole) - 1 if re.fullmatch("10*", whole) and len(whole) < _MOST_DIGITS else 0


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
