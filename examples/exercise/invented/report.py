"""A report: what one file says, before a layout gives it a form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from invented.quarters import Quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One value of a file: the observation that reading it must give."""

    subject: str
    indicator: str
    taxon_group: str = "all"
    channel: str = "all"
    protocol: str = "none"
    start: date
    end: date
    value: Decimal | None
    status: str = "normal"
    spoiled: str = ""
    """What stands in the file instead, where the reporter made a mistake; such a row is not accepted."""

    @property
    def key(self) -> tuple[str, str, str, str, str, date, date]:
        """Series key and period: what a later file restates."""
        return (
            self.subject,
            self.indicator,
            self.taxon_group,
            self.channel,
            self.protocol,
            self.start,
            self.end,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One file to be written."""

    reporter: str
    quarter: Quarter
    file_stem: str
    layout: str
    entries: tuple[Entry, ...]
    received_at: datetime
    reason: str = ""
    replaces: str = ""
    """`file_stem` of the earlier file that this one replaces."""
    truncated: bool = False
    """The bytes are cut off, as after a broken upload: nothing of it can be read."""
    verdict: str = "accepted"
    """What the review must decide."""
    findings: tuple[str, ...] = ()
    """Codes of the findings that the review must raise, sorted."""
