"""An edition to render: quotations of the public record, a goal that cannot be computed."""

from datetime import UTC, date, datetime
from decimal import Decimal

from edition_figures import figure

from pipeline.figures import (
    Edition,
    MembershipChange,
    PublishedCapability,
)
from pipeline.model import Text

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
        "publisher": Text("Secretariat of the Coalition", "联盟秘书处"),
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
