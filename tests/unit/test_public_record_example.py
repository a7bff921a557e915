"""The public record reads without a complaint, and its named figures come out as their sources meant them."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.codes import codelist
from pipeline.composing import quotations
from pipeline.composing.reconciliation import reconciliations
from pipeline.deployment import Deployment
from pipeline.figures import Edition, Reconciliation
from pipeline.home import Home
from pipeline.intake import read_submission
from pipeline.model import Capability, Intake, Observation, Qualifier, Submission
from pipeline.strict_yaml import load_text

EXAMPLE = Path(__file__).parents[2] / "examples" / "public-record"
INBOX = EXAMPLE / "inbox"
RECEIPT = ".receipt.yaml"
DOCUMENTS = sorted(p for p in INBOX.rglob("*.yaml") if not p.name.endswith(RECEIPT))
NAMED = [p.relative_to(INBOX / "secretariat").as_posix() for p in DOCUMENTS]
LOADED = datetime(2026, 11, 20, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Record:
    """All documents as read."""

    deployment: Deployment
    intakes: dict[str, Intake]

    def observations(self) -> Iterator[tuple[str, Observation]]:
        for name, intake in self.intakes.items():
            for observation in intake.observations:
                yield name, observation

    def of(self, document: str, subject: str, indicator: str, **key: str | date) -> Observation:
        found = [
            o
            for name, o in self.observations()
            if name.endswith(f"/{document}.yaml")
            and (o.subject, o.indicator) == (subject, indicator)
            and all(getattr(o, field) == value for field, value in key.items())
        ]
        assert len(found) == 1, f"{document}: {len(found)} values of {subject} {indicator} {key}"
        return found[0]

    def capability(self, party: str, title: str) -> Capability:
        found = [
            c for i in self.intakes.values() for c in i.capabilities if (c.party, c.title) == (party, title)
        ]
        assert len(found) == 1
        return found[0]


@pytest.fixture(scope="module")
def record() -> Record:
    deployment = Deployment.load(Home(EXAMPLE))
    return Record(
        deployment, {name: read(path, deployment) for name, path in zip(NAMED, DOCUMENTS, strict=True)}
    )


def read(path: Path, deployment: Deployment) -> Intake:
    reporter, round_, name = path.parts[-3:]
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    submission = Submission(
        id=digest[:12],
        reporter=reporter,
        round=round_,
        file_name=name,
        sha256=digest,
        size=len(content),
        received_at=LOADED,
    )
    return read_submission(path, submission, deployment)


@pytest.mark.parametrize("name", NAMED)
def test_a_document_reads_without_a_complaint(record: Record, name: str) -> None:
    intake = record.intakes[name]
    assert [(f.code, f.places, f.value, f.params) for f in intake.findings] == []
    assert intake.observations
    assert intake.cells.unexplained == 0


@pytest.mark.parametrize("name", NAMED)
def test_nothing_written_is_lost(record: Record, name: str) -> None:
    written = load_text(INBOX / "secretariat" / name)
    assert isinstance(written, dict)
    intake = record.intakes[name]
    assert len(intake.observations) == len(written["statements"])
    assert len(intake.capabilities) == len(written.get("capabilities", []))


def test_the_five_documents_of_the_start_are_there() -> None:
    assert {
        "2021-Q2/coalition-news-2021-06-05.yaml",
        "2021-Q2/coalition-news-2021-06-16.yaml",
        "2021-Q2/ifaw-2021-04-22.yaml",
        "2021-Q2/hkalpo-2020-10-21.yaml",
        "2021-Q2/traffic-2019-03-06.yaml",
    } <= set(NAMED)


def test_every_document_has_a_receipt_of_the_loading_day(record: Record) -> None:
    rounds = record.deployment.calendar
    for path in DOCUMENTS:
        receipt = load_text(path.with_name(path.name + RECEIPT))
        assert receipt == {"received_at": "2026-11-20T09:00:00Z"}
        assert path.parent.name in rounds
        assert rounds.round(path.parent.name).closes_at > LOADED


# document, subject, indicator, value, low, high, qualifier; - is none
NAMED_FIGURES = """
hkalpo-2020-10-21 baidu items_removed 263000 262500 263500 approximately
hkalpo-2020-10-21 baidu ads_blocked 1400000 1400000 - over
hkalpo-2020-10-21 taobao reporting_users 43000 42500 43500 rounded
hkalpo-2020-10-21 taobao awareness_clicks 3000000 2500000 3500000 rounded
hkalpo-2020-10-21 coalition listings_removed_or_blocked 3000000 3000000 - over
hkalpo-2020-10-21 coalition joiners_stated 3 3 3 exact
hkalpo-2020-10-21 cn-members awareness_people - 1000000 - vague
coalition-news-2021-06-16 tiktok share_removed_before_view 73.5 73.45 73.55 rounded
coalition-news-2021-06-16 tiktok creators_stated - 1000 - vague
coalition-news-2021-06-05 coalition members_stated 41 41 41 exact
coalition-news-2021-06-05 huya people_trained 1000 1000 - over
coalition-news-2021-06-05 huya awareness_viewers 1000000 1000000 - over
coalition-news-2021-06-05 douyin daily_users 600000000 550000000 650000000 rounded
coalition-news-2021-06-05 douyin users_stated 600000000 550000000 650000000 rounded
ifaw-2021-04-22 douyin daily_users 600000000 600000000 - over
ifaw-2021-04-22 douyin searches_per_day 400000000 400000000 - over
traffic-2019-03-06 traffic-cn-panel ads_found_change -73 -73.5 -72.5 rounded
traffic-2019-03-06 coalition event_companies 32 32 32 exact
traffic-2019-03-06 coalition joiners_stated 8 8 8 exact
ifaw-offline-and-in-the-wild coalition listings_removed_or_blocked 3335381 3335381 3335381 exact
xinhua-2020-01-07 taobao items_reported 140000 135000 145000 rounded
tencent-2015-12-03 wechat items_removed 100000 50000 100000 nearly
traffic-2017-05-22 traffic-cn-panel ads_found 1000 0 1000 under
coalition-five-years-2023-04-24 coalition posts_or_ads_removed 16070000 16065000 16075000 rounded
"""


@pytest.mark.parametrize("figure", NAMED_FIGURES.strip().splitlines())
def test_named_figures_come_out_right(record: Record, figure: str) -> None:
    document, subject, indicator, *numbers, qualifier = figure.split()
    observation = record.of(document, subject, indicator)
    assert [observation.value, observation.value_low, observation.value_high] == [
        None if n == "-" else Decimal(n) for n in numbers
    ]
    assert observation.qualifier == Qualifier(qualifier)


def test_two_counts_of_members_in_one_article_both_stand(record: Record) -> None:
    article = "hkalpo-2020-10-21"
    stated = record.of(article, "coalition", "members_stated", definition_version="companies")
    bound = record.of(article, "coalition", "members_stated", definition_version="internet_firms")
    assert [stated.value, stated.value_high] == [39, 39]
    assert [bound.value, bound.value_low, bound.value_high] == [30, 30, None]
    assert bound.attributed_to == "Ivonne Higuero, Secretary-General of CITES"
    assert stated.period_end == bound.period_end


def test_the_decline_keeps_the_scope_its_report_gives_it(record: Record) -> None:
    decline = record.of("traffic-2019-03-06", "traffic-cn-panel", "ads_found_change")
    assert decline.channel == "website"
    assert decline.reference_period == "2012/2016"
    assert (decline.period_start, decline.period_end) == (date(2017, 1, 1), date(2018, 12, 31))
    assert decline.printed_text == "73%"
    report = record.of("traffic-cn-2017-2018", "traffic-cn-panel", "ads_found_change", channel="website")
    assert report.value == decline.value
    social = record.of("traffic-cn-2017-2018", "traffic-cn-panel", "ads_found_change", channel="social")
    assert social.value == Decimal(-25)


def test_hashtags_are_never_added(record: Record) -> None:
    page = "coalition-news-2021-06-16"
    views = {
        tag: record.of(page, "tiktok", "awareness_views", category=tag).value
        for tag in ("hashtag_conservation", "hashtag_seaturtle")
    }
    assert views == {"hashtag_conservation": 360_000_000, "hashtag_seaturtle": 165_000_000}
    assert codelist("indicators")["awareness_views"].extra["add_subjects"] == "no"


def test_people_are_not_items(record: Record) -> None:
    people = record.of("xinhua-2020-01-07", "taobao", "reporting_users")
    items = record.of("xinhua-2020-01-07", "taobao", "items_reported")
    assert [people.value, items.value] == [43_000, 140_000]
    assert codelist("indicators")[people.indicator].extra["unit"] == "person"
    assert codelist("indicators")[items.indicator].extra["unit"] == "item"


def key(observation: Observation) -> tuple[object, ...]:
    row = observation.as_row()
    fields = ("subject", "indicator", "category", "taxon_group", "form", "channel", "geography")
    more = ("detection_source", "decision_mode", "definition_version", "protocol", "reference_period")
    return tuple(row[f] for f in (*fields, *more, "period_start", "period_end"))


def test_repeats_corroborate(record: Record) -> None:
    """The later news page repeats the earlier one: five values stand in both and agree."""
    first = {key(o): o for n, o in record.observations() if n.endswith("news-2021-06-05.yaml")}
    second = {key(o): o for n, o in record.observations() if n.endswith("news-2021-06-16.yaml")}
    repeated = first.keys() & second.keys()
    assert len(repeated) == 5
    for at in repeated:
        assert first[at].value == second[at].value
        assert first[at].source_url != second[at].source_url


def test_sources_that_speak_of_the_same_thing_do_not_contradict(record: Record) -> None:
    unbounded = Decimal("Infinity")
    by_key: dict[tuple[object, ...], list[Observation]] = {}
    for _, observation in record.observations():
        by_key.setdefault(key(observation), []).append(observation)
    assert Counter(len(same) for same in by_key.values())[2] > 5
    for same in by_key.values():
        lowest_high = min(unbounded if o.value_high is None else o.value_high for o in same)
        highest_low = max(-unbounded if o.value_low is None else o.value_low for o in same)
        assert highest_low <= lowest_high, [(o.place, o.printed_text) for o in same]


def test_the_public_difference_of_the_two_reports_holds(record: Record) -> None:
    early = record.of("ifaw-offline-and-in-the-wild", "coalition", "listings_removed_or_blocked")
    late = record.of("egt-2025-01-24", "coalition", "listings_removed_or_blocked")
    between = record.of("wwf-2021", "coalition", "listings_removed_or_blocked", period_start=date(2020, 4, 1))
    assert early.value is not None
    assert late.value is not None
    assert between.value_low is not None
    assert between.value_high is not None
    assert late.value - early.value == 8_296_438
    assert between.value_low <= late.value - early.value <= between.value_high


@pytest.fixture(scope="module")
def compared(record: Record, public_edition_once: Edition) -> dict[str, Reconciliation]:
    """The declared comparisons, made from the documents as they are read."""
    model = next(f for f in public_edition_once.figures if f.topic == "quotation")
    figures = {}
    # Of figures that several sources print, a closed one says more than "over 3 million" does.
    for _, told in sorted(record.observations(), key=lambda named: named[1].value_high is None):
        row = told.as_row()
        name = "/".join(quotations._identity(row))
        same = ("subject", "indicator", "value", "value_low", "value_high", "period_start", "period_end")
        given = {part: row[part] for part in same} | {"qualifier": str(row["qualifier"])}
        figures.setdefault(name, dataclasses.replace(model, id=name, **given))
    found = reconciliations(record.deployment.comparisons, list(figures.values()))
    return {told.id: told for told in found}


def test_the_growth_printed_in_2021_is_the_difference_of_two_totals(compared) -> None:
    growth = compared["growth-to-2021"]
    assert growth.answer == "agrees"
    assert "11,631,819 − 3,335,381 = 8,296,438. The figure printed is 8,300,000." in growth.wording.en
    assert "does not say when counting began" in growth.wording.en


def test_the_pace_depends_on_the_day_that_was_not_stated(compared) -> None:
    pace = compared["pace-after-2021"]
    assert pace.answer == "depends"
    assert "−8.1%" in pace.wording.en
    assert "+25.1%" in pace.wording.en


def test_ebays_years_fit_in_number_and_not_in_days(compared) -> None:
    """Two parts are bounds, and the first runs to October 2018: the sum is no more than possible."""
    years = compared["ebay-four-years"]
    assert years.answer == "possible"
    for said in (
        "100,000 + 165,000 + 257,000 = 522,000.",
        "“over 100,000 + over 165,000 + 257,000”: 521,500 or more.",
        "outside those of the whole (November 2016 to December 2016)",
        "in no part (November 2018 to December 2018)",
        "So at most the numbers fit; the days do not.",
        "“2017 and 2018 alone”",
    ):
        assert said in years.wording.en
    for said in ("“超过100,000 + 超过165,000 + 257,000”", "2016年11月至2016年12月", "时期并不吻合"):
        assert said in years.wording.zh


def test_ebays_figure_of_2021_is_apart(compared) -> None:
    wider = compared["ebay-2021-wider"]
    assert wider.answer == "not_comparable"
    assert "389,000" in wider.wording.en
    assert "at most about 228,000" in wider.wording.en


def test_every_declared_comparison_finds_its_figures(record: Record, compared) -> None:
    assert {c.id for c in record.deployment.comparisons} <= set(compared)


def test_every_figure_has_words_and_a_source(record: Record) -> None:
    for name, observation in record.observations():
        assert observation.quote, name
        assert observation.printed_text in observation.quote, name
        assert observation.attributed_to, name
        assert observation.source_title, name
        assert observation.source_publisher, name


@pytest.mark.parametrize(
    ("party", "title", "status"),
    [
        ("huya", "Image and voice recognition that flags issues in real time", "planned"),
        ("huya", "Artificial-intelligence models that identify wildlife", "planned"),
        ("douyin", "Machine-learning tool for wildlife in short videos, with IFAW", "testing"),
        ("douyin", "Social Behaviour Change training workshop with TRAFFIC", "done"),
        ("douyin", "Special working group for animal and plant protection", "live"),
        ("facebook", "Pop-up alert when wildlife-related words are searched", "live"),
        ("poshmark", "Prohibited-items policy aligned with the Coalition's framework", "live"),
        ("tiktok", "Two public service announcements on wildlife searches and hashtags", "planned"),
        ("zhangyan", "Pledge to develop new technology against the sale of wildlife", "planned"),
    ],
)
def test_capabilities_are_never_upgraded(record: Record, party: str, title: str, status: str) -> None:
    assert record.capability(party, title).status == status


def test_capabilities_use_known_kinds_and_parties(record: Record) -> None:
    for intake in record.intakes.values():
        for capability in intake.capabilities:
            assert capability.kind in codelist("capability_kinds")
            assert capability.party in record.deployment.register
            assert capability.quote


@pytest.mark.parametrize(
    ("day", "named", "stated"),
    [
        ("2018-03-07", 21, 21),
        ("2019-03-06", 29, 32),
        ("2020-03-31", 30, 34),
        ("2020-10-20", 34, 39),
        ("2021-06-05", 37, 41),
    ],
)
def test_unseen_members_are_not_made_up(record: Record, day: str, named: int, stated: int) -> None:
    """The register holds those with a name and a source; `stated` is what the sources count."""
    members = record.deployment.register.members(date.fromisoformat(day))
    assert len(members) == named <= stated
    head = (EXAMPLE / "register.yaml").read_text(encoding="utf-8").partition("parties:")[0]
    assert f"{named} here" in head
    assert str(stated) in head


def test_every_membership_has_a_source(record: Record) -> None:
    for relation in record.deployment.register.relations:
        if relation.relation == "member":
            assert relation.start, relation.party
            assert relation.source, relation.party
            assert relation.source_url.startswith("http"), relation.party


@pytest.mark.parametrize(
    ("party", "holding"),
    [
        ("facebook", "meta"),
        ("instagram", "meta"),
        ("tiktok", "bytedance"),
        ("douyin", "bytedance"),
        ("taobao", "alibaba"),
        ("alibaba-1688", "alibaba"),
        ("tmall", "alibaba"),
        ("aliexpress", "alibaba"),
        ("wechat", "tencent"),
        ("baidu", "baidu"),
    ],
)
def test_holdings(record: Record, party: str, holding: str) -> None:
    assert record.deployment.register.holding(party, date(2021, 6, 30)) == holding


def test_the_goal_is_announced_and_not_computable(record: Record) -> None:
    (target,) = record.deployment.targets
    assert target.value == 80
    assert target.date == date(2020, 12, 31)
    assert len({s.quote for s in target.statements}) == 4
    missing = (
        target.estimand,
        target.population,
        target.indicator,
        target.effort,
        target.protocol,
        target.baseline,
    )
    assert missing == (None,) * 6


def test_the_record_is_not_invented(record: Record) -> None:
    assert not record.deployment.settings.invented
    assert record.deployment.settings.minimum_holdings == 3
