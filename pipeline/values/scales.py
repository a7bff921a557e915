"""Scales: the multipliers that a header or a cell states, in English and Chinese."""

from __future__ import annotations

from decimal import Decimal

SCALES: dict[str, Decimal] = {
    "hundred": Decimal(10**2),
    "thousand": Decimal(10**3),
    "k": Decimal(10**3),
    "million": Decimal(10**6),
    "m": Decimal(10**6),
    "mn": Decimal(10**6),
    "mln": Decimal(10**6),
    "billion": Decimal(10**9),
    "b": Decimal(10**9),
    "bn": Decimal(10**9),
    "trillion": Decimal(10**12),
    "lakh": Decimal(10**5),
    "crore": Decimal(10**7),
    "十": Decimal(10),
    "百": Decimal(10**2),
    "千": Decimal(10**3),
    "万": Decimal(10**4),
    "十万": Decimal(10**5),
    "百万": Decimal(10**6),
    "千万": Decimal(10**7),
    "亿": Decimal(10**8),
    "十亿": Decimal(10**9),
    "百亿": Decimal(10**10),
    "千亿": Decimal(10**11),
    "万亿": Decimal(10**12),
}


def scale(text: str) -> Decimal | None:
    """The multiplier that a scale text means ("万", "thousand", "1000"); None when it is none."""
    if text.lower() in SCALES:
        return SCALES[text.lower()]
    if text.isascii() and text.isdigit() and text.startswith("1") and not text.strip("10"):
        return Decimal(text) if text.count("1") == 1 else None
    return None
