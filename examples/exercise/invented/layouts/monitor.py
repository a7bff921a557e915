"""Layout `monitor`: the convener's CSV, one row a site and month, finds beside hours of search."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from invented.layouts.text_files import delimited
from invented.monitoring import PROTOCOL
from invented.parties import SITES, Company
from invented.report import Report

MEASURES = {"New advertisements": "ads_found", "Hours of search": "effort_hours"}
CHANNELS = {"Website": "website", "Social media": "social"}
KEYWORDS = "Core 2018"


def write(report: Report) -> bytes:
    """One row a site and month."""
    names = {site.id: site.en for site in SITES}
    channel_words = {code: word for word, code in CHANNELS.items()}
    rows: dict[tuple[str, str], list[str]] = {}
    for entry in report.entries:
        month = str(entry.start)[:7]
        opening = [names[entry.subject], channel_words[entry.channel], month, KEYWORDS]
        rows.setdefault((entry.subject, month), opening).append(_number(entry.value))
    return delimited([["Site", "Channel", "Month", "Keyword list", *MEASURES], *rows.values()])


def _number(value: Decimal | None) -> str:
    return str(value)


def describe(companies: Sequence[Company]) -> dict[str, Any]:
    """How to read it; it tells about sites, not about companies."""
    return {
        "file": {
            "name": r"/.*\.csv/",
            "format": "delimited",
            "encoding": "utf-8",
            "delimiter": ",",
        },
        "blocks": [
            {
                "name": "searches",
                "header": [["Site", "Channel", "Month", "Keyword list", *MEASURES]],
                "values": list(MEASURES),
                "fields": {
                    "subject": {"column": "Site", "codes": {site.en: site.id for site in SITES}},
                    "channel": {"column": "Channel", "codes": CHANNELS},
                    "protocol": {"column": "Keyword list", "codes": {KEYWORDS: PROTOCOL}},
                    "period": {"column": "Month", "span": "month"},
                    "indicator": {"header": "1", "codes": MEASURES},
                },
            }
        ],
    }
