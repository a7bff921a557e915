"""Proposals out of texts: where they stand, which are left outside, and that a person must confirm them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from parties_in_texts import REGISTER, SAID, proposed

from pipeline.mapping import Situation
from pipeline.model import Intake, Submission
from pipeline.proposing.proposals import propose
from pipeline.proposing.repeats import Known, with_sources
from pipeline.proposing.texts import Page, page_of_html, page_of_text, sentences
from pipeline.proposing.writing import as_yaml
from pipeline.readers.statement import read_statements


def test_goals_plans_and_boilerplate_are_outside() -> None:
    text = (
        "The goal is to reduce trade by 80% by 2025.\n"
        "We will soon introduce two Public Service Announcements.\n"
        "About WWF\nWWF has over 30 million supporters in more than 100 countries.\n"
    )
    outside = [p.outside for p in proposed(text)]
    assert outside[0] == "a goal, not a measurement"
    assert outside[1] == "planned or wished for, not done"
    assert all(reason.startswith("under “About WWF”") for reason in outside[2:])
    assert len(outside) == 4
    inside = proposed("eBay removed 5,300 listings in 2021.")[0]
    assert not inside.outside
    assert inside.confidence > max(p.confidence for p in proposed(text))


def test_offsets_are_those_of_the_extracted_text() -> None:
    html = (
        "<html><head><title>News</title><meta property='article:published_time' content='2021-06-05T08:00'>"
        "<script>var x = '77 users';</script><style>p { width: 88 users }</style></head><body><h1>News</h1>"
        "<p>eBay removed <b>over 3&nbsp;million</b> listings&#32;in 2020.</p>"
        "<ul><li>百度删除<i>26.3万</i>条信息。</li></ul></body></html>"
    )
    page = page_of_html(html.encode())
    found = propose(page, REGISTER)
    assert (page.title, page.published) == ("News", date(2021, 6, 5))
    assert [page.text[slice(*p.printed_at)] for p in found] == ["over 3 million", "26.3万"]
    assert [page.text[slice(*p.quote_at)] for p in found] == [p.quote for p in found]
    assert "77" not in page.text
    assert "88" not in page.text


PIECES = st.sampled_from(
    [
        "eBay removed 5,300 listings. ",
        "百度删除26.3万条信息。",
        "\n",
        "See Article 7. ",
        "Mr. Li said 12 posts. ",
        "  ",
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(PIECES, max_size=12))
def test_every_quote_and_figure_stands_where_its_offsets_say(pieces: list[str]) -> None:
    text = "".join(pieces)
    for line in sentences(text):
        assert text[line.start : line.stop] == line.text
    for p in propose(page_of_text(text), REGISTER, published=SAID):
        assert text[slice(*p.quote_at)] == p.quote
        assert text[slice(*p.printed_at)] == p.printed
        assert p.printed in p.quote


def test_the_same_figure_said_twice_is_one_and_other_sources_are_named() -> None:
    text = "eBay removed 5,300 listings in 2021.\nAs said, eBay removed 5,300 listings in 2021.\n"
    first, second = proposed(text)
    assert (first.repeats, second.repeats) == (None, 0)
    known = [
        Known("“In all, eBay  removed 5,300 listings in 2021.”", "Paper"),
        Known("eBay removed 9 in 2021", "X"),
    ]
    marked = with_sources([first], known, title="Ours")
    assert marked[0].also_in == "Paper"
    assert with_sources([first], known, title="Paper")[0].also_in == ""


def submitted(path: Path) -> Intake:
    received = datetime(2022, 7, 1, tzinfo=UTC)
    submission = Submission(
        id="s",
        reporter="secretariat",
        round="2022-Q2",
        file_name=path.name,
        sha256="",
        size=1,
        received_at=received,
    )
    return read_statements(path, Situation(submission, REGISTER))


ARTICLE = (
    "In 2021 eBay removed over 5.3 million listings.\n腾讯去年封停微信群622个。\n"
    "The goal is to reduce trade by 80% by 2025.\nThe number of ads found declined by 25% in 2021.\n"
)


def written(folder: Path, page: Page, confirmed: str = "") -> Path:
    text = as_yaml(
        propose(page, REGISTER, published=SAID),
        page,
        file_name="a.txt",
        text_name="a.extracted.txt",
        publisher="WWF",
        published=SAID,
    )
    path = folder / "a.yaml"
    path.write_text(text.replace("confirmed:\n  by:\n  on:\n", f"confirmed:\n{confirmed}"), encoding="utf-8")
    return path


def test_nothing_is_taken_before_a_person_confirms_it(tmp_path: Path) -> None:
    page = page_of_text(ARTICLE)
    for unconfirmed in ("  by:\n  on:\n", "  by: A. Person\n  on:\n", "  by: ''\n  on: 2022-04-13\n"):
        refused = submitted(written(tmp_path, page, unconfirmed))
        assert [finding.code for finding in refused.findings] == ["statements-unconfirmed"]
        assert refused.observations == ()
    taken = submitted(written(tmp_path, page, "  by: A. Person\n  on: 2022-04-13\n"))
    assert taken.findings == ()
    assert [(o.subject, o.value, o.qualifier.value) for o in taken.observations][:2] == [
        ("ebay", Decimal(5300000), "over"),
        ("tencent", Decimal(622), "exact"),
    ]
    assert taken.cells.in_file == 4


def test_taking_the_mark_off_does_not_confirm_a_proposal(tmp_path: Path) -> None:
    path = written(tmp_path, page_of_text(ARTICLE), "  by:\n  on:\n")
    text = path.read_text(encoding="utf-8")
    start, end = text.index("proposed:"), text.index("statements:")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    assert [finding.code for finding in submitted(path).findings] == ["statements-unconfirmed"]


def test_a_confirmation_needs_a_day(tmp_path: Path) -> None:
    path = written(tmp_path, page_of_text(ARTICLE), "  by: A. Person\n  on: soon\n")
    assert [finding.code for finding in submitted(path).findings] == ["statements-unreadable"]
