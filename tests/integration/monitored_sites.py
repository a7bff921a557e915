"""Four sites that are searched for advertisements every month, and the answer that a goal gets out of it."""

from __future__ import annotations

from datetime import date

from pipeline.aggregate import build_table, read_table
from pipeline.indicators.gaps import read_gaps
from pipeline.indicators.goal import measure

DECLARED = """
targets:
  - id: eighty-percent
    value: 80
    date: 2021-06-30
    estimand: {en: advertisements per hour of search, zh: 每小时检索发现的广告}
    population: {panel: panel, channels: [website]}
    indicator: ads_found
    effort: effort_hours
    protocol: core
    baseline: {start: 2018-04-01, end: 2018-06-30}
    detection: {stable_because: {en: same searchers, zh: 检索者未变}, by: Watch}
    window_months: 3
"""
SITES = ["one", "two", "three", "four"]


def monitored_home(small_home):
    """The home with four sites in a panel, and with the goal declared over them."""
    register = small_home.home.edited("register.yaml").read_text()
    parties = "".join(
        f"  - {{id: {s}, kind: site, name: {{en: {s}, zh: {s}}}, channel: website}}\n" for s in SITES
    )
    parties += "  - {id: panel, kind: panel, name: {en: panel, zh: panel}}\n"
    relations = "".join(f"  - {{party: {s}, relation: part_of, of: panel}}\n" for s in SITES)
    small_home.write("register.yaml", register.replace("relations:\n", parties + "relations:\n" + relations))
    small_home.write("target.yaml", DECLARED)
    return small_home


def counts(year: int, found: int, sites: list[str] = SITES, protocol: str = "core") -> list[dict]:
    """What searches of April to June found on each site in a month, and the hours that they took."""
    months = [(date(year, 4, 1), date(year, 4, 30)), (date(year, 5, 1), date(year, 5, 31))]
    months.append((date(year, 6, 1), date(year, 6, 30)))
    return [
        {"subject": site, "indicator": indicator, "value": value, "period": month, "channel": "website",
         "protocol": protocol}
        for site in sites
        for month in months
        for indicator, value in (("ads_found", found), ("effort_hours", 10))
    ]  # fmt: skip


def uneven(year: int, found: int) -> list[dict]:
    """Counts that scatter between sites and months around the same mean."""
    shifts = {"one": (1, 0, -1), "two": (-2, 1, 1), "three": (0, -1, 1), "four": (1, 0, -1)}
    rows = counts(year, found)
    for row in rows:
        if row["indicator"] == "ads_found":
            row["value"] += shifts[row["subject"]][row["period"][0].month - 4]
    return rows


def answered(home) -> dict:
    scope = home.scope("2021-Q2")
    for name in ("counted", "monitoring", "quotations"):
        build_table(name, scope)
    measure(scope)
    return next(row for row in read_table("goal", scope) if row["channel"] == row["taxon_group"] == "all")


def gaps(row: dict) -> list[str]:
    return [gap.code for gap in read_gaps(row["missing"])]
