"""What a saying holds: what its numbers count, how they are hedged, for which days, of whom; what is none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parties_in_texts import proposed

from pipeline.proposing.proposals import Proposal
from pipeline.proposing.vocabulary import vocabulary


def told(proposals: Iterable[Proposal]) -> list[str]:
    """`over 3000000 listing 2018-01-01..2022-04-12` for every figure."""
    lines = []
    for p in proposals:
        value = "-" if p.value is None else f"{p.value.normalize():f}"
        hedge = "plain" if p.qualifier in ("exact", "rounded") else p.qualifier
        lines.append(f"{hedge} {value} {p.unit} {p.covered.start or ''}..{p.covered.end or ''}")
    return lines


SAYINGS = [
    (
        "Currently 39 members take part. “An alliance of over 30 of the world's biggest firms,” she said.",
        ["plain 39 company ..2022-04-12", "over 30 company ..2022-04-12"],
    ),
    (
        "Since its formation in 2018 the Coalition's members have removed or blocked over 3 million"
        " listings.",
        ["over 3000000 listing 2018-01-01..2022-04-12"],
    ),
    (
        "Baidu removed approximately 263,000 pieces of information last year and automatically blocked over"
        " 1.4 million advertisements.",
        [
            "approximately 263000 item 2021-01-01..2021-12-31",
            "over 1400000 advertisement 2021-01-01..2021-12-31",
        ],
    ),
    (
        "In 2019 Taobao had reports from 43,000 users. Some 3 million clicks followed.",
        ["plain 43000 user 2019-01-01..2019-12-31", "approximately 3000000 click 2019-01-01..2019-12-31"],
    ),
    ("A total of 32 companies attended the ceremony.", ["plain 32 company ..2022-04-12"]),
    ("Today, six of the seven species are threatened.", ["plain 6 species ..2022-04-12"]),
    ("Douyin reaches more than 600 million users daily.", ["over 600000000 user ..2022-04-12"]),
    ("In August 2020, the daily users reached 600 million.", ["plain 600000000 user 2020-08-01..2020-08-31"]),
    (
        "A live stream in April 2020 drew more than one million viewers.",
        ["over 1000000 viewer 2020-04-01..2020-04-30"],
    ),
    ("eBay found between 20 and 30 posts in March 2022.", ["range - post 2022-03-01..2022-03-31"]),
    ("We trained 1,500 moderators last year and plan to train another 2,000.", [
        "plain 1500 staff 2021-01-01..2021-12-31",
        "plain 2000 staff ..2022-04-12",
    ]),
    ("The average number of ads declined by 73% compared to 2012-2016.", ["plain -73 percent ..2022-04-12"]),
    ("eBay banned 87 sellers in the first quarter of 2022, up from 64 sellers a year earlier.", [
        "plain 87 seller 2022-01-01..2022-03-31",
        "plain 64 seller 2021-01-01..2021-03-31",
    ]),
    ("The group grew from 21 companies in 2018 to 47 in 2021.", [
        "plain 21 company 2018-01-01..2018-12-31",
        "plain 47 company 2021-01-01..2021-12-31",
    ]),
    ("2019年，淘宝共有4.3万人举报14万件违规商品。", [
        "plain 43000 person 2019-01-01..2019-12-31",
        "plain 140000 product 2019-01-01..2019-12-31",
    ]),
    ("2019年共有4.3萬人舉報14萬件。", [
        "plain 43000 person 2019-01-01..2019-12-31",
        "plain 140000 item 2019-01-01..2019-12-31",
    ]),
    ("截至2021年12月底，百度累计拦截违规广告超过140万条。", ["over 1400000 advertisement ..2021-12-31"]),
    ("自2018年成立以来，47家成员企业清理帖子或广告1607万余条。", [
        "plain 47 company ..2022-04-12",
        "over 16070000 post_or_ad 2018-01-01..2022-04-12",
    ]),
    ("腾讯去年封停微信群622个、公众帐号300多个。", [
        "plain 622 group 2021-01-01..2021-12-31",
        "over 300 account 2021-01-01..2021-12-31",
    ]),
    ("抖音日活跃用户突破6亿，日均视频搜索量近4亿次。", [
        "over 600000000 user ..2022-04-12",
        "nearly 400000000 search ..2022-04-12",
    ]),
    ("eBay's listings fell 57% to 4,190 in 2021 from 9,762 in 2020.", [
        "plain 57 percent 2021-01-01..2021-12-31",
        "plain 4190 listing 2021-01-01..2021-12-31",
        "plain 9762 listing 2020-01-01..2020-12-31",
    ]),
    ("阿里巴巴等12家企业共投入审核人员超3000人。", [
        "plain 12 company ..2022-04-12",
        "over 3000 person ..2022-04-12",
    ]),
    ("• Accounts suspended – 1,200 • Listings removed: 12,345", [
        "plain 1200 account ..2022-04-12",
        "plain 12345 listing ..2022-04-12",
    ]),
    ("七种海龟中有六种濒危。", ["plain 6 animal ..2022-04-12"]),
    ("今年1月至2月，平台下架商品信息二百三十六条，占比近三成。", [
        "plain 236 listing 2022-01-01..2022-02-28",
        "nearly 30 percent 2022-01-01..2022-02-28",
    ]),
    ("执法部门查获1800万元，抓获嫌疑人129名。", [
        "plain 18000000 CNY ..2022-04-12",
        "plain 129 person ..2022-04-12",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SAYINGS)
def test_what_a_saying_holds(text: str, expected: list[str]) -> None:
    assert told(proposed(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Beijing, 5th June 2021 – the company joined on 22 April 2021.",
        "Call +44 20 7946 0958 or 010-12345678, or write to a1@example.org.",
        "See Article 27 and Resolution 11.3, COVID-19 rules and CITES CoP19 (Annex 5).",
        "66 Games and the site 1234.com joined.",
        "Over the last two centuries the one-year plan ran 24/7 from 10:30 for six weeks.",
        "根据第二十七条和第三十一和三十二条，2018年第69号公告，电话：13800138000。",
        "这是第三届大会，一个月后举行，为期两天，五周年纪念。",
        "The 2020 progress report and the 2021 campaign came out.",
        "It is the first company to join, one of the leading ones, in the 21st century.",
        "The conference was held in April, May 5 and June 31, 2021.",
    ],
)
def test_dates_numbers_of_things_and_addresses_are_no_figures(text: str) -> None:
    assert told(proposed(text)) == []


def test_vague_words_are_no_number() -> None:
    found = proposed(
        "Douyin calls on millions of users; the trade is a multi-billion dollar industry. 上万条信息。"
    )
    assert [(p.qualifier.value, p.value) for p in found] == [("vague", None)] * 3


@pytest.mark.parametrize(
    ("text", "indicator", "subject"),
    [
        ("Baidu deleted 900 posts in 2021.", "posts_removed", "baidu"),
        ("In 2021 eBay blocked or removed 900 listings.", "listings_removed_or_blocked", "ebay"),
        ("A total of 32 companies attended the ceremony.", "event_companies", "coalition"),
        ("Eight companies joined the Coalition.", "joiners_stated", "coalition"),
        ("Douyin, a rival of Taobao, has 600 million daily users.", "daily_users", "douyin"),
        ("据百度介绍，去年拦截广告140万条。", "ads_blocked", "baidu"),
        ("腾讯封停帐号2.3万个。", "accounts_sanctioned", "tencent"),
        ("Nobody counted 12 oranges.", "", ""),
    ],
)
def test_indicator_and_subject(text: str, indicator: str, subject: str) -> None:
    (found,) = proposed(text)
    assert (found.indicator, found.subject) == (indicator, subject)


def test_a_dateline_dates_what_follows_it() -> None:
    text = (
        "Old news\nBeijing, China, 5th June 2021 - eBay has trained 300 people.\n\n"
        "London, 1 March 2022 – Baidu trained 400 people last year.\n"
    )
    old, new = proposed(text, None)
    assert old.covered.end == date(2021, 6, 5)
    assert (new.covered.start, new.covered.end) == (date(2021, 1, 1), date(2021, 12, 31))


def test_without_any_date_the_period_stays_open_and_is_said_so() -> None:
    (found,) = proposed("eBay removed 5,300 listings last year.", None)
    assert found.covered.end is None
    assert "date of publication" in found.outside


@settings(deadline=None, max_examples=80)
@given(st.integers(13, 10**9), st.sampled_from(["over", "nearly", "about", "fewer than", "at least", ""]))
def test_any_count_of_listings_is_read_back(number: int, hedge: str) -> None:
    (found,) = proposed(f"In 2021 eBay removed {hedge} {number:,} listings.".replace("  ", " "))
    names = {
        "over": "over",
        "nearly": "nearly",
        "about": "approximately",
        "fewer than": "under",
        "at least": "at_least",
    }
    assert found.value == number
    assert found.qualifier.value in ({names[hedge]} if hedge else {"exact", "rounded"})
    assert found.unit == "listing"


def test_the_vocabulary_is_whole() -> None:
    words = vocabulary()
    known = set(words.units) | {"percent"}
    for entry in words.indicators:
        assert set(entry.units) <= known
        assert {*entry.actions, *entry.clause} <= set(words.actions)
    assert set(words.measures.values()) - {""} <= known
    assert len(set(words.simplified)) == len(words.simplified)
