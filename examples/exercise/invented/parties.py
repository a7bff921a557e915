"""The invented companies, their holdings, the convener that monitors, and the sites it searches."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from invented.quarters import LAST, QUARTERS, Quarter

FOUNDING = date(2018, 1, 15)
MONITOR = "fieldwatch"
Channel = Literal["website", "social"]
Ownership = tuple[str, date | None, date | None]
"""Owner, first and last day."""
PANEL = "invented-sites"
SECRETARIAT = "secretariat"

REMOVED, BLOCKED, ADS, ACCOUNTS, REPORTS = (
    "listings_removed",
    "listings_blocked",
    "ads_blocked",
    "accounts_sanctioned",
    "user_reports",
)
TAXA = ("elephant_ivory", "rhino", "pangolin", "marine_turtles", "unspecified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """One invented company: who it is, how it reports, how much."""

    id: str
    en: str
    zh: str
    country: str
    channel: str
    """The type of its platforms."""
    layout: str
    later_layout: str
    """Layout from 2020-Q1 on; empty where it did not change."""
    level: int
    """Listings removed in a typical quarter of 2018; the other indicators follow from it."""
    indicators: tuple[str, ...]
    joined: date
    left: date | None
    owners: tuple[Ownership, ...]
    reporter: str
    """Another company whose files carry its figures; empty where it reports itself."""

    def eligible(self, quarter: Quarter) -> bool:
        """Member on the last day of the quarter."""
        return self.joined <= quarter.last_day and (self.left is None or quarter.last_day <= self.left)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """Quarters at whose end it is a member."""
        return tuple(q for q in QUARTERS if self.eligible(q))

    def layout_in(self, quarter: Quarter) -> str:
        """Name of the layout it uses for a round."""
        return self.later_layout if self.later_layout and quarter >= Quarter(2020, 1) else self.layout


@dataclass(frozen=True, slots=True)
class Site:
    """One monitored site."""

    id: str
    en: str
    zh: str
    channel: Channel
    rate: float
    """Advertisements found per hour of search in an average month of 2018."""


NORTH, SOUTH, EAST, WEST = (f"invented-group-{side}" for side in ("north", "south", "east", "west"))
HOLDINGS = {
    NORTH: ("Invented Group North", "虚构集团·北"),
    SOUTH: ("Invented Group South", "虚构集团·南"),
    EAST: ("Invented Group East", "虚构集团·东"),
    WEST: ("Invented Group West", "虚构集团·西"),
}
SALE = date(2019, 10, 1)
"""Day on which Fictional Fleamarket passes from Group South to Group West."""
MERGER = date(2020, 6, 30)
"""Last day of Sketch Shop as a member; Outline Outlet takes it over."""


_CHANGED_OWNERS: dict[str, tuple[Ownership, ...]] = {
    "fictional-flea": ((SOUTH, None, SALE - timedelta(days=1)), (WEST, SALE, None)),
    "sketch-shop": (("outline-outlet", MERGER + timedelta(days=1), None),),
}


def _company(row: dict[str, str]) -> Company:
    """A row of companies.csv; an empty `joined` means that it is a founding member."""
    always: tuple[Ownership, ...] = ((row["owner"], None, None),) if row["owner"] else ()
    return Company(
        id=row["id"],
        en=row["en"],
        zh=row["zh"],
        country=row["country"],
        channel=row["channel"],
        layout=row["layout"],
        later_layout=row["later_layout"],
        level=int(row["level"]),
        indicators=tuple(row["indicators"].split()),
        joined=date.fromisoformat(row["joined"]) if row["joined"] else FOUNDING,
        left=date.fromisoformat(row["left"]) if row["left"] else None,
        owners=_CHANGED_OWNERS.get(row["id"], always),
        reporter=row["reporter"],
    )


def _companies() -> tuple[Company, ...]:
    text = Path(__file__).with_name("companies.csv").read_text(encoding="utf-8")
    return tuple(map(_company, csv.DictReader(text.splitlines())))


COMPANIES = _companies()
BY_ID = {company.id: company for company in COMPANIES}


def _sites(id_: str, en: str, zh: str, channel: Channel, *rates: float) -> tuple[Site, ...]:
    return tuple(
        Site(f"{id_}-{number:02}", f"{en} {number:02}", f"{zh}{number:02}", channel, rate)
        for number, rate in enumerate(rates, start=1)
    )


SITES: tuple[Site, ...] = (
    *_sites("invented-site", "Invented Site", "虚构网站", "website", 5.2, 3.9, 3.1, 2.6, 2.0, 1.5, 1.1),
    *_sites("invented-feed", "Invented Feed", "虚构社交", "social", 6.0, 4.4, 3.4, 2.3, 1.6),
)


def reporter_of(subject: Company, quarter: Quarter) -> str:
    """Who sends the figures of a company: mostly itself."""
    if subject.id == "sketch-shop" and quarter == Quarter(2020, 2):
        return "outline-outlet"
    return subject.reporter or subject.id


def subjects_of(reporter: str, quarter: Quarter) -> tuple[Company, ...]:
    """Companies in one reporter's file of a round, in the order of the list."""
    return tuple(c for c in COMPANIES if c.eligible(quarter) and reporter_of(c, quarter) == reporter)


def reporting_companies(quarter: Quarter = LAST) -> tuple[str, ...]:
    """Companies that owe a file in a round."""
    return tuple(sorted({reporter_of(c, quarter) for c in COMPANIES if c.eligible(quarter)}))
