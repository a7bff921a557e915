"""The publisher's name: one for both languages, or one for each, and Chinese texts bear the Chinese one."""

import dataclasses
import json

import pytest

from pipeline.deployment import DeploymentSettings
from pipeline.edition import load, save
from pipeline.model import Text
from pipeline.strict_yaml import EditedFileError, as_model, parse_text
from reports.citation import citation, dataset
from reports.drawing.chart import source_line
from reports.exports import figures_json

NAMES = Text("The Secretariat", "秘书处")


def settings(publisher):
    text = f"title: {{en: A, zh: 甲}}\npublisher: {publisher}\nsalt: sixteen characters\np_percent: 15\n"
    return as_model(parse_text(text, name="settings.yaml"), DeploymentSettings, name="settings.yaml")


@pytest.fixture
def edition(exercise):
    return dataclasses.replace(exercise, publisher=NAMES)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Nobody", Text("Nobody", "Nobody")),
        ("2021", Text("2021", "2021")),
        ("{en: The Secretariat, zh: 秘书处}", NAMES),
    ],
)
def test_one_name_or_one_for_each_language(written, meant):
    assert settings(written).publisher == meant


@pytest.mark.parametrize("written", ["{en: The Secretariat}", "{en: a, zh: b, fr: c}", "[a, b]"])
def test_anything_else_is_refused_with_its_line(written):
    with pytest.raises(EditedFileError, match=r"settings\.yaml.*publisher|publisher.*settings\.yaml"):
        settings(written)


def test_an_edition_with_one_name_is_still_read(edition, tmp_path):
    path = tmp_path / "edition.json"
    save(edition, path)
    assert load(path).publisher == NAMES
    path.write_text(json.dumps(json.loads(path.read_text()) | {"publisher": "Nobody"}))
    assert load(path).publisher == Text("Nobody", "Nobody")


def test_each_language_has_its_own(edition):
    for said in (citation(edition), source_line(edition, Text("a", "甲"))):
        assert "The Secretariat" in said.en
        assert "秘书处" not in said.en
        assert "秘书处" in said.zh
        assert "The Secretariat" not in said.zh


def test_machines_read_both(edition, exercise):
    organisation = {"@type": "Organization", "name": "The Secretariat", "alternateName": "秘书处"}
    assert dataset(edition, {})["publisher"] == dataset(edition, {})["creator"] == organisation
    once = dataclasses.replace(exercise, publisher=Text("Nobody", "Nobody"))
    assert dataset(once, {})["publisher"] == {"@type": "Organization", "name": "Nobody"}
    release = json.loads(figures_json(edition))["release"]
    assert release["publisher"] == "The Secretariat"
    assert release["publisher_label"] == {"en": "The Secretariat", "zh": "秘书处"}
