"""The files that people edit in a data home, and the profiles, as an invented secretariat wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import yaml

from invented.layouts import LAYOUTS
from invented.monitoring import PROTOCOL
from invented.parties import (
    BY_ID,
    COMPANIES,
    FOUNDING,
    HOLDINGS,
    MERGER,
    MONITOR,
    PANEL,
    SECRETARIAT,
    SITES,
    Company,
    reporter_of,
)
from invented.quarters import LAST, QUARTERS, START, Quarter

Mapping = dict[str, Any]
_SOURCE = "Invented for the exercise"
_CHANGE_OF_LAYOUT = Quarter(2020, 1)


def edited_files() -> dict[str, str]:
    """File name below the home -> its text."""
    return {
        "register.yaml": _yaml({"parties": [*_parties()], "relations": [*_relations()]}),
        "calendar.yaml": _yaml({"start": START.isoformat(), "rounds": [_round(q) for q in QUARTERS]}),
        "target.yaml": _yaml({"targets": [_target()]}),
        "settings.yaml": _yaml(_settings()),
        "permissions.yaml": _yaml({"permissions": [*_permissions()]}),
        "waivers.yaml": "waivers: []\n",
        **{f"profiles/{profile['profile']}.yaml": _yaml(profile) for profile in _profiles()},
    }


class _PlainText(yaml.SafeDumper):
    """Writes text without quotes where YAML allows: every scalar is read as text here, a date or `on` too."""


_PlainText.yaml_implicit_resolvers = {}


def _yaml(content: Mapping) -> str:
    text = yaml.dump(
        content, Dumper=_PlainText, sort_keys=False, allow_unicode=True, width=110, default_flow_style=None
    )
    return f"# Invented: part of an exercise, made by its generator.\n{text}"


def _parties() -> Iterator[Mapping]:
    yield _party("coalition", "group", "Exercise: an invented coalition", "练习：虚构的联盟")
    yield _party(SECRETARIAT, "secretariat", "Invented Secretariat", "虚构秘书处")
    yield _party(MONITOR, "convener", "Fieldwatch (invented)", "野外观察（虚构）")
    yield _party(PANEL, "panel", "Invented sites under observation", "受监测的虚构网站")
    for holding, (en, zh) in HOLDINGS.items():
        yield _party(holding, "holding", en, zh)
    for company in COMPANIES:
        names = (f"{company.en} (invented)", f"{company.zh}（虚构）")
        facts = {"country": company.country, "channel": company.channel}
        yield _party(company.id, "company", *names) | facts
    for site in SITES:
        yield _party(site.id, "site", site.en, site.zh) | {"channel": site.channel}


def _party(id_: str, kind: str, en: str, zh: str) -> Mapping:
    return {"id": id_, "kind": kind, "name": {"en": en, "zh": zh}}


def _relations() -> Iterator[Mapping]:
    yield _relation(MONITOR, "convenes", "coalition", FOUNDING)
    for company in COMPANIES:
        yield _relation(company.id, "member", "coalition", company.joined, company.left)
        for holding, first, last in company.owners:
            yield _relation(company.id, "owned_by", holding, first, last)
        if company.reporter:
            yield _relation(company.reporter, "reports_for", company.id, FOUNDING)
    yield _relation("outline-outlet", "reports_for", "sketch-shop", date(2020, 6, 1), MERGER)
    for site in SITES:
        yield _relation(site.id, "part_of", PANEL, START)


def _relation(party: str, relation: str, of: str, start: date | None, end: date | None = None) -> Mapping:
    dates = {"start": start and start.isoformat(), "end": end and end.isoformat()}
    given = {key: value for key, value in dates.items() if value}
    return {"party": party, "relation": relation, "of": of, **given, "source": _SOURCE}


def _round(quarter: Quarter) -> Mapping:
    days = {"opens": quarter.opens, "due": quarter.due, "cut_off": quarter.cut_off}
    return {"round": str(quarter)} | {name: day.isoformat() for name, day in days.items()}


def _target() -> Mapping:
    return {
        "id": "eighty-percent",
        "value": "80",
        "date": LAST.last_day.isoformat(),
        "statements": [
            {
                "quote": "We will cut the advertisements found per hour of search by 80% by June 2021.",
                "attributed_to": "Invented Secretariat",
                "source_title": "Founding statement of an invented coalition",
                "source_publisher": "Exercise",
                "source_date": FOUNDING.isoformat(),
            }
        ],
        "estimand": {
            "en": "New advertisements found per hour of search on the invented sites, all channels",
            "zh": "全部渠道的虚构网站上每小时搜索发现的新增广告数",
        },
        "population": {"panel": PANEL, "channels": ["website", "social"], "geography": "all"},
        "indicator": "ads_found",
        "effort": "effort_hours",
        "protocol": PROTOCOL,
        "detection": {
            "stable_because": {
                "en": "invented searches notice everything",
                "zh": "虚构的检索没有遗漏",
            },
            "by": {"en": "Invented Secretariat", "zh": "虚构秘书处"},
        },
        "baseline": {"start": "2018-01-01", "end": "2018-12-31"},
        "window_months": "12",
    }


def _settings() -> Mapping:
    return {
        "title": {"en": "Exercise: an invented coalition", "zh": "练习：虚构的联盟"},
        "publisher": {"en": "Exercise: nobody real publishes this", "zh": "练习：并无真实的发布者"},
        "invented": "true",
        # A salt that stands in a repository protects nothing; a real home has a secret one.
        "salt": "demonstration-only-not-a-secret",
        "minimum_holdings": "3",
        # Demonstration only, for the same reason: a real home keeps its own secret.
        "p_percent": "15",
    }


def _permissions() -> Iterator[Mapping]:
    for party, indicators in (
        ("examplebay", ["listings_removed"]),
        ("legend-live", ["all"]),
        ("phantom-posts", ["listings_removed", "accounts_sanctioned"]),
        ("specimen-social", ["all"]),
    ):
        note = "Invented permission to publish own figures"
        yield {"party": party, "indicators": indicators, "start": START.isoformat(), "note": note}


def _profiles() -> Iterator[Mapping]:
    for reporter in sorted({reporter_of(c, q) for c in COMPANIES for q in c.quarters}):
        company = BY_ID[reporter]
        yield _profile(reporter, company.quarters[0], [*_layouts(company)])
    monitored = {"name": "monitor", "from": str(QUARTERS[0]), **LAYOUTS["monitor"].describe(())}
    yield _profile(MONITOR, QUARTERS[0], [monitored])


def _profile(reporter: str, first: Quarter, layouts: list[Mapping]) -> Mapping:
    return {
        "profile": reporter,
        "reporter": reporter,
        "version": str(len(layouts)),
        "confirmed": _confirmed(first),
        "layouts": layouts,
    }


def _confirmed(first: Quarter) -> Mapping:
    """Confirmed on the day after the round opened, before its first file came."""
    return {"by": "Invented Secretariat", "on": (first.opens + timedelta(days=1)).isoformat()}


def _layouts(company: Company) -> Iterator[Mapping]:
    subjects = [c for c in COMPANIES if any(reporter_of(c, q) == company.id for q in c.quarters)]
    first = str(company.quarters[0])
    if not company.later_layout:
        yield {"name": company.layout, "from": first, **LAYOUTS[company.layout].describe(subjects)}
        return
    until = str(QUARTERS[QUARTERS.index(_CHANGE_OF_LAYOUT) - 1])
    yield {"name": company.layout, "from": first, "to": until, **LAYOUTS[company.layout].describe(subjects)}
    later = LAYOUTS[company.later_layout].describe(subjects)
    change = _CHANGE_OF_LAYOUT
    yield {"name": company.later_layout, "from": str(change), "confirmed": _confirmed(change), **later}
