"""Layout `chinese`: GB18030, a title with the period, counts in 万 (ten thousands), a total row."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from invented.layouts.text_files import delimited
from invented.layouts.words import spoken
from invented.parties import BY_ID, Company
from invented.report import Report

MEASURES = {
    "下架数量(万条)": "listings_removed",
    "拦截数量(万条)": "listings_blocked",
    "广告屏蔽数量(万条)": "ads_blocked",
}
SPECIES = {
    "象牙": "elephant_ivory",
    "犀角": "rhino",
    "穿山甲": "pangolin",
    "海龟": "marine_turtles",
    "其他未分类": "unspecified",
}
NUMERALS = "一二三四"
TOTAL = "合计"
WAN = Decimal(10_000)


def write(report: Report) -> bytes:
    """Title, header, one row a species group, total, note, sender."""
    company = BY_ID[report.reporter]
    counts = {(e.taxon_group, e.indicator): e.value or Decimal(0) for e in report.entries}
    measures = spoken(MEASURES, [company])
    period = f"{report.quarter.year}年第{NUMERALS[report.quarter.number - 1]}季度"
    rows = [
        [f"{company.zh}{period}濒危物种信息处置情况（虚构）"],
        ["类别", *map(_full_width, measures), "备注"],
    ]
    for word, taxon in SPECIES.items():
        rows.append([word, *(_in_wan(counts[taxon, i]) for i in measures.values()), ""])
    sums = (sum(counts[taxon, i] for taxon in SPECIES.values()) for i in measures.values())
    rows.append([TOTAL, *(_in_wan(Decimal(s)) for s in sums), "各类别之和"])
    rows.append(["注：本表为练习用的虚构数据。"])
    rows.append(["填报人：虚构人员"])
    width = len(rows[1])
    return delimited([row + [""] * (width - len(row)) for row in rows], encoding="gb18030")


def _full_width(label: str) -> str:
    """Parentheses as a Chinese keyboard types them; the profile's plain ones mean the same."""
    return label.replace("(", "（").replace(")", "）")


def _in_wan(value: Decimal) -> str:
    return f"{value / WAN:.2f}"


def describe(companies: Sequence[Company]) -> dict[str, Any]:
    """How to read it."""
    measures = spoken(MEASURES, companies)
    return {
        "file": {
            "name": r"/.*\.csv/",
            "format": "delimited",
            "encoding": "gb18030",
            "delimiter": ",",
        },
        "blocks": [
            {
                "name": "处置情况",
                "title": ["/.*濒危物种信息处置情况.*/"],
                "header": [["类别", *measures, "备注"]],
                "values": list(measures),
                "ignore": ["备注"],
                "rows": [
                    {"where": {"类别": TOTAL}, "role": "total"},
                    {"where": {"类别": "/注:.*/"}, "role": "note"},
                    {"where": {"类别": "/填报人.*/"}, "role": "end"},
                ],
                "fields": {
                    "subject": {"constant": companies[0].id},
                    "period": {"title": r"/.*?(\d{4}年第.季度).*/", "span": "quarter"},
                    "taxon_group": {"column": "类别", "codes": SPECIES},
                    "indicator": {
                        "header": "1",
                        "codes": {
                            word: {"indicator": code, "scale": "万"} for word, code in measures.items()
                        },
                    },
                },
                "checks": [{"total": {"类别": TOTAL}, "parts": {"类别": f"!{TOTAL}"}, "tolerance": "0"}],
            }
        ],
    }
