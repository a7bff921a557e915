"""Two editions to render: an exercise with a computed goal, a public record whose goal cannot be computed."""

import dataclasses
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from pipeline.codes import codelist
from pipeline.figures import (
    Completeness,
    Edition,
    Figure,
    MembershipChange,
    MonitoredRate,
    PublishedCapability,
    Revision,
    Trend,
    Vintage,
)
from pipeline.model import Text

COALITION = Text("All reporting members", "全部填报成员")
QUARTER_ENDS = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}


def figure(**given):
    """A figure whose labels come from the code lists."""
    indicator = given.get("indicator", "listings_removed")
    entry = codelist("indicators").codes.get(indicator)
    unit = given.pop("unit", entry.extra["unit"] if entry else "company")
    value = given.get("value")
    plain = {
        "indicator": indicator,
        "indicator_label": entry.label if entry else Text(indicator, indicator),
        "unit": unit,
        "unit_label": codelist("units").label(unit),
        "measure_class": entry.extra["measure_class"] if entry else "context",
        "subject": "coalition",
        "subject_label": COALITION,
        "value": value,
        "value_low": value,
        "value_high": value,
        "qualifier": "exact",
        "status": "normal",
        "wording": Text(f"{given['id']}: {value}", f"{given['id']}：{value}"),
    }
    return Figure(**(plain | given))


def quarter(year, number):
    month, day = QUARTER_ENDS[number]
    return date(year, number * 3 - 2, 1), date(year, month, day)


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
        gaps=Text("one month", "一个月") if indicator == "accounts_sanctioned" else Text("", ""),
        wording=Text(f"{indicator}: {value} since 2018.", f"{indicator}：2018年以来 {value}。"),
    )


def _trends():
    """Four quarters: the first begins the chain, the second is rounded, the fourth is not shown."""
    changes = (None, (Decimal(5), Decimal(5)), (Decimal("-2.1"), Decimal("0.1")), None)
    chained = (Decimal(100), Decimal(105), Decimal("102.8"), Decimal(100))
    for number, (change, index) in enumerate(zip(changes, chained, strict=True)):
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
        "publisher": "Exercise secretariat",
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


HKALPO = {
    "source_title": "Chinese internet companies fight against online wildlife trade",
    "source_publisher": "Hong Kong Animal Law and Protection Organisation",
    "source_url": "https://hkalpo.com/newsandblogs/chinese-internet-companies-fight-against-online-wildlife-trade",
    "source_date": date(2020, 10, 21),
}


def _quotation(identifier, indicator, subject, label, value, low, high, qualifier, quote, **more):
    given = HKALPO | {
        "id": f"quotation/{identifier}",
        "topic": "quotation",
        "indicator": indicator,
        "subject": subject,
        "subject_label": label,
        "period": "2019",
        "period_start": date(2019, 1, 1),
        "period_end": date(2019, 12, 31),
        "value": None if value is None else Decimal(value),
        "value_low": None if low is None else Decimal(low),
        "value_high": None if high is None else Decimal(high),
        "qualifier": qualifier,
        "quote": quote,
        "attributed_to": label.en,
        "wording": Text(f"{label.en}: “{quote}”.", f"{label.zh}：“{quote}”。"),
    }
    return figure(**(given | more))


def public_edition(**changed):
    """Quotations of the public record; the goal has neither baseline nor protocol; hostile texts included."""
    baidu, alibaba, group = Text("Baidu", "百度"), Text("Taobao", "淘宝"), Text("The Coalition", "联盟")
    undated = {"period": "../2020-10-31", "period_start": None, "period_end": date(2020, 10, 31)}
    figures = (
        figure(
            id="goal/eighty-percent",
            topic="goal",
            indicator="ads_found",
            indicator_label=Text("Reduction of wildlife trafficking online", "网络野生动物非法贸易的降幅"),
            unit="percent",
            subject_label=group,
            period="2020",
            period_start=date(2020, 1, 1),
            period_end=date(2020, 12, 31),
            value=None,
            qualifier="vague",
            target=Decimal(80),
            target_date=date(2020, 12, 31),
            status="not_computable",
            missing=(
                Text(
                    "The baseline: no source says which year or period the 80% is counted from.",
                    "基准：没有来源说明 80% 是相对于哪一年或哪一时期。",
                ),
                Text(
                    "The indicator: three sources name three different things that are to fall.",
                    "指标：三个来源所说的下降对象各不相同。",
                ),
                Text(
                    "The protocol: no keyword list and no search effort were published.",
                    "监测方案：没有公布关键词表，也没有公布监测工作量。",
                ),
            ),
            wording=Text(
                "The reduction announced for 2020 cannot be computed from what is published.",
                "为2020年宣布的降幅无法根据已公布的资料计算。",
            ),
        ),
        _quotation(
            "baidu/items_removed/2019",
            "items_removed",
            "baidu",
            baidu,
            263000,
            262500,
            263500,
            "approximately",
            "removed approximately 263,000 pieces of information",
        ),
        _quotation(
            "baidu/ads_blocked/2019",
            "ads_blocked",
            "baidu",
            baidu,
            1400000,
            1400000,
            None,
            "over",
            "automatically blocked over 1.4 million advertisements",
            dimensions={"decision_mode": "automated"},
        ),
        _quotation(
            "taobao/reporting_users/2019",
            "reporting_users",
            "taobao",
            alibaba,
            43000,
            43000,
            43000,
            "exact",
            "=received reports from 43,000 users",
        ),
        _quotation(
            "coalition/members_stated/2020-10",
            "members_stated",
            "coalition",
            group,
            39,
            39,
            39,
            "exact",
            "Currently there are a total of 39 members",
            **undated,
        ),
        _quotation(
            "coalition/members_stated/2020-10-over",
            "members_stated",
            "coalition",
            group,
            30,
            30,
            None,
            "over",
            "The alliance of over 30 of the world's biggest internet firms <script>alert(1)</script>",
            **undated,
            source_url="javascript:alert(1)",
        ),
        _quotation(
            "traffic/ads_found_change/2018",
            "ads_found_change",
            "traffic-cn-panel",
            Text("TRAFFIC's panel of Chinese sites", "TRAFFIC 中国网站样本组"),
            -73,
            -73,
            -73,
            "exact",
            "has declined by 73% compared to that in 2012-2016",
            dimensions={"channel": "website", "reference_period": "2012/2016"},
        ),
        _quotation(
            "cn/awareness_people/2020",
            "awareness_people",
            "cn-members",
            Text("Members in China", "中国成员"),
            None,
            1000000,
            None,
            "vague",
            "engagement initiatives for millions of internet users",
            **undated,
        ),
        figure(
            id="membership/2021-Q2",
            topic="membership",
            indicator="members_stated",
            indicator_label=Text("Members in the register", "登记册成员数"),
            period="2021-Q2",
            period_start=date(2021, 4, 1),
            period_end=date(2021, 6, 30),
            value=Decimal(27),
            wording=Text("The register has 27 members on 30 June 2021.", "2021年6月30日登记册中有27家成员。"),
        ),
    )
    founders = 21
    changes = [(f"Founder {n}", date(2018, 3, 7), "day") for n in range(1, founders + 1)]
    changes += [("Sina Weibo", date(2019, 3, 6), "day"), ("Poshmark", date(2020, 8, 31), "month")]
    changes += [("TikTok", date(2021, 3, 31), "month"), ("Douyin", date(2021, 4, 22), "day")]
    changes += [("Huya", date(2021, 6, 5), "day"), ("Zhangyan", date(2020, 10, 20), "day")]
    whole = {
        "round": "2021-Q2",
        "version": 1,
        "as_of": datetime(2021, 8, 31, 23, 59, tzinfo=UTC),
        "title": Text("What is on record: progress of the Coalition", "公开记录：联盟的进展"),
        "publisher": "Secretariat of the Coalition",
        "invented": False,
        "figures": figures,
        "membership": tuple(
            MembershipChange(
                party=name.lower().replace(" ", "-"),
                party_label=Text(name, name),
                change="joined",
                on=on,
                precision=precision,
                source="Coalition news page",
            )
            for name, on, precision in changes
        ),
        "capabilities": (
            PublishedCapability(
                party_label=Text("Huya", "虎牙"),
                kind_label=Text("Detection tool", "检测工具"),
                title="Real-time recognition of images and voice",
                status="planned",
                status_label=Text("Planned", "计划中"),
                status_date=date(2021, 6, 5),
                status_date_precision="day",
                quote="Huya intends to use image and voice recognition",
                source_title="Huya joins the Coalition",
                source_publisher="Coalition",
                source_url="https://endwildlifetraffickingonline.org/news",
                source_date=date(2021, 6, 5),
            ),
        ),
        "notes": (
            Text("Figures of other editions were counted in other units.", "其他版本的数字使用了其他单位。"),
        ),
    }
    return Edition(**(whole | changed))


@pytest.fixture
def exercise():
    return exercise_edition()


@pytest.fixture
def record():
    return public_edition()


@pytest.fixture
def sealed():
    return dataclasses.replace(exercise_edition(), version=1)


@pytest.fixture(scope="session")
def exercise_edition_once():
    return exercise_edition()


@pytest.fixture(scope="session")
def public_edition_once():
    return public_edition()


class MappingDesk:
    """Maps small sheets written as lines of `;`-separated cells through a layout written as YAML."""

    def __init__(self) -> None:
        text = """
parties:
  - {id: alpha, kind: company, name: {en: Alpha, zh: 甲}}
  - {id: shop, kind: platform, name: {en: Shop, zh: 店}}
relations:
  - {party: shop, relation: platform_of, of: alpha, start: 2010-01-01}
"""
        from pipeline.register import Register, RegisterFile
        from pipeline.strict_yaml import as_model, parse_text

        self.register = Register(as_model(parse_text(text, name="register"), RegisterFile, name="register"))

    def layout(self, text: str) -> Any:
        from pipeline.profiles import Layout
        from pipeline.strict_yaml import as_model, parse_text

        return as_model(parse_text(text, name="layout"), Layout, name="layout")

    def sheet(self, text: str, name: str = "Data", **options: Any) -> Any:
        from pipeline.readers.cells import Cell, Sheet

        lines = text.strip("\n").split("\n")
        return Sheet(name, [[Cell(cell) for cell in line.split(";")] for line in lines], **options)

    def map(self, given: Any, layout: str, round_: str = "2021-Q1", file_name: str = "alpha.csv") -> Any:
        """Map a text, a sheet, a list of sheets or a book."""
        from pipeline.mapping import Situation, map_book
        from pipeline.model import Submission
        from pipeline.readers.cells import Book

        if isinstance(given, str):
            given = [self.sheet(given, named=False)]
        book = given if isinstance(given, Book) else Book(given if isinstance(given, list) else [given])
        submission = Submission(
            id="s",
            reporter="alpha",
            round=round_,
            file_name=file_name,
            sha256="",
            size=1,
            received_at=datetime(2021, 4, 20, tzinfo=UTC),
        )
        return map_book(book, self.layout(layout), Situation(submission, self.register))

    def found(self, *given: Any, **options: Any) -> dict[str, tuple[str, ...]]:
        """Codes of the findings with their places."""
        return {finding.code: finding.places for finding in self.map(*given, **options).findings}


@pytest.fixture(scope="session")
def mapping_desk() -> MappingDesk:
    return MappingDesk()
