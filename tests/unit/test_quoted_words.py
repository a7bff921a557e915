"""A quotation names its speaker, its dates and its reference period as each language does."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from pipeline.composing import quotations as composing
from pipeline.composing.quotations import quotations
from pipeline.model import DIMENSIONS, Text

NAME = Text("Invented Bay", "虚构湾")
ROW = {
    **dict.fromkeys(DIMENSIONS, "all"),
    "definition_version": "1",
    "protocol": "none",
    "subject": "bay",
    "indicator": "ads_found_change",
    "period_start": date(2018, 1, 1),
    "period_end": date(2018, 12, 31),
    "period_start_precision": "day",
    "period_end_precision": "day",
    "reference_period": "2012/2016",
    "value": Decimal(73),
    "value_low": Decimal(73),
    "value_high": Decimal(73),
    "qualifier": "exact",
    "numerator": None,
    "denominator": None,
    "obs_status": "normal",
    "counts": True,
    "submission": "s",
    "place": "p",
    "attributed_to": "虚构湾",
    "quote": "fell by 73%",
    "source_title": "A year of searches",
    "source_publisher": "A paper",
    "source_url": "",
    "source_date": date(2019, 3, 6),
}


@pytest.fixture
def said(monkeypatch):
    def one(**changed):
        monkeypatch.setattr(composing, "table", lambda _scope, _name: [ROW | changed])
        bay = SimpleNamespace(id="bay", name=NAME)
        register = SimpleNamespace(parties={"bay": bay}, party=lambda _name: bay)
        [figure] = quotations(SimpleNamespace(deployment=SimpleNamespace(register=register)))
        return figure

    return one


@pytest.mark.parametrize("printed", ["Invented Bay", "虚构湾"])
def test_a_party_of_the_register_speaks_under_its_name_in_each_language(said, printed):
    figure = said(attributed_to=printed)
    assert ", according to Invented Bay." in figure.wording.en
    assert "，据虚构湾。" in figure.wording.zh
    assert figure.attributed_to == printed


def test_anybody_else_speaks_under_the_name_that_was_printed(said):
    assert "according to A. Person." in said(attributed_to="A. Person").wording.en
    assert "according to" not in said(attributed_to=None).wording.en


@pytest.mark.parametrize(
    ("reference", "english", "chinese"),
    [
        ("2012/2016", "2018 against 2012 to 2016", "2018年，与2012年至2016年相比"),
        ("2017", "2018 against 2017", "2018年，与2017年相比"),
        ("2017-Q2", "2018 against quarter 2 of 2017", "2018年，与2017年第二季度相比"),
        ("the year before", "2018 against the year before", "2018年，与the year before相比"),
    ],
)
def test_periods_are_compared_in_words(said, reference, english, chinese):
    wording = said(reference_period=reference).wording
    assert english in wording.en
    assert chinese in wording.zh


def test_the_date_of_a_source_is_written_in_words(said):
    figure = said()
    assert figure.wording.en.endswith("Source: A paper, “A year of searches”, 6 March 2019.")
    assert figure.wording.zh.endswith("来源：A paper，《A year of searches》，2019年3月6日。")
    assert said(source_date=None).wording.en.endswith("undated.")
