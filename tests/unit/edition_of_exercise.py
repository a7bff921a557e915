"""An edition to render: invented figures, eight rounds, a computed goal."""

from datetime import UTC, date, datetime
from decimal import Decimal

from edition_figures import figure, quarter

from pipeline.codes import codelist
from pipeline.figures import (
    Completeness,
    Edition,
    MembershipChange,
    MonitoredRate,
    PublishedCapability,
    Revision,
    Trend,
    Vintage,
)
from pipeline.model import Text

OUTPUTS = {
    "listings_removed": (18240, 21977, 20415, 26310, 31850, 29904, 33127, 41250),
    "ads_blocked": (1204400, 1198120, 1315300, 1402210, 1389950, 1501200, 1608840, 1712006),
    "accounts_sanctioned": (412, 388, None, 460, 515, 498, 570, 633),
    "user_reports": (3051, 3300, 3120, 3544, 3610, 3702, 4011, 4188),
}
MEMBERS = (10, 10, 11, 12, 12, 13, 13, 14)


def _output_rounds():
    for indicator, values in OUTPUTS.items():
        for number, value in enumerate(values):
            year, q = 2018 + number // 4, number % 4 + 1
            start, end = quarter(year, q)
            missing = value is None
            yield figure(
                id=f"output_round/{indicator}/{year}-Q{q}",
                topic="output_round",
                indicator=indicator,
                period=f"{year}-Q{q}",
                period_start=start,
                period_end=end,
                value=None if missing else Decimal(value).quantize(Decimal("0.000001")),
                value_low=None if missing else Decimal(value),
                value_high=None if missing else Decimal(value),
                status="suppressed" if missing else ("provisional" if number == 7 else "normal"),
                conf_status="C" if missing else "",
                coverage_n=MEMBERS[number] - (number % 3),
                coverage_of=MEMBERS[number],
                largest_share="not_stated" if missing else "under_quarter",
                wording=Text(
                    f"Members reported {value} ({indicator}) in {year}-Q{q}.",
                    f"成员在 {year}-Q{q} 填报 {value}。",
                ),
                supersedes="2019-Q3@1" if indicator == "listings_removed" and number == 6 else "",
            )


def _running(indicator, value, low, high, qualifier, members):
    return figure(
        id=f"running_total/{indicator}/2019-Q4",
        topic="running_total",
        indicator=indicator,
        period="2018-01-01/2019-12-31",
        period_start=date(2018, 1, 1),
        period_end=date(2019, 12, 31),
        value=Decimal(value),
        value_low=Decimal(low),
        value_high=None if high is None else Decimal(high),
        qualifier=qualifier,
        coverage_n=members,
        coverage_of=14,
        largest_share="quarter_to_half",
        gaps=Text("one month", "一个月") if indicator == "accounts_sanctioned" else Text("", ""),
        wording=Text(f"{indicator}: {value} since 2018.", f"{indicator}：2018年以来 {value}。"),
    )


def _ratio(name, value, low, high, qualifier, **given):
    counts = {"numerator": Decimal(360), "denominator": Decimal(1003)} if value else {}
    start, end = quarter(2019, 4)
    code = codelist("ratios")["items_gone_before_view"]
    return figure(
        **{
            "id": f"ratio_{name}/{code.code}/2019-Q4",
            "topic": "ratio",
            "indicator": code.code,
            "indicator_label": code.label,
            "unit": "percent",
            "measure_class": "activity",
            "period": "2019-Q4" if name == "round" else "2018-01-01/2019-12-31",
            "period_start": start if name == "round" else date(2018, 1, 1),
            "period_end": end,
            "value": value,
            "value_low": low,
            "value_high": high,
            "qualifier": qualifier,
            "coverage_n": 9,
            "coverage_of": 14,
            "wording": Text(
                f"{code.label.en}: {value or 'not computable'}.", f"{code.label.zh}：{value or '无法计算'}。"
            ),
            **counts,
            **given,
        }
    )


def _ratios():
    """One rounded, one that cannot be computed."""
    yield _ratio("round", Decimal("35.9"), Decimal("35.8"), Decimal("35.9"), "rounded")
    reason = Text("The days differ.", "日期不同。")
    yield _ratio("running", None, None, None, "", status="not_computable", missing=(reason,))


MISSING = (
    ("open", 2, 0, 1, None, Decimal(30000), None, None),
    ("bounded", 2, 2, 0, Decimal(32150), Decimal(32150), Decimal(3), Decimal("7.2")),
    ("complete", 0, 0, 0, Decimal(31800), Decimal(31800), Decimal("2.9"), Decimal("2.9")),
    ("hidden", 2, 0, 0, None, None, None, None),
)
"""Of each quarter: the bound, who is absent, was in before, is in part; most, as before, and the change."""


def _trends():
    """Four quarters: the first begins the chain, the second is rounded, the fourth is not shown."""
    changes = (None, (Decimal(5), Decimal(5)), (Decimal("-2.1"), Decimal("0.1")), None)
    chained = (Decimal(100), Decimal(105), Decimal("102.8"), Decimal(100))
    for number, (change, index) in enumerate(zip(changes, chained, strict=True)):
        bound, absent, in_before, in_part, most, as_before, change_low, change_high = MISSING[number]
        yield Trend(
            indicator="listings_removed",
            indicator_label=Text("Listings removed", "已下架商品信息"),
            unit_label=Text("listings", "条商品信息"),
            period=f"2019-Q{number + 1}",
            before=f"2019-Q{number}" if number else "",
            total=Decimal(30000 + 900 * number) if number < 3 else None,
            coverage_n=9,
            coverage_of=11,
            largest_share="quarter_to_half" if number < 3 else "not_stated",
            panel_members=8 if change else None,
            panel_change=change[0] if change else None,
            rounded_to=change[1] if change else None,
            entered=Decimal(0) if number == 2 else None,
            departed=Decimal(0) if number == 2 else None,
            uneven=Decimal(-12) if number == 2 else None,
            members_absent=absent,
            absent_in_before=in_before,
            members_in_part=in_part,
            absence_bound=bound,
            total_low=Decimal(30000 + 900 * number) if number < 3 else None,
            total_high=most,
            as_before=as_before,
            change_low=change_low,
            change_high=change_high,
            base="2019-Q4" if number == 3 else "2019-Q1",
            index_all=Decimal(100 + 3 * number) if number < 3 else None,
            index_chained=index if number < 3 else None,
            index_low=index - Decimal("2.5") if number in {1, 2} else index if number == 0 else None,
            index_high=index + Decimal("2.5") if number in {1, 2} else index if number == 0 else None,
            index_direct=Decimal("103.1") if number == 2 else None,
            direct_rounded_to=Decimal("0.1") if number == 2 else None,
            direct_members=7 if number == 2 else None,
        )


def exercise_edition(**changed):
    """Invented figures, eight rounds, computed goal, a revision, suppressed and provisional values."""
    figures = [
        figure(
            id="goal/eighty-percent",
            topic="goal",
            indicator="ads_found",
            indicator_label=Text("Reduction of wildlife advertisements found", "监测发现广告的降幅"),
            unit="percent",
            period="2019-01-01/2019-12-31",
            period_start=date(2019, 1, 1),
            period_end=date(2019, 12, 31),
            value=Decimal("62.381"),
            value_low=None,
            value_high=None,
            interval_low=Decimal("54.96"),
            interval_high=Decimal("69.41"),
            target=Decimal(80),
            target_date=date(2020, 12, 31),
            status="not_met",
            coverage_n=9,
            coverage_of=10,
            subject="invented-sites",
            subject_label=Text("panel of invented sites", "虚构网站样本组"),
            wording=Text(
                "On the sites monitored in both windows 62.4% fewer advertisements were found per hour of "
                "search than in 2018 (95% interval 55.0% to 69.4%).",
                "在两个时间窗均监测的网站上，每工时发现的广告比2018年减少 62.4%（95% 区间 55.0% 至 69.4%）。",
            ),
        ),
        *_output_rounds(),
        figure(
            id="output_year/listings_removed/2019",
            topic="output_year",
            period="2019",
            period_start=date(2019, 1, 1),
            period_end=date(2019, 12, 31),
            value=Decimal(136131),
            coverage_n=12,
            coverage_of=14,
        ),
        *_ratios(),
        _running("listings_removed", 223073, 223073, 223073, "exact", 14),
        _running("ads_blocked", 11332026, 11331526, 11332526, "approximately", 12),
        _running("accounts_sanctioned", 3476, 3476, None, "over", 11),
        _running("user_reports", 28526, 28526, 28526, "exact", 13),
        figure(
            id="membership/2019-Q4",
            topic="membership",
            indicator="members_stated",
            indicator_label=Text("Members in the register", "登记册成员数"),
            period="2019-Q4",
            period_start=date(2019, 10, 1),
            period_end=date(2019, 12, 31),
            value=Decimal(14),
            wording=Text(
                "The register has 14 members on 31 December 2019.", "2019年12月31日登记册中有14家成员。"
            ),
        ),
    ]
    for number, eligible in enumerate(MEMBERS):
        year, q = 2018 + number // 4, number % 4 + 1
        start, end = quarter(year, q)
        n = eligible - (number % 3)
        figures.append(
            figure(
                id=f"coverage/{year}-Q{q}",
                topic="coverage",
                indicator="coverage",
                indicator_label=Text("Members with an accepted value", "有被接受数值的成员"),
                unit="company",
                period=f"{year}-Q{q}",
                period_start=start,
                period_end=end,
                value=Decimal(n),
                coverage_n=n,
                coverage_of=eligible,
                wording=Text(f"{n} of {eligible} members.", f"{eligible} 家中的 {n} 家。"),
            )
        )
    names = (
        "Amberfield Brightmarket Cinderlane Duskmall Elmtrade Fernhall Glowstall Harbourly Ironshop Junebay"
    )
    joined = [(name, date(2018, 1, 1)) for name in names.split()]
    joined += [
        ("Kitebazaar", date(2018, 8, 15)),
        ("Lumenshop", date(2018, 11, 2)),
        ("Mossmart", date(2019, 5, 20)),
    ]
    joined += [("Northstall", date(2019, 10, 8))]
    whole = {
        "round": "2019-Q4",
        "version": None,
        "as_of": datetime(2020, 2, 28, 23, 59, tzinfo=UTC),
        "title": Text("Wildlife Trafficking Online: Progress Report", "网络野生动物非法贸易：进展报告"),
        "publisher": Text("Exercise secretariat", "练习秘书处"),
        "invented": True,
        "figures": tuple(figures),
        "revisions": (
            Revision(
                figure="output_round/listings_removed/2019-Q3",
                indicator_label=Text("Listings removed", "已下架商品信息"),
                period="2019-Q3",
                old=Decimal(31002),
                new=Decimal("33127.000000"),
                since="2019-Q3@1",
                reason=Text("A member sent a late return.", "一家成员补交了填报数据。"),
            ),
        ),
        "trends": tuple(_trends()),
        "vintages": (
            Vintage(
                indicator="listings_removed",
                indicator_label=Text("Listings removed", "已下架商品信息"),
                unit_label=Text("listings", "条商品信息"),
                period="2019-Q3",
                as_of=date(2019, 11, 30),
                value=Decimal(31002),
                before=None,
            ),
            Vintage(
                indicator="listings_removed",
                indicator_label=Text("Listings removed", "已下架商品信息"),
                unit_label=Text("listings", "条商品信息"),
                period="2019-Q3",
                as_of=date(2020, 2, 28),
                value=Decimal("33127.000000"),
                before=Decimal(31002),
            ),
        ),
        "completeness": tuple(
            Completeness(
                round=f"{2018 + n // 4}-Q{n % 4 + 1}",
                eligible=m,
                on_time=m - 2 - (n % 3 > 1),
                late=1,
                missing=int(n % 3 > 1),
                not_accepted=1,
                with_value=m - 1 - (n % 3 > 1),
            )
            for n, m in enumerate(MEMBERS)
        ),
        "membership": tuple(
            MembershipChange(party=n.lower(), party_label=Text(n, n), change="joined", on=on, precision="day")
            for n, on in joined
        ),
        "capabilities": (
            PublishedCapability(
                party_label=Text("Brightmarket", "亮市"),
                kind_label=Text("Detection tool", "检测工具"),
                title="Image recognition for carved ivory",
                status="testing",
                status_label=Text("Testing", "测试中"),
                status_date=date(2019, 10, 1),
                status_date_precision="month",
            ),
        ),
        "monitoring": tuple(
            MonitoredRate(
                period=f"{2018 + n // 4}-Q{n % 4 + 1}",
                period_start=quarter(2018 + n // 4, n % 4 + 1)[0],
                period_end=quarter(2018 + n // 4, n % 4 + 1)[1],
                found=Decimal(found),
                effort=Decimal(120),
                sites=9,
                protocol="core",
            )
            for n, found in enumerate((604, 588, 560, 541, 330, 251, 190, 120))
        ),
        "notes": (
            Text(
                "Counts of different indicators are never added together.",
                "不同指标的数量从不相加。",
            ),
        ),
    }
    return Edition(**(whole | changed))
