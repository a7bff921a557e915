"""A file with both sides of the ratios is drafted without a question, and what is ambiguous is asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.drafting.choices import CONFIDENT
from pipeline.drafting.draft import draft_profile
from pipeline.drafting.synonyms import synonyms
from pipeline.mapping import Situation, map_book
from pipeline.model import Submission
from pipeline.profiles import Profile
from pipeline.readers.opening import open_book
from pipeline.register import Register, RegisterFile
from pipeline.strict_yaml import as_model, parse_text

PARTIES = "parties: [{id: alpha, kind: company, name: {en: Alpha, zh: 甲}}]"
REGISTER = Register(as_model(parse_text(PARTIES, name="r"), RegisterFile, name="r"))
ENGLISH = {
    "Listings removed": "listings_removed",
    "Listings taken down before anyone viewed them": "listings_removed_before_view",
    "Videos deleted": "videos_removed",
    "Videos deleted with zero views": "videos_removed_before_view",
    "Content deleted": "items_removed",
    "Content deleted before being seen": "items_removed_before_view",
    "Reported content": "items_reported",
    "Reported content found to violate": "items_reported_upheld",
    "Appeals filed": "appeals_received",
    "Decisions maintained after appeal": "decisions_upheld",
    "Decisions partially overturned": "decisions_partly_reversed",
    "Decisions overturned on appeal": "decisions_reversed",
    "Content restored": "items_restored",
    "Content reinstated following an appeal": "items_restored_on_appeal",
    "Content restored without any appeal": "items_restored_unasked",
    "Videos reinstated": "videos_restored",
}
CHINESE = {
    "下架商品数": "listings_removed",
    "零浏览下架商品数": "listings_removed_before_view",
    "删除视频数": "videos_removed",
    "零播放刪除視頻數": "videos_removed_before_view",
    "删除信息数量": "items_removed",
    "浏览前删除信息数量": "items_removed_before_view",
    "被举报信息数": "items_reported",
    "举报属实信息数": "items_reported_upheld",
    "用户申诉数": "appeals_received",
    "申诉后维持原决定数": "decisions_upheld",
    "部分撤销决定数": "decisions_partly_reversed",
    "申诉后撤销原决定数": "decisions_reversed",
    "恢复信息数": "items_restored",
    "申诉后恢复信息数": "items_restored_on_appeal",
    "主动恢复信息数": "items_restored_unasked",
    "恢复视频数": "videos_restored",
}


@pytest.mark.parametrize(("period", "meant"), [("Quarter", ENGLISH), ("季度", CHINESE)])
def test_a_file_with_both_sides_needs_no_person(period, meant, tmp_path):
    path = tmp_path / "alpha.csv"
    values = [str(5000 - 7 * number) for number in range(len(meant))]
    path.write_text(f"{','.join([period, *meant])}\n{','.join(['2021-Q1', *values])}\n", encoding="utf-8")
    draft = draft_profile(path, file_name=path.name, reporter="alpha", round_="2021-Q1", register=REGISTER)
    assert not draft.questions, draft.text
    layout = as_model(draft.content, Profile, name="drafted").layouts[0]
    submission = Submission(
        id="s",
        reporter="alpha",
        round="2021-Q1",
        file_name=path.name,
        sha256="",
        size=1,
        received_at=datetime(2021, 5, 1, tzinfo=UTC),
    )
    book = open_book(path, file_name=path.name, dialect=layout.file.dialect, records=layout.file.records)
    mapped = map_book(book, layout, Situation(submission, REGISTER))
    assert mapped.findings == ()
    read = {o.indicator: str(o.value) for o in mapped.observations}
    assert read == dict(zip(meant.values(), values, strict=True))


@pytest.mark.parametrize(
    ("text", "target", "codes"),
    [
        ("Appeals upheld", "indicator", {"decisions_upheld", "decisions_reversed"}),
        ("Appeals rejected", "indicator", {"decisions_upheld"}),
        ("申诉成功", "indicator", {"decisions_reversed"}),
        ("Reports upheld", "indicator", {"items_reported_upheld"}),
        ("举报成立", "indicator", {"items_reported_upheld"}),
        ("Listings removed before view (%)", "indicator", {"listings_removed_before_view"}),
        ("Proactive", "detection_source", {"automated", "staff"}),
        ("平台主动发现", "detection_source", {"automated", "staff"}),
    ],
)
def test_what_may_mean_two_things_is_asked(text, target, codes):
    found = synonyms().meanings(text, target)
    assert {meaning.code for meaning in found} == codes
    assert all(meaning.confidence < CONFIDENT for meaning in found)


@pytest.mark.parametrize("text", ["Removed before any view", "零播放删除率"])
def test_a_share_stays_a_share(text):
    best = synonyms().best(text, "indicator")
    assert best is not None
    assert (best.code, best.confidence >= CONFIDENT) == ("share_removed_before_view", True)
