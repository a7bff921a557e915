"""Numbers in Chinese usage: 万 and 亿, hedges before and after, Han numerals, measure words.

"75万多条" is over 750,000, "188.4亿余" over 18.84 billion, "近10万" nearly 100,000, "三百余万" over three
million, "数百万" no number at all. The grammar covers what annual reports and notices print; anything else
is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from pipeline.model import Qualifier
from pipeline.values.printed import Printed, last_digit_unit
from pipeline.values.scales import SCALES

HEDGES_BEFORE: dict[str, Qualifier] = {
    "至少": Qualifier.AT_LEAST,
    "不少于": Qualifier.AT_LEAST,
    "不低于": Qualifier.AT_LEAST,
    "超过": Qualifier.OVER,
    "超": Qualifier.OVER,
    "逾": Qualifier.OVER,
    "多于": Qualifier.OVER,
    "高于": Qualifier.OVER,
    "大于": Qualifier.OVER,
    "突破": Qualifier.OVER,
    ">": Qualifier.OVER,
    "≥": Qualifier.AT_LEAST,
    "不超过": Qualifier.AT_MOST,
    "不多于": Qualifier.AT_MOST,
    "至多": Qualifier.AT_MOST,
    "最多": Qualifier.AT_MOST,
    "≤": Qualifier.AT_MOST,
    "不足": Qualifier.UNDER,
    "不到": Qualifier.UNDER,
    "少于": Qualifier.UNDER,
    "低于": Qualifier.UNDER,
    "<": Qualifier.UNDER,
    "将近": Qualifier.NEARLY,
    "接近": Qualifier.NEARLY,
    "近": Qualifier.NEARLY,
    "大约": Qualifier.APPROXIMATELY,
    "约为": Qualifier.APPROXIMATELY,
    "约": Qualifier.APPROXIMATELY,
    "大概": Qualifier.APPROXIMATELY,
    "估计": Qualifier.APPROXIMATELY,
    "将近有": Qualifier.NEARLY,
    "几乎": Qualifier.NEARLY,
    "达到或超过": Qualifier.AT_LEAST,
    "不下": Qualifier.AT_LEAST,
    "最少": Qualifier.AT_LEAST,
    "未达": Qualifier.UNDER,
    "不及": Qualifier.UNDER,
    "超出": Qualifier.OVER,
    "~": Qualifier.APPROXIMATELY,
    "≈": Qualifier.APPROXIMATELY,
}
HEDGES_AFTER: dict[str, Qualifier] = {
    "多": Qualifier.OVER,
    "余": Qualifier.OVER,
    "以上": Qualifier.AT_LEAST,
    "+": Qualifier.AT_LEAST,
    "以下": Qualifier.AT_MOST,
    "左右": Qualifier.APPROXIMATELY,
    "上下": Qualifier.APPROXIMATELY,
}
NEUTRAL = ("累计", "总共", "一共", "共计", "合计", "总计", "达到", "高达", "共", "达", "为")
MEASURES = "条件个次人家名例起篇款项种户只场份宗元批套部位间所张幅头株尾根枚台辆本则支首段处"
"""Measure words of one character."""
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ONE_TO_NINE = "一二两三四五六七八九"
_BELOW_TEN_THOUSAND = re.compile(
    rf"(?P<k>[{_ONE_TO_NINE}]?千)?[零〇]?(?P<h>[{_ONE_TO_NINE}]?百)?[零〇]?"
    rf"(?P<t>[{_ONE_TO_NINE}]?十)?[零〇]?(?P<o>[{_ONE_TO_NINE}])?"
)
SCALE_WORDS = "万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千|百"
TRADITIONAL = str.maketrans(
    "萬億餘約數條個過達計總幾兩將點間張處則種戶場兩", "万亿余约数条个过达计总几两将点间张处则种户场两"
)
"""Traditional characters of number phrases, sign for sign."""


def han_choice(words: Iterable[str]) -> str:
    """Alternatives of a pattern, the longest first."""
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


_FORM = re.compile(
    rf"(?:{han_choice(NEUTRAL)})*(?P<before>{han_choice(HEDGES_BEFORE)})?(?:{han_choice(NEUTRAL)})*\s*"
    rf"(?P<core>百分之)?\s*(?P<number>-?[\d.,]+|[零〇一二两三四五六七八九十百千万亿点]*)\s*"
    rf"(?P<inner>[多余])?\s*(?P<scale>{SCALE_WORDS})?\s*"
    rf"(?P<after>{han_choice(HEDGES_AFTER)})?\s*(?P<percent>%)?\s*(?:[{MEASURES}](?:次|户|目)?)?\s*"
    rf"(?P<last>{han_choice(HEDGES_AFTER)})?"
)
VAGUE = re.compile(rf"(?:上|数|几|成|好几|十几|几十)(?P<scale>{SCALE_WORDS}|十)(?:[{MEASURES}])?")
_TENTHS = re.compile(
    rf"(?P<before>{han_choice(HEDGES_BEFORE)})?(?P<tenths>[{_ONE_TO_NINE}])成(?P<after>[多余]|以上|左右)?"
)
_RANGE = re.compile(
    rf"(?:{han_choice(NEUTRAL)})*(?P<lower>[\d.,]+)\s*(?P<part>%|{SCALE_WORDS})?\s*(?:-|–|—|~|至|到)\s*"
    rf"(?P<upper>[\d.,]+)\s*(?P<percent>%)?(?P<scale>{SCALE_WORDS})?(?:[{MEASURES}](?:次|户|目)?)?"
)
_DIGIT_FORM = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_COMPOUND = re.compile(
    r"(?P<first>\d+)(?P<large>亿|万)(?P<second>\d+)(?P<small>千万|百万|万|千)?(?P<after>[多余])?"
)


def read_chinese(text: str) -> Printed | None:
    """Read a folded text that holds one number and nothing else but hedges and a measure word."""
    text = re.sub(r"(?<=[\u4e00-\u9fff])\s+|\s+(?=[\u4e00-\u9fff])", "", text.translate(TRADITIONAL))
    if vague := VAGUE.fullmatch(text):
        size = SCALES[vague["scale"]]
        return Printed(
            value=size, unit=size, hedge=Qualifier.VAGUE, vague=True, scale=size, scale_text=vague["scale"]
        )
    for read in (_compound, _range, _tenths):
        if found := read(text):
            return found
    match = _FORM.fullmatch(text)
    if match is None or not match["number"]:
        return None
    hedges = {HEDGES_BEFORE[match["before"]]} if match["before"] else set()
    hedges |= {HEDGES_AFTER[match[name]] for name in ("inner", "after", "last") if match[name]}
    digits = _digits(match["number"])
    if len(hedges) > 1 or digits is None or (match["core"] and (match["scale"] or match["percent"])):
        return None
    percent = bool(match["core"] or match["percent"])
    size = SCALES[match["scale"]] if match["scale"] else Decimal(1)
    if percent and size != 1:
        return None
    return Printed(
        value=Decimal(digits) * size,
        unit=last_digit_unit(digits, size, percent=percent),
        hedge=hedges.pop() if hedges else None,
        scale=size,
        scale_text=match["scale"] or "",
        percent=percent,
        decimals=len(digits.partition(".")[2]),
    )


def _digits(text: str) -> str | None:
    """Plain digits of an Arabic or a Han numeral; None when it is neither."""
    if text[0] in "-0123456789":
        return text.replace(",", "") if _DIGIT_FORM.fullmatch(text) else None
    whole, point, decimals = text.partition("点")
    value = han_number(whole)
    if value is None or (point and (not decimals or any(sign not in _DIGITS for sign in decimals))):
        return None
    return str(value) + ("." + "".join(str(_DIGITS[sign]) for sign in decimals) if point else "")


def _range(text: str) -> Printed | None:
    """20-30万, 4%-5%, 2.2至2.7: the last scale counts for both unless the lower has its own."""
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    low, high = _digits(match["lower"]), _digits(match["upper"])
    percent = bool(match["percent"])
    if low is None or high is None or (match["part"] == "%" and not percent) or (percent and match["scale"]):
        return None
    last = SCALES[match["scale"]] if match["scale"] else Decimal(1)
    first = last if match["part"] in (None, "%") else SCALES[match["part"]]
    if Decimal(low) * first > Decimal(high) * last:
        return None
    return Printed(
        value=Decimal(low) * first,
        high=Decimal(high) * last,
        unit=last_digit_unit(low, first, percent=percent),
        hedge=Qualifier.RANGE,
        scale=last,
        scale_text=match["scale"] or "",
        percent=percent,
        decimals=len(low.partition(".")[2]),
    )


def _tenths(text: str) -> Printed | None:
    """七成 is 70%, known to the tenth; 近三成 nearly 30%."""
    match = _TENTHS.fullmatch(text)
    if match is None or (match["before"] and match["after"]):
        return None
    hedge = HEDGES_BEFORE.get(match["before"] or "") or HEDGES_AFTER.get(match["after"] or "")
    return Printed(
        value=Decimal(10 * _DIGITS[match["tenths"]]),
        unit=Decimal(10),
        hedge=hedge or Qualifier.APPROXIMATELY,
        percent=True,
    )


def _compound(text: str) -> Printed | None:
    """1亿2000万, 3万5千: parts that fall in size; the last part counts in its own unit."""
    match = _COMPOUND.fullmatch(text.rstrip(MEASURES))
    if match is None:
        return None
    large, small = SCALES[match["large"]], SCALES[match["small"]] if match["small"] else Decimal(1)
    second = Decimal(match["second"]) * small
    four_digits_behind_wan = match["large"] == "万" and len(match["second"]) == 4
    if second >= large or (small == 1 and not four_digits_behind_wan):
        return None
    return Printed(
        value=Decimal(match["first"]) * large + second,
        unit=last_digit_unit(match["second"], small),
        hedge=Qualifier.OVER if match["after"] else None,
        scale=small,
        scale_text=match["large"],
    )


def han_number(text: str) -> int | None:
    """A numeral in Han characters (二十六万三千, 一亿零五百); None when it is none.

    Units must fall; a digit right behind 百 or more without 零 is colloquial and ambiguous (一千二): refused.
    """
    total, last_large = 0, 10**12
    for part in re.split(r"(?<=[万亿])", text):
        if not part:
            continue
        large = {"万": 10**4, "亿": 10**8}.get(part[-1], 1)
        after_large = last_large <= 10**8
        small = _below_ten_thousand(part.rstrip("万亿"), starts_open=not after_large)
        if small is None or large >= last_large or (small == 0 and large > 1):
            return None
        total, last_large = total + small * large, large
    return total if text else None


def _below_ten_thousand(text: str, *, starts_open: bool) -> int | None:
    """三千零二十六 and the like. `starts_open`: a bare digit may stand at the start (not so behind 万)."""
    match = _BELOW_TEN_THOUSAND.fullmatch(text)
    if match is None or not text:
        return None
    thousands, hundreds, tens, ones = (match[name] for name in ("k", "h", "t", "o"))
    bare_digit_ok = tens is not None or "零" in text or "〇" in text
    if ones and not bare_digit_ok and not (starts_open and thousands is None and hundreds is None):
        return None
    worth = _DIGITS[ones] if ones else 0
    for part, unit in ((thousands, 1000), (hundreds, 100), (tens, 10)):
        if part is not None:
            worth += _DIGITS.get(part[0], 1) * unit
    return worth
