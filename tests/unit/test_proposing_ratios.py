"""A sentence that names both sides of a ratio gives each its own indicator, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.proposing.proposals import propose
from pipeline.proposing.texts import page_of_text
from pipeline.register import Register, RegisterFile
from pipeline.strict_yaml import as_model, parse_text

PARTIES = """
parties:
  - {id: baidu, kind: company, name: {en: Baidu, zh: 百度}}
  - {id: taobao, kind: platform, name: {en: Taobao, zh: 淘宝}}
  - {id: douyin, kind: platform, name: {en: Douyin, zh: 抖音}}
  - {id: ebay, kind: company, name: {en: eBay, zh: eBay}}
"""
REGISTER = Register(as_model(parse_text(PARTIES, name="r"), RegisterFile, name="r"))


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("In 2021 eBay removed 900 listings before anyone viewed them.", "listings_removed_before_view 900"),
        ("Before anybody had seen them, eBay took down 900 listings.", "listings_removed_before_view 900"),
        (
            "Taobao removed 12,000 listings, of which 900 listings were deleted before being viewed.",
            "listings_removed 12000, listings_removed_before_view 900",
        ),
        (
            "淘宝下架商品信息12000条，其中零浏览下架商品信息900条。",
            "listings_removed 12000, listings_removed_before_view 900",
        ),
        ("Baidu deleted 900 pieces of content with zero views.", "items_removed_before_view 900"),
        ("百度在被浏览前删除违规信息900条。", "items_removed_before_view 900"),
        ("Douyin removed 900 videos before a single view.", "videos_removed_before_view 900"),
        ("抖音下架零播放视频900个。", "videos_removed_before_view 900"),
        ("Douyin restored 70 videos; eBay removed 90 listings.", "videos_restored 70, listings_removed 90"),
        (
            "eBay received 1,200 appeals; 900 decisions were upheld and 300 decisions were reversed.",
            "appeals_received 1200, decisions_upheld 900, decisions_reversed 300",
        ),
        ("eBay rejected 900 appeals.", "decisions_upheld 900"),
        ("In 2021, 30 appeals to eBay were upheld.", "decisions_reversed 30"),
        ("Of these, eBay partly reversed 40 decisions.", "decisions_partly_reversed 40"),
        (
            "淘宝收到申诉1200次，维持决定900个，申诉后撤销决定300个，部分撤销决定40个。",
            "appeals_received 1200, decisions_upheld 900, decisions_reversed 300, "
            "decisions_partly_reversed 40",
        ),
        (
            "Baidu restored 500 pieces of content after an appeal and 20 pieces without any appeal.",
            "items_restored_on_appeal 500, items_restored_unasked 20",
        ),
        (
            "百度经申诉恢复信息500条，主动恢复信息20条。",
            "items_restored_on_appeal 500, items_restored_unasked 20",
        ),
        ("Baidu restored 500 pieces of content.", "items_restored 500"),
        (
            "Users of eBay reported 5,000 items, of which 4,000 reported items were found to violate.",
            "items_reported 5000, items_reported_upheld 4000",
        ),
        (
            "用户举报淘宝商品信息5000条，举报成立商品信息4000条。",
            "items_reported 5000, items_reported_upheld 4000",
        ),
    ],
)
def test_both_sides_of_a_ratio_are_told_apart(text: str, counted: str) -> None:
    proposals = propose(page_of_text(text), REGISTER, published=date(2022, 4, 12))
    assert ", ".join(f"{p.indicator} {p.value}" for p in proposals) == counted
