"""How a trend reads: changes with a sign, what rounding leaves open, what hedged figures put in doubt.

"About" and a range say what rounding leaves open, which is done so that no member's value is given away. "≈"
says that a total behind the number is approximate. How far that may move a change or an index is not said:
the room would be that of the members in the panel, and could tell how large one of them is.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from pipeline.figures import Edition, Trend
from pipeline.model import Text
from reports.phrases import grouped

_EXACT = Decimal("0.1")
_NONE = Text("–", "–")


def trend_groups(edition: Edition) -> list[tuple[Text, list[Trend]]]:
    """The trends by quarter, one group an indicator; those by year where there is no quarter."""
    quarters = [t for t in edition.trends if "-Q" in t.period]
    chosen = quarters or list(edition.trends)
    return [
        (group[0].indicator_label, group)
        for group in (list(found) for _, found in groupby(chosen, key=lambda t: t.indicator))
    ]


def is_hedged(trend: Trend) -> bool:
    """Whether the total is shown as approximate or as a bound, as far as its row tells."""
    if trend.total is None or trend.total_low is None:
        return False
    open_above = trend.absence_bound == "complete" and trend.total_high != trend.total
    return trend.total_low != trend.total or open_above or trend.absence_bound == "open_figures"


class TrendWords:
    """The numbers of one indicator's trend in words; `rows` are all its windows in order of time."""

    def __init__(self, rows: list[Trend]) -> None:
        self._hedged = {t.period for t in rows if is_hedged(t)}
        self._along: dict[str, list[str]] = {}
        for trend in rows:
            self._along.setdefault(trend.base, []).append(trend.period)

    def total(self, trend: Trend) -> Text:
        """`≈47,313` where it is approximate; the mark `[c]` where it is not shown."""
        if trend.total is None:
            return Text("[c]", "[c]")
        return _marked(grouped(trend.total), trend.period in self._hedged)

    def change(self, trend: Trend) -> Text:
        """`+7.2%`, `about −3%` where the change is rounded, `≈−2.7%`; a dash where there is none."""
        if trend.panel_change is None:
            return _NONE
        sign = "+" if trend.panel_change > 0 else "±" if trend.panel_change == 0 else ""
        number = f"{sign}{grouped(trend.panel_change)}%"
        if trend.rounded_to != _EXACT:
            return Text(f"about {number}", f"约 {number}")
        return _marked(number, bool(self._hedged & {trend.period, trend.before}))

    def chained(self, trend: Trend) -> Text:
        """`115.6`, `≈97.3`, each with what rounding leaves open; a dash where there is none."""
        if trend.index_chained is None:
            return _NONE
        number = _marked(grouped(trend.index_chained), self.chain_is_hedged(trend))
        low, high = trend.index_low, trend.index_high
        if low is None or high is None or low == high:
            return number
        return _ranged(number, low, high, self.chain_is_hedged(trend))

    def direct(self, trend: Trend) -> Text:
        """`97.6`, `about 110 (105–115)` where it is rounded to ten points; a dash where there is none."""
        if trend.index_direct is None:
            return _NONE
        hedged = bool(self._hedged & {trend.period, trend.base})
        number = grouped(trend.index_direct)
        if (ends := direct_ends(trend)) is None:
            return _marked(number, hedged)
        about = Text(f"about {number}", f"约 {number}")
        return _ranged(_marked(number, hedged) if hedged else about, *ends, hedged)

    def at_the_end(self, trend: Trend) -> Text:
        """The chained index without its range: `≈97.3`, `about 97` where it is rounded."""
        if trend.index_chained is None:
            return _NONE
        number = grouped(trend.index_chained)
        if self.chain_is_hedged(trend) or trend.index_low == trend.index_high:
            return _marked(number, self.chain_is_hedged(trend))
        return Text(f"about {number}", f"约 {number}")

    def all_reporters(self, trend: Trend) -> Text:
        """The index of all reporters; "≈" where its total or that of the base is approximate."""
        if trend.index_all is None:
            return _NONE
        hedged = trend.period != trend.base and bool(self._hedged & {trend.period, trend.base})
        return _marked(grouped(trend.index_all), hedged)

    def chain_is_hedged(self, trend: Trend) -> bool:
        """Whether a total on the way from the base to this window is approximate; the base itself is 100."""
        windows = self._along[trend.base]
        before = windows[: windows.index(trend.period) + 1]
        return len(before) > 1 and bool(self._hedged.intersection(before))

    def remark(self) -> Text:
        """What "≈" means; empty where it stands nowhere."""
        if not self._hedged:
            return Text("", "")
        return Text(
            "≈: figures of members in the total are approximate, so changes and indices made from it are "
            "too. How far is not said, since that could tell a member's size; ranges hold rounding alone.",
            "≈：合计中有成员填报的是约数，由此得出的变化和指数也是约数。其误差可能泄露成员规模，故不列出；所列范围仅计取整。",
        )


def direct_ends(trend: Trend) -> tuple[Decimal, Decimal] | None:
    """Between what the direct index lies, where it is rounded to more than a tenth of a point."""
    if trend.index_direct is None or trend.direct_rounded_to is None or trend.direct_rounded_to <= _EXACT:
        return None
    half = trend.direct_rounded_to / 2
    return trend.index_direct - half, trend.index_direct + half


def _marked(number: str, hedged: bool) -> Text:
    text = f"≈{number}" if hedged else number
    return Text(text, text)


def _ranged(number: Text, low: Decimal, high: Decimal, hedged: bool) -> Text:
    ends = f"{grouped(low)}–{grouped(high)}"
    if hedged:
        return Text(f"{number.en} (rounding: {ends})", f"{number.zh}（取整：{ends}）")
    return Text(f"{number.en} ({ends})", f"{number.zh} ({ends})")
