"""CSV, JSON and Data Package of an edition agree with it and with each other."""

import csv
import dataclasses
import hashlib
import io
import json
from decimal import Decimal

import pytest

from pipeline.figures import Edition
from reports.columns import FIGURES
from reports.escaping import spreadsheet_text
from reports.exports import figures_json, tables, write_exports


@pytest.fixture(params=["exercise", "record"])
def edition(request) -> Edition:
    return request.getfixturevalue(request.param)


@pytest.fixture
def folder(edition, tmp_path):
    write_exports(edition, tmp_path)
    return tmp_path


def _rows(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))


def test_csv_has_one_header_crlf_and_every_figure(edition, folder):
    content = (folder / "figures.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == len(edition.figures) + 1
    assert [row["id"] for row in _rows(folder / "figures.csv")] == [f.id for f in edition.figures]


def test_decimals_stand_without_trailing_zeros(exercise, tmp_path):
    write_exports(exercise, tmp_path)
    rows = {row["id"]: row for row in _rows(tmp_path / "figures.csv")}
    assert rows["output_round/listings_removed/2019-Q4"]["value"] == "41250"
    assert rows["goal/eighty-percent"]["interval_low"] == "54.96"
    assert '"value": 41250,' in (tmp_path / "figures.json").read_text(encoding="utf-8")


def test_csv_and_json_say_the_same(folder):
    document = json.loads(
        (folder / "figures.json").read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal
    )
    for row, figure in zip(_rows(folder / "figures.csv"), document["figures"], strict=True):
        assert row["id"] == figure["id"]
        for key in ("value", "value_low", "value_high"):
            assert (Decimal(row[key]) if row[key] else None) == figure[key]
        assert row["indicator_label_zh"] == figure["labels"]["indicator"]["zh"]
        assert row["wording_en"] == figure["wording"]["en"]
        coverage = figure["coverage"] or {"n": "", "of": ""}
        assert (row["coverage_n"], row["coverage_of"]) == (str(coverage["n"]), str(coverage["of"]))


def test_no_empty_value_without_a_status_and_no_q_without_confidentiality(folder):
    for row in _rows(folder / "figures.csv"):
        if row["value"] == "":
            assert row["status"] != "normal" or row["qualifier"] in {"vague", "range"}, row["id"]
        assert row["obs_status"] != "Q" or row["conf_status"] in {"C", "D"}


def test_json_keys_that_stay(record):
    document = json.loads(figures_json(record))
    assert set(document["figures"][1]) == {
        *("id", "topic", "indicator", "labels", "value", "value_low", "value_high", "interval", "qualifier"),
        *("unit", "measure_class", "period", "period_start", "period_end", "status", "obs_status"),
        *("conf_status", "coverage", "scope", "target", "missing", "wording", "quote", "attributed_to"),
        *("source", "supersedes", "probability", "remarks", "beside", "largest_share", "ratio"),
        *("also_announced",),
    }
    assert document["figures"][1]["source"]["publisher"] == "Hong Kong Animal Law and Protection Organisation"
    assert document["figures"][0]["missing"][0]["en"].startswith("The baseline")
    assert document["release"]["version"] == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\0"])
def test_text_that_starts_a_formula_is_escaped(start):
    assert spreadsheet_text(f"{start}1+1").startswith("'")


def test_harmless_text_is_untouched():
    assert spreadsheet_text("百度 – 1+1 = 2") == "百度 – 1+1 = 2"


def test_a_quote_that_looks_like_a_formula_is_escaped_and_a_negative_number_is_not(record, tmp_path):
    write_exports(record, tmp_path)
    rows = {row["id"]: row for row in _rows(tmp_path / "figures.csv")}
    assert rows["quotation/taobao/reporting_users/2019"]["quote"] == "'=received reports from 43,000 users"
    assert rows["quotation/traffic/ads_found_change/2018"]["value"] == "-73"


def test_datapackage_describes_every_column_of_every_file(edition, folder):
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert {r["path"] for r in described["resources"]} == {f"{t.name}.csv" for t in tables(edition)}
    for resource in described["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
        header = next(csv.reader(io.StringIO(content.decode("utf-8"))))
        assert header == [field["name"] for field in resource["schema"]["fields"]]
        assert len(header) == len(set(header))
        assert set(resource["schema"].get("primaryKey", [])) <= set(header)


def test_values_fit_their_declared_types(folder):
    kinds = {column.name: column.kind for column in FIGURES}
    for row in _rows(folder / "figures.csv"):
        for name, text in row.items():
            if text and kinds[name] == "number":
                assert Decimal(text).is_finite()
            if text and kinds[name] == "integer":
                assert text.isdigit()
            if text and kinds[name] == "date":
                assert len(text) == 10


def test_every_figure_has_a_column_for_each_of_its_fields(record):
    names = {column.name.removesuffix("_en") for column in FIGURES}
    assert {field.name for field in dataclasses.fields(record.figures[0])} <= names


def test_equal_bytes_twice(edition, tmp_path):
    first = [path.read_bytes() for path in write_exports(edition, tmp_path / "a")]
    second = [path.read_bytes() for path in write_exports(edition, tmp_path / "b")]
    assert first == second
