"""The code lists say what they must: closed, bilingual, in step with the model; what differs never adds."""

from __future__ import annotations

import re
from typing import get_args, get_type_hints

import pytest

from pipeline.codes import DIMENSION_LISTS, Code, codelist, names
from pipeline.figures import Topic
from pipeline.model import Capability, ObsStatus, Precision, Qualifier, Severity, Verdict
from pipeline.register import PartyKind, RelationKind

EXPECTED = {
    "indicators",
    "units",
    "measure_classes",
    "categories",
    "taxon_groups",
    "forms",
    "channels",
    "geographies",
    "detection_sources",
    "decision_modes",
    "obs_status",
    "qualifiers",
    "precisions",
    "party_kinds",
    "relations",
    "capability_kinds",
    "capability_statuses",
    "severities",
    "verdicts",
    "topics",
    "ratios",
    "largest_shares",
    "absence_bounds",
}
HAN = re.compile(r"[\u4e00-\u9fff]")
TRADITIONAL = set("個監測舉報類動條廣場國際衛視頻購買標題賬戶關鍵詞語種龜鯨魚鳥樹執員級審計遲達")
"""Characters that Simplified Chinese writes otherwise: enough to notice a pasted label."""


def every_code() -> list[tuple[str, Code]]:
    return [(name, code) for name in names() for code in codelist(name)]


def test_all_lists_of_the_contract_are_there() -> None:
    assert set(names()) >= EXPECTED


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_code_has_two_labels_and_a_definition(name: str) -> None:
    for code in codelist(name):
        for text in (code.code, code.label.en, code.label.zh, code.definition):
            assert text, f"{name}: {code.code} has an empty field"
            assert text == " ".join(text.split()), f"{name}: {code.code} has stray blanks"


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_labels_tell_codes_apart(name: str) -> None:
    english = [code.label.en for code in codelist(name)]
    chinese = [code.label.zh for code in codelist(name)]
    assert len(english) == len(set(english))
    assert len(chinese) == len(set(chinese))


def test_chinese_labels_are_simplified_chinese() -> None:
    for name, code in every_code():
        if code.label.zh != "%":
            assert HAN.search(code.label.zh), f"{name}: {code.code} has no Chinese label"
        assert not TRADITIONAL & set(code.label.zh), f"{name}: {code.code} is in traditional characters"


@pytest.mark.parametrize("dimension", sorted(DIMENSION_LISTS))
def test_every_dimension_can_be_left_whole(dimension: str) -> None:
    assert "all" in codelist(DIMENSION_LISTS[dimension])


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("qualifiers", {q.value for q in Qualifier}),
        ("obs_status", {s.value for s in ObsStatus}),
        ("precisions", {p.value for p in Precision}),
        ("severities", {s.value for s in Severity}),
        ("verdicts", {v.value for v in Verdict}),
        ("topics", set(get_args(Topic))),
        ("party_kinds", set(get_args(PartyKind))),
        ("relations", set(get_args(RelationKind))),
        ("capability_statuses", set(get_args(get_type_hints(Capability)["status"]))),
    ],
)
def test_lists_and_code_agree(name: str, codes: set[str]) -> None:
    assert set(codelist(name).codes) == codes


def test_indicators_refer_to_units_and_classes_that_exist() -> None:
    for indicator in codelist("indicators"):
        assert indicator.extra["unit"] in codelist("units"), indicator.code
        assert indicator.extra["measure_class"] in codelist("measure_classes"), indicator.code
        assert indicator.extra["time_basis"] in {"flow", "stock", "ratio"}, indicator.code
        for key in ("add_subjects", "add_periods", "whole"):
            assert indicator.extra[key] in {"yes", "no"}, f"{indicator.code} {key}"


def test_every_unit_is_used() -> None:
    used = {indicator.extra["unit"] for indicator in codelist("indicators")}
    assert used == set(codelist("units").codes)


def test_ratios_and_stocks_add_to_nothing() -> None:
    for indicator in codelist("indicators"):
        if indicator.extra["time_basis"] in {"ratio", "stock"}:
            assert indicator.extra["add_subjects"] == "no", indicator.code
            assert indicator.extra["add_periods"] == "no", indicator.code


def test_sums_that_a_source_made_itself_add_to_nothing() -> None:
    own_sums = [i for i in codelist("indicators") if "source's own sum" in i.label.en]
    assert {"listings_removed_or_blocked", "listings_or_sellers_blocked", "engagements"} <= {
        i.code for i in own_sums
    }
    for indicator in own_sums:
        assert indicator.extra["add_subjects"] == indicator.extra["add_periods"] == "no", indicator.code
        assert "来源自行合计" in indicator.label.zh, indicator.code


def test_people_do_not_add_over_periods() -> None:
    for indicator in codelist("indicators"):
        if indicator.extra["unit"] == "person":
            assert indicator.extra["add_periods"] == "no", indicator.code


def test_counts_are_whole_and_percentages_are_not() -> None:
    measured = {"percent", "hour", "CNY", "USD"}
    for indicator in codelist("indicators"):
        assert indicator.extra["whole"] == ("no" if indicator.extra["unit"] in measured else "yes"), (
            indicator.code
        )


def test_of_the_context_only_clicks_add() -> None:
    adding = [
        i.code
        for i in codelist("indicators")
        if i.extra["measure_class"] in {"context", "prevalence"}
        and "yes" in {i.extra["add_subjects"], i.extra["add_periods"]}
    ]
    assert adding == ["awareness_clicks"]


def test_effort_stands_beside_availability() -> None:
    assert codelist("indicators")["effort_hours"].extra["measure_class"] == "effort"
    assert codelist("indicators")["ads_found"].extra["measure_class"] == "availability"


def test_awareness_is_four_indicators() -> None:
    units = {
        code: codelist("indicators")[code].extra["unit"]
        for code in ("awareness_clicks", "awareness_views", "awareness_viewers", "engagements")
    }
    assert units == {
        "awareness_clicks": "click",
        "awareness_views": "view",
        "awareness_viewers": "person",
        "engagements": "interaction",
    }


def test_categories_form_trees() -> None:
    categories = codelist("categories")
    for category in categories:
        above = category
        for _ in range(len(categories.codes)):
            if not above.extra["parent"]:
                break
            above = categories[above.extra["parent"]]
        assert not above.extra["parent"], f"{category.code} is its own ancestor"
        assert above.code in {"all", "eu_all"}, category.code


def test_an_eu_keyword_is_told_apart_by_its_parent() -> None:
    keys = [(c.extra["parent"], c.extra["eu_code"]) for c in codelist("categories") if c.extra["eu_code"]]
    assert len(keys) == len(set(keys))
    assert ("animal_welfare", "KEYWORD_OTHER") in keys
    assert ("unsafe_and_prohibited_products", "KEYWORD_OTHER") in keys
    animal = {c.code for c in codelist("categories") if c.extra["parent"] == "animal_welfare"}
    assert animal == {
        "animal_harm",
        "unlawful_sale_animals",
        "animal_welfare_other",
        "animal_welfare_no_keyword",
    }


def test_wildlife_is_not_everything() -> None:
    """`all` is all content on wildlife; the EU report's TOTAL is all content there is."""
    assert codelist("categories")["eu_all"].extra["eu_code"] == "TOTAL"
    assert not codelist("categories")["all"].extra["eu_code"]


def test_statuses_have_their_sdmx_codes_and_shorthand() -> None:
    found = {s.code: (s.extra["sdmx"], s.extra["conf"], s.extra["shorthand"]) for s in codelist("obs_status")}
    assert found == {
        "normal": ("A", "F", ""),
        "provisional": ("P", "F", "[p]"),
        "revised": ("A", "F", "[r]"),
        "estimated": ("E", "F", "[e]"),
        "imputed": ("I", "F", "[e]"),
        "break": ("B", "F", "[b]"),
        "suppressed": ("Q", "C", "[c]"),
        "not_collected": ("L", "F", "[x]"),
        "late": ("O", "F", "[x]"),
        "withheld": ("O", "F", "[x]"),
        "reported_elsewhere": ("K", "F", "[x]"),
        "not_applicable": ("M", "F", "[z]"),
        "rounds_to_zero": ("A", "F", "[low]"),
    }


def test_geographies_are_the_iso_codes_and_named_sets() -> None:
    iso = [g.code for g in codelist("geographies") if g.definition == "ISO 3166-1 alpha-2 code"]
    assert len(iso) == 249
    assert all(re.fullmatch("[A-Z]{2}", code) for code in iso)
    sets = set(codelist("geographies").codes) - set(iso)
    assert sets == {"all", "EU", "BR-ZA", "BR-TH-ZA", "ifaw-2018-four", "ifaw-2014-sixteen"}


def test_ivory_of_unknown_species_stays_apart() -> None:
    assert {"elephant_ivory", "ivory_unidentified", "hunting_tools", "unspecified"} <= set(
        codelist("taxon_groups").codes
    )
