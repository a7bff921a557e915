"""Drafts of known files: with their questions answered they read what the profiles written by hand read."""

from __future__ import annotations

import copy
import runpy
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from pipeline.deployment import Deployment
from pipeline.drafting.draft import draft_profile
from pipeline.home import Home
from pipeline.labels import fold
from pipeline.mapping import Situation, map_book
from pipeline.model import DIMENSIONS, Submission
from pipeline.profiles import Profile
from pipeline.questions import OPEN, open_questions
from pipeline.readers.opening import open_book
from pipeline.register import Register, RegisterFile
from pipeline.strict_yaml import as_model, load_text, parse_text

GENERATE = Path(__file__).parents[2] / "examples" / "exercise" / "generate.py"
EXERCISE = runpy.run_path(str(GENERATE))
TRUTH = EXERCISE["truth"]()
golden = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("test_mapping_golden.py"))))
DRAFTED_IN = ("2018-Q1", "2019-Q3", "2020-Q3", "2021-Q2")
LEAST_SHARE = 0.9
"""Of all decisions of the exercise's drafts, the share that needed no person."""


@pytest.fixture(scope="module")
def deployment(tmp_path_factory):
    root = tmp_path_factory.mktemp("exercise")
    EXERCISE["write"](root)
    return Deployment.load(Home(root))


def hand_layout(reporter, round_, file_name, deployment):
    content = load_text(deployment.home.profiles / f"{reporter}.yaml")
    (layout,) = deployment.profiles[reporter].layout_for(round_, file_name)
    return next(each for each in content["layouts"] if each["name"] == layout.name)


def files_of(name, deployment):
    """Readable files of the reporters that use a layout, oldest first."""
    for planted in TRUTH.files:
        if not planted.entries or planted.mistakes:
            continue
        layouts = deployment.profiles[planted.reporter].layout_for(planted.round, planted.path.name)
        if [layout.name for layout in layouts] == [name]:
            yield planted


# ── answering a draft's questions from a profile written by hand ────────────────────────────────────────


def answered(content: Any, hand: Any) -> Any:
    """The drafted content with its open questions, and nothing else, taken from the layout by hand."""
    filled = copy.deepcopy(content)
    layout = filled["layouts"][0]
    for option, value in layout["file"].items():
        if value == OPEN:
            layout["file"][option] = hand["file"][option]
    for block in layout["blocks"]:
        answer_block(block, nearest(block, hand["blocks"]))
    assert not list(open_questions(filled)), list(open_questions(filled))
    return filled


def nearest(block, blocks):
    texts = {fold(text) for level in block["header"] for text in level}
    return max(blocks, key=lambda b: len(texts & {fold(t) for level in b["header"] for t in level}))


def answer_block(block, hand):  # noqa: PLR0912
    codes = {fold(t): c for rule in hand["fields"].values() for t, c in rule.get("codes", {}).items()}
    for name in [name for name in block["fields"] if name.startswith(OPEN)]:
        answer_field(block, hand, name)
    for name, rule in block["fields"].items():
        if rule.get("constant") == OPEN or rule.get("span") == OPEN or OPEN in str(rule.get("join", "")):
            block["fields"][name] = hand["fields"][name]
            continue
        for text, code in list(rule.get("codes", {}).items()):
            if text == "" and code == OPEN and "" not in hand["fields"][name].get("codes", {}):
                del rule["codes"][""]
                rule["carry"] = hand["fields"][name]["carry"]
            elif code == OPEN:
                rule["codes"][text] = codes[fold(text)]
            elif isinstance(code, dict) and code.get("indicator") == OPEN:
                meant = codes[fold(text)]
                code["indicator"] = meant["indicator"] if isinstance(meant, dict) else meant
    for text, status in block.get("markers", {}).items():
        if status == OPEN:
            block["markers"][text] = hand.get("markers", {}).get(text, "not_collected")
    for row in block.get("rows", ()):
        if row["role"] == OPEN:
            row["role"] = next(r["role"] for r in hand["rows"] if r["where"] == row["where"])
    if block["number"] == OPEN:
        block["number"] = hand["number"]
    if OPEN in block.get("ignore", ()):
        block["ignore"] = sorted({*block["ignore"], *hand["ignore"]} - {OPEN})


def answer_field(block, hand, name):
    """A column whose field was open: the field that reads it, or none."""
    rule = block["fields"].pop(name)
    source = "column" if "column" in rule else "header"
    for field, written in hand["fields"].items():
        if written.get(source) == rule[source]:
            block["fields"][field] = rule | ({"span": written["span"]} if "span" in written else {})
            return
    assert rule["column"] in hand["ignore"], rule
    block.setdefault("ignore", []).append(rule["column"])


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────────


def read(content, path, submission, register):
    """What a profile's first layout makes of a file."""
    layout = as_model(content, Profile, name="drafted").layouts[0]
    book = open_book(
        path, file_name=submission.file_name, dialect=layout.file.dialect, records=layout.file.records
    )
    return map_book(book, layout, Situation(submission, register))


def submission_of(reporter, round_, file_name):
    return Submission(
        id="s", reporter=reporter, round=round_, file_name=file_name, sha256="", size=1,
        received_at=datetime(2021, 9, 1, tzinfo=UTC),
    )  # fmt: skip


def told(observations):
    """Observations without what names the submission."""
    names = ("place", "subject", "indicator", *DIMENSIONS, "period_start", "period_end", "value", "value_low",
             "value_high", "obs_status", "qualifier", "printed_text")  # fmt: skip
    return {tuple(getattr(o, name) for name in names) for o in observations}


def one_draft(planted, deployment):
    path = deployment.home.root / planted.path
    return draft_profile(
        path, file_name=planted.path.name, reporter=planted.reporter, round_=planted.round,
        register=deployment.register,
    )  # fmt: skip


LAYOUTS = ("plain", "semicolon", "chinese", "merged", "wide", "records", "running", "monitor")


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_draft_with_its_questions_answered_reads_what_the_hand_written_profile_reads(name, deployment):
    planted_files = [f for f in files_of(name, deployment) if f.round in DRAFTED_IN]
    assert planted_files
    for planted in planted_files[:6]:
        hand = hand_layout(planted.reporter, planted.round, planted.path.name, deployment)
        drafted = answered(one_draft(planted, deployment).content, hand)
        by_hand = {"profile": "x", "reporter": planted.reporter, "version": "1", "layouts": [hand]}
        submission = submission_of(planted.reporter, planted.round, planted.path.name)
        path = deployment.home.root / planted.path
        expected = read(by_hand, path, submission, deployment.register)
        found = read(drafted, path, submission, deployment.register)
        assert told(found.observations) == told(expected.observations), planted.path
        assert not {f.code for f in found.findings} - {f.code for f in expected.findings}, planted.path
        assert not found.cells.unexplained


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_draft_reads_the_later_files_of_its_reporter_rightly_or_complains(name, deployment):
    planted_files = list(files_of(name, deployment))
    first = planted_files[0]
    hand = hand_layout(first.reporter, first.round, first.path.name, deployment)
    drafted = answered(one_draft(first, deployment).content, hand)
    by_hand = {"profile": "x", "reporter": first.reporter, "version": "1", "layouts": [hand]}
    right = 0
    later = [f for f in planted_files if f.reporter == first.reporter]
    for planted in later:
        submission = submission_of(planted.reporter, planted.round, planted.path.name)
        path = deployment.home.root / planted.path
        expected = told(read(by_hand, path, submission, deployment.register).observations)
        found = read(drafted, path, submission, deployment.register)
        assert told(found.observations) <= expected, planted.path
        assert told(found.observations) == expected or found.findings, planted.path
        right += told(found.observations) == expected
    assert right >= 0.9 * len(later)


def test_most_decisions_need_no_person(deployment):
    """Counted over one file of each layout that the exercise has."""
    decided = asked = 0
    for name in LAYOUTS:
        draft = one_draft(next(iter(files_of(name, deployment))), deployment)
        decided += len(draft.decided)
        asked += len(draft.questions)
    assert decided / (decided + asked) >= LEAST_SHARE


# ── golden cases ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["chinese-two-levels", "delimited-semicolon", "json-records",
                                  "running-totals", "wide-by-month", "workbook-merged"])  # fmt: skip
def test_a_draft_of_a_golden_case_reads_what_is_expected(name, tmp_path):
    case = golden.GOLDEN / name
    described = yaml.load((case / "case.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    path = golden.stored(case, described, tmp_path)
    register = Register(as_model(parse_text(golden.PARTIES, name="r"), RegisterFile, name="r"))
    draft = draft_profile(
        path, file_name=described["file_name"], reporter="alpha", round_=described["round"], register=register
    )
    content = load_text(case / "profile.yaml")
    drafted = answered(draft.content, content["layouts"][0])
    submission = submission_of("alpha", described["round"], described["file_name"])
    expected = read(content, path, submission, register)
    found = read(drafted, path, submission, register)
    assert told(found.observations) == told(expected.observations)


def test_a_draft_of_a_damaged_table_asks_about_the_damage(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_bytes((golden.GOLDEN / "damaged-table" / "file.csv").read_bytes())
    draft = draft_profile(path, file_name="wide.csv", reporter="alpha", round_="2021-Q1")
    asked = {question.path: question.text for question in draft.questions}
    assert "2021-O3" in asked["layouts.0.blocks.0.fields.period.span"]
    assert "Quarter total" in asked["layouts.0.blocks.0.ignore.0"]
    assert "blank" in asked["layouts.0.blocks.0.markers."]
