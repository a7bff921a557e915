"""What the report's page says about the goal in both languages, word for word.

In each of the four answers, of a rise, and of windows that end before and after the date of the target.

The texts stand in `tests/golden/goal-pages/ANSWER.LANGUAGE.txt`. After a change that is meant, write them
anew with `UPDATE_GOLDEN=1 pytest tests/integration/test_goal_pages.py` and read the difference.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import html

from pipeline.aggregate import build_table
from pipeline.composing.monitoring import monitoring
from pipeline.composing.outcome import goals
from pipeline.figures import Edition
from pipeline.indicators.goal import measure
from pipeline.model import Text
from reports.document import write_document
from reports.rendering import draw_charts

sys.path.insert(0, str(Path(__file__).parent))
from monitored_sites import DECLARED, counts, monitored_home, uneven

GOLDEN = Path(__file__).parents[1] / "golden" / "goal-pages"

STATEMENTS = """
    statements:
      - quote: We will cut it by 80%.
        source_title: A speech
        source_publisher: Nobody
        source_date: 2018-03-07
      - quote: 将网络交易信息减少80%
        source_title: 网页
        source_publisher: Someone else
        source_url: https://example.org/goal
"""
QUOTED = {
    "subject": "group",
    "indicator": "ads_found_change",
    "value": Decimal(-73),
    "qualifier": "rounded",
    "period": (date(2017, 1, 1), date(2018, 12, 31)),
    "reference_period": "2012/2016",
    "channel": "website",
    "protocol": "another",
    "quote": "new advertisements have declined by 73%",
    "source_title": "A report",
    "source_publisher": "Watch",
    "source_url": "https://example.org/report",
    "source_date": date(2019, 3, 6),
}
SOCIAL = ("five", "six", "seven")
STATES = {"rise": "not_met", "before": "met", "after": "undecided"}
"""Page -> its answer, where it is not the name of the page."""


@pytest.fixture
def monitored(small_home):
    return monitored_home(small_home)


def declared(answer: str) -> str:
    text = DECLARED.replace("[website]", "[website, social]") + STATEMENTS
    until = {"before": "2021-12-31", "after": "2020-12-31"}.get(answer, "2021-06-30")
    text = text.replace("date: 2021-06-30", f"date: {until}")
    if answer == "not_computable":
        kept = [
            line for line in text.splitlines() if not line.strip().startswith(("baseline:", "detection:"))
        ]
        return "\n".join(kept)
    return text


def edition(home, answer: str) -> Edition:
    """The edition of a market with so many advertisements left of a hundred, on websites and social media."""
    register = home.home.edited("register.yaml").read_text()
    parties = "".join(
        f"  - {{id: {s}, kind: site, name: {{en: {s}, zh: {s}}}, channel: social}}\n" for s in SOCIAL
    )
    relations = "".join(f"  - {{party: {s}, relation: part_of, of: panel}}\n" for s in SOCIAL)
    home.write("register.yaml", register.replace("relations:\n", parties + "relations:\n" + relations))
    home.write("target.yaml", declared(answer))
    left = {"met": (8, 10), "not_met": (60, 66), "undecided": (12, 25), "rise": (150, 98), "after": (12, 25)}
    website, social = left.get(answer, (10, 10))
    shift = {"five": 1, "six": -2, "seven": 0}
    feeds = [
        row | {"channel": "social", "value": row["value"] + (found < 100 and shift[row["subject"]])}
        for year, found in ((2018, 100), (2021, social))
        for row in counts(year, found, [*SOCIAL])
    ]
    home.accept("watch", "2021-Q2", "2021-07-01", *counts(2018, 100), *uneven(2021, website), *feeds)
    home.accept("secretariat", "2021-Q2", "2021-07-02", QUOTED)
    scope = home.scope("2021-Q2")
    for name in ("counted", "monitoring", "quotations"):
        build_table(name, scope)
    measure(scope)
    return Edition(
        round="2021-Q2",
        version=1,
        as_of=datetime(2021, 8, 31, tzinfo=UTC),
        title=Text("A test", "测试"),
        publisher=Text("Nobody", "Nobody"),
        invented=True,
        figures=tuple(goals(scope)),
        monitoring=monitoring(scope),
    )


def said(page: Path, language: str) -> str:
    """The section on the goal as a reader sees it, one line a paragraph, item or cell."""
    anchor = "goal" if language == "en" else "zh/goal"
    [section] = html.parse(str(page)).xpath(
        f"//article[@id='{language}']//section[@aria-labelledby='{anchor}']"
    )
    blocks = section.xpath(".//h2|.//h3|.//p|.//li|.//dt|.//dd|.//th|.//td")
    return "\n".join(" ".join(block.text_content().split()) for block in blocks) + "\n"


@pytest.mark.parametrize("answer", ["met", "not_met", "undecided", "not_computable", *STATES])
def test_the_page_says_the_right_thing(monitored, answer: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")
    made = edition(monitored, answer)
    assert made.figures[0].status == STATES.get(answer, answer)
    page = tmp_path / "progress-report.html"
    write_document(made, draw_charts(made, tmp_path), page)
    for language in ("en", "zh"):
        golden = GOLDEN / f"{answer}.{language}.txt"
        if os.environ.get("UPDATE_GOLDEN"):
            golden.parent.mkdir(exist_ok=True)
            golden.write_text(said(page, language), encoding="utf-8")
        assert said(page, language) == golden.read_text(encoding="utf-8")
