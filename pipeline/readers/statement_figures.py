"""Does a statement say what its words say? Number, hedge, direction and bounds against the printed text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from pipeline.labels import fold
from pipeline.mapping.refining import is_placeholder
from pipeline.mapping.reported import WITHOUT_VALUE
from pipeline.model import Qualifier
from pipeline.readers.statement_entries import Statement
from pipeline.values.bounds import Bounded, bounded
from pipeline.values.chinese import HEDGES_AFTER as HAN_AFTER
from pipeline.values.chinese import HEDGES_BEFORE as HAN_BEFORE
from pipeline.values.chinese import read_chinese
from pipeline.values.english import hedge_at_end, hedge_at_start, read_english
from pipeline.values.limits import fault, is_percent
from pipeline.values.printed import Printed, plain

Complain = Callable[..., None]
Figure = tuple[Bounded, Qualifier, str]
_GOES_ON = re.compile(
    r"^(?:\d|[.,]\d|\s?%|[千百万亿]|"
    r"\s?(?:hundred|thousand|million|billion|mln|mn|bn|k|m|b|percent|per cent)\b)",
    re.IGNORECASE,
)
_BEGINS_BEFORE = re.compile(r"(?:\d|\d[.,]|[零〇一二两三四五六七八九十百千万亿])$")
_UNHEDGED = frozenset({Qualifier.EXACT, Qualifier.ROUNDED})
_SAME_MEANING = {Qualifier.AT_LEAST: Qualifier.OVER, Qualifier.AT_MOST: Qualifier.UNDER}


def figure_of(entry: Statement, complain: Complain) -> Figure | None:
    """Value, bounds, qualifier and printed scale of a statement; None after a complaint."""
    if entry.status in WITHOUT_VALUE and not entry.printed:
        return _without_figure(entry, complain)
    if is_placeholder(fold(entry.printed)):
        complain("placeholder", entry.printed, label="printed")
        return None
    if not entry.printed or fold(entry.printed) not in fold(entry.quote):
        complain("printed-not-in-quote", entry.printed, printed=entry.printed)
        return None
    printed = read_phrase(fold(entry.printed))
    if printed is None:
        complain("printed-unreadable", entry.printed, printed=entry.printed)
        return None
    contexts = list(_contexts(fold(entry.quote), fold(entry.printed)))
    beside = [beside for beside in map(_cut_short, contexts) if beside]
    if len(beside) == len(contexts):
        complain("printed-cut-short", entry.printed, printed=entry.printed, beside=beside[0])
        return None
    return _agreeing(entry, printed, contexts, complain)


def _without_figure(entry: Statement, complain: Complain) -> Figure | None:
    if entry.value is not None:
        complain("status-and-value", plain(entry.value), label="value", status=entry.status)
        return None
    return Bounded(None, None, None), entry.qualifier, ""


def read_phrase(text: str) -> Printed | None:
    """The number that a folded phrase prints, in Chinese or English."""
    text = text.replace("\u2212", "-").replace("\u2013", "-")
    return read_chinese(text) or read_english(text)


def _contexts(quote: str, printed: str) -> Iterator[tuple[str, str]]:
    """What stands before and behind each occurrence."""
    start = quote.find(printed)
    while start >= 0:
        yield quote[:start], quote[start + len(printed) :]
        start = quote.find(printed, start + 1)


def _cut_short(context: tuple[str, str]) -> str:
    """What goes on right beside the printed figure and belongs to it."""
    before, after = context
    if match := _GOES_ON.match(after):
        return match.group(0).strip()
    match = _BEGINS_BEFORE.search(before)
    return match.group(0) if match else ""


def _agreeing(
    entry: Statement, printed: Printed, contexts: list[tuple[str, str]], complain: Complain
) -> Figure | None:
    """The figure once value, qualifier and bounds agree with the words."""
    good = _qualifier_agrees(entry, printed, contexts, complain)
    good &= _value_agrees(entry, printed, complain)
    if not good:
        return None
    bounds = _signed(bounded(printed, entry.qualifier), entry.value)
    if entry.low is not None or entry.high is not None:
        bounds = Bounded(bounds.value, entry.low, entry.high)
        known = [b for b in (bounds.low, bounds.value, bounds.high) if b is not None]
        if known != sorted(known):
            complain("bounds-disagree", low=str(entry.low or ""), high=str(entry.high or ""))
            return None
    code = fault(bounds.value, entry.indicator) if bounds.value is not None and _listed(entry) else None
    if code is not None and entry.direction is None:
        complain(code, entry.printed, label="value", indicator=entry.indicator)
        return None
    return bounds, entry.qualifier, printed.scale_text


def _listed(entry: Statement) -> bool:
    return all(name != "indicator" for name, _ in entry.unknown_codes())


def _qualifier_agrees(
    entry: Statement, printed: Printed, contexts: list[tuple[str, str]], complain: Complain
) -> bool:
    """The words' hedge, inside the printed text or right beside it, is the stated qualifier."""
    hedges = [printed.hedge] if printed.hedge else [_hedge_beside(*context) for context in contexts]
    if any(_same(hedge, entry.qualifier) for hedge in hedges):
        return True
    expected = ", ".join(dict.fromkeys(h.value if h else "exact or rounded" for h in hedges))
    words = " ".join(entry.quote.split())
    complain("qualifier-disagrees", entry.printed, qualifier=entry.qualifier, words=words, expected=expected)
    return False


def _hedge_beside(before: str, after: str) -> Qualifier | None:
    for words, hedge in sorted(HAN_BEFORE.items(), key=lambda item: -len(item[0])):
        if before.endswith(words):
            return hedge
    for words, hedge in sorted(HAN_AFTER.items(), key=lambda item: -len(item[0])):
        if after.startswith(words):
            return hedge
    return hedge_at_end(before.rstrip()) or hedge_at_start(after)


def _same(hedge: Qualifier | None, stated: Qualifier) -> bool:
    if hedge is None:
        return stated in _UNHEDGED
    return _SAME_MEANING.get(hedge, hedge) == _SAME_MEANING.get(stated, stated)


def _value_agrees(entry: Statement, printed: Printed, complain: Complain) -> bool:
    """The stated value is the printed one; a vague figure and a range have none."""
    if entry.qualifier in (Qualifier.VAGUE, Qualifier.RANGE):
        if entry.value is not None:
            complain("vague-with-value", entry.printed, printed=entry.printed)
        return entry.value is None
    if printed.vague:
        return False
    read = -printed.value if entry.direction == "decline" and printed.value > 0 else printed.value
    percent = printed.percent == (_listed(entry) and is_percent(entry.indicator))
    if entry.value == read and percent:
        return True
    complain(
        "value-disagrees",
        entry.printed,
        printed=entry.printed,
        stated="" if entry.value is None else plain(entry.value),
        read=plain(read) + ("%" if printed.percent else ""),
    )
    return False


def _signed(bounds: Bounded, value: Decimal | None) -> Bounded:
    """Bounds turned over for a decline, whose words give the size without the sign."""
    if value is None or bounds.value is None or value == bounds.value:
        return bounds
    return Bounded(
        value,
        None if bounds.high is None else -bounds.high,
        None if bounds.low is None else -bounds.low,
    )
