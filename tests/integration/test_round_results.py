"""Great Expectations for a round: its result is kept, its pages are whole, and its faults are ours."""

from __future__ import annotations

import json
import os
import pickle
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.launch import run_round
from pipeline.home import Home
from pipeline.model import Observation
from pipeline.strict_yaml import EditedFileError
from quality import suite
from quality.catalogue import RULES, catalogue, load
from quality.round_results import RoundResults, SuiteError
from quality.rows import Numbered

AT = datetime(2021, 7, 21, 8, 30, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)>"


class Register:
    parties = ("alpha", "beta")


def observation(place: str, **given: Any) -> Observation:
    row: dict[str, Any] = {
        "subject": "alpha",
        "indicator": "listings_removed",
        "period_start": date(2021, 4, 1),
        "period_end": date(2021, 6, 30),
        "value": Decimal("7.25"),
        "value_low": None,
        "value_high": None,
        "printed_text": "7.25",
        "submission": "abc",
        "place": place,
    }
    return Observation(**{**row, **given})


CLEAN = Numbered(tuple(observation(f"Data!B{row}") for row in range(2, 6)))
FAULTY = Numbered(
    (
        observation("Data!B2"),
        observation("Data!B3", value=Decimal("-0.300001")),
        observation("Data!B4", subject=HOSTILE),
        observation("Data!B5", indicator="share_of_removed", value=Decimal(101)),
        observation("Data!B6", indicator="ads_found_change", value=Decimal(-101)),
        observation("Data!B7", indicator="ads_found_change", value=Decimal(-99)),
        observation("Data!B8", value_low=Decimal(8), value_high=Decimal(9)),
    )
)
FOUND = [
    ("negative-value", "Data!B3"),
    ("percent-out-of-range", "Data!B5"),
    ("percent-out-of-range", "Data!B6"),
    ("bounds-disagree", "Data!B8"),
    ("unknown-subject", "Data!B4"),
]


def found(rows: Numbered, kept: RoundResults | None = None) -> list[tuple[str, str]]:
    return [(hit.code, hit.place) for hit in suite.failures(rows, catalogue(), Register(), kept)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two reviews of one round are kept, with pages."""
    made = Home(tmp_path_factory.mktemp("kept"))
    for rows, at in ((CLEAN, AT), (FAULTY, AT.replace(hour=9))):
        kept = RoundResults(made, ["2021-Q2"], at)
        assert found(rows, kept) == ([] if rows is CLEAN else FOUND)
        assert kept.build_pages() == made.data_docs / "index.html"
    return made


def read(folder: Path) -> dict[str, Any]:
    [path] = folder.rglob("*.json")
    result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return result


def failed(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {r["expectation_config"]["meta"]["code"]: r for r in result["results"] if not r["success"]}


def test_kept_or_not_the_findings_are_the_same() -> None:
    assert found(FAULTY) == FOUND
    assert found(CLEAN) == []
    assert found(FAULTY) == FOUND
    assert found(Numbered(())) == []


def test_the_result_of_the_checkpoint_is_kept_and_can_be_read_alone(home: Home) -> None:
    first, second = sorted(home.validations("2021-Q2").iterdir())
    assert [first.name, second.name] == ["20210721T083000.000000Z", "20210721T093000.000000Z"]
    assert read(first)["success"] is True
    result = read(second)
    assert result["meta"]["run_id"]["run_name"] == "2021-Q2"
    assert result["meta"]["checkpoint_id"]
    tested = sum(len(rule.expectations) for rule in catalogue().rules)
    assert result["statistics"]["evaluated_expectations"] == len(result["results"]) == tested
    faults = failed(result)
    assert faults["negative-value"]["result"]["unexpected_index_list"] == ["1 abc Data!B3"]
    assert faults["negative-value"]["result"]["unexpected_list"] == ["-0.300001"]
    assert faults["bounds-disagree"]["result"]["unexpected_list"] == [["7.25", "8"]]


def test_the_same_rows_leave_the_same_result(home: Home, tmp_path: Path) -> None:
    again = RoundResults(Home(tmp_path), ["2021-Q2"], AT.replace(hour=9))
    found(FAULTY, again)
    [_, before] = sorted(home.validations("2021-Q2").iterdir())
    kept = [read(folder) for folder in (before, again.folder)]
    for result in kept:
        for one in result["results"]:
            del one["expectation_config"]["id"]
    assert kept[0]["results"] == kept[1]["results"]
    assert kept[0]["statistics"] == kept[1]["statistics"]


def test_pages_are_whole_in_themselves(home: Home) -> None:
    pages = sorted(home.data_docs.rglob("*.html"))
    assert len(pages) == 4
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert not re.findall(r"""(?:src|href)=["']?(?:https?:|//)[^"'\s>]*""", text)
        assert "default-src 'none'" in text
        assert "Never publish" in text
        links = re.findall(r"""href=["']([^"'#][^"']*)["']""", text)
        assert all((page.parent / link.partition("?")[0]).resolve().is_file() for link in links)


def test_pages_lead_from_the_round_to_the_cell(home: Home) -> None:
    index = (home.data_docs / "index.html").read_text(encoding="utf-8")
    later, earlier = re.findall(r'href="(validations/[^"]*)"', index)
    assert index.index("something failed") < index.index("everything passed")
    page = (home.data_docs / later).read_text(encoding="utf-8")
    assert "1 abc Data!B3" in page
    assert "-0.300001" in page
    assert "unknown-subject: “subject” is one of the parties of the register" in page
    assert "abc Data!B3" not in (home.data_docs / earlier).read_text(encoding="utf-8")


def test_what_a_cell_holds_is_shown_and_never_obeyed(home: Home) -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in home.data_docs.rglob("*.html"))
    assert "&lt;img src=x onerror=alert(1)&gt;" in pages
    assert "<img src=x" not in pages


def test_pages_that_could_not_be_made_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from quality.pages.views import ResultView

    kept = RoundResults(Home(tmp_path), ["2021-Q2"], AT)
    assert kept.build_pages() is None
    assert kept.kept_at == {}
    found(CLEAN, kept)
    monkeypatch.setattr(ResultView, "_template", "no-such-page.j2")
    with pytest.raises(SuiteError, match="made no page"):
        kept.build_pages()


def test_dagster_leads_to_result_and_pages(first_run: Any) -> None:
    home = first_run.home
    [run] = home.validations("2021-Q2").iterdir()
    assert read(run)["statistics"]["evaluated_expectations"]
    assert run.name in (home.data_docs / "index.html").read_text(encoding="utf-8")
    with dg.DagsterInstance.from_config(str(home.dagster)) as instance:
        recorded = instance.fetch_materializations(dg.AssetKey("reviews"), limit=10).records
    links = [
        {n: r.asset_materialization.metadata[n].value for n in ("validations", "data_docs")} for r in recorded
    ]
    assert links == [{"validations": str(run), "data_docs": str(home.data_docs / "index.html")}] * 4
    assert not [p for folder in ("drafts", "releases") for p in (home.root / folder).rglob("*validations*")]


def test_an_expectation_that_the_library_has_not_is_refused_on_loading(tmp_path: Path) -> None:
    rules = shutil.copytree(RULES, tmp_path / "rules")
    path = rules / "value.yaml"
    text = path.read_text(encoding="utf-8")
    known = "ExpectColumnValuesToBeOfType"
    line = text[: text.index(known)].count("\n") + 1
    path.write_text(text.replace(known, "ExpectColumnValuesToBeNice"), encoding="utf-8")
    with pytest.raises(EditedFileError, match="ExpectColumnValuesToBeNice") as refused:
        load(rules)
    assert f"value.yaml, line {line}" in str(refused.value)


class Unorderly(Decimal):
    """A number that cannot be compared, as a mistake of ours might make one."""

    def __ge__(self, other: object) -> bool:
        raise ZeroDivisionError("no order")


class Unsortable(Unorderly):
    """One that stops the library before its first expectation."""

    __lt__ = Unorderly.__ge__


@pytest.mark.parametrize("value", [Unorderly(3), Unsortable(3)])
def test_an_expectation_that_raises_is_our_own_fault(tmp_path: Path, value: Decimal) -> None:
    broken = Numbered((*CLEAN.observations, replace(CLEAN.observations[0], value=value)))
    for kept in (None, RoundResults(Home(tmp_path), ["2021-Q2"], AT)):
        with pytest.raises(SuiteError, match=r"could not be tested.*no order"):
            suite.failures(broken, catalogue(), Register(), kept)


def test_our_own_fault_lets_nothing_pass(five_reporters: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    validate = suite._validate
    monkeypatch.setattr(
        suite,
        "_validate",
        lambda defined, frame, *given: validate(defined, frame.drop(columns="subject"), *given),
    )
    with pytest.raises(Exception, match="could not be tested"):
        run_round(five_reporters, "2021-Q2", progress=lambda _: None)
    for folder in ("observations", "reviews", "feedback", "drafts"):
        assert not list((five_reporters.root / folder).rglob("*.*"))


ALONE = """
import pickle, socket, sys
def connect(*_): raise SystemExit("the library calls home")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = connect
from pathlib import Path
from pipeline.home import Home
from quality import suite
from quality.catalogue import catalogue
from quality.round_results import RoundResults
class Register: parties = ("alpha", "beta")
rows, at = pickle.loads(bytes.fromhex(sys.argv[2]))
kept = RoundResults(Home(Path(sys.argv[1])), ["2021-Q2"], at)
assert suite.failures(rows, catalogue(), Register(), kept) == []
kept.build_pages()
"""


def test_the_library_tells_nobody_and_leaves_nothing_behind(tmp_path: Path) -> None:
    person, work = tmp_path / "person", tmp_path / "work"
    person.mkdir()
    work.mkdir()
    given = {**os.environ, "HOME": str(person), "PYTHONPATH": os.pathsep.join(sys.path)}
    given["PYTHONDONTWRITEBYTECODE"] = "1"
    tested = pickle.dumps((Numbered(CLEAN.observations), AT)).hex()
    run = subprocess.run(
        [sys.executable, "-c", ALONE, str(tmp_path / "home"), tested],
        env=given,
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert not list(person.rglob("*"))
    assert not list(work.rglob("*"))
    assert (tmp_path / "home" / "data_docs" / "index.html").is_file()
