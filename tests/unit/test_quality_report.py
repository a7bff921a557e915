"""A review in words: what a terminal shows, and the keys of the JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pipeline.deployment import Waiver
from pipeline.model import CellCount, Finding, Observation, Submission
from quality.rating import decide
from quality.report import as_json
from quality.resubmission import Change, Since
from quality.review import Review
from quality.told import WIDTH, as_text
from reports.feedback.summary import summary

MOMENT = datetime(2021, 7, 10, tzinfo=UTC)
WAIVER = Waiver(
    code="scale-twice",
    submission="alpha",
    reason="agreed by telephone",
    by="Secretariat",
    on=date(2021, 7, 1),
    expires=date(2021, 12, 31),
)


@pytest.fixture
def reviewed() -> Review:
    submission = Submission(
        id="abc",
        reporter="alpha",
        round="2021-Q2",
        file_name="figures.csv",
        sha256="0" * 64,
        size=3,
        received_at=MOMENT,
    )
    rows = [
        Observation(
            subject="alpha",
            indicator="listings_removed",
            period_start=date(2021, 4, 1),
            period_end=date(2021, 6, 30),
            value=Decimal(n),
            value_low=Decimal(n),
            value_high=Decimal(n),
            printed_text=str(n),
            submission="abc",
            place=f"Data!B{n}",
        )
        for n in range(100)
    ]
    findings = (
        Finding(
            code="duplicate-value", places=("Data!B1", "Data!B2"), params={"indicator": "listings_removed"}
        ),
        Finding(code="not-whole", places=tuple(f"Data!B{n}" for n in range(50, 90)), value="1.5"),
        Finding(
            code="scale-twice", places=("Data!B3",), params={"label": "x", "scale": "万", "cell_scale": "万"}
        ),
    )
    decision = decide(
        submission=submission,
        observations=rows,
        capabilities=(),
        findings=findings,
        waivers=(WAIVER,),
        since=MOMENT,
    )
    return Review(
        submission=submission,
        verdict=decision.verdict,
        findings=decision.findings,
        accepted=decision.accepted,
        held=decision.held,
        capabilities=(),
        cells=CellCount(in_file=120, as_observations=100, explained=20),
        profile="alpha@1/quarterly",
        rules_version="r",
        codes_version="c",
        software_version="s",
        fingerprint="f",
        decided_at=decision.decided_at,
    )


SINCE = Since(
    earlier={"id": "old", "file_name": "first.csv", "received_at": "2021-07-01T00:00:00+00:00"},
    mended=(
        {
            "code": "blank-value",
            "severity": "error",
            "category": "value",
            "places": ["Data!B7"],
            "value": "",
            "message": {"en": "The cell is blank.", "zh": "单元格为空。"},
            "advice": {"en": "Fill it.", "zh": "请填写。"},
        },
    ),
    unread=(
        {
            "code": "negative-value",
            "severity": "error",
            "category": "value",
            "places": ["Data!B9"],
            "value": "-1",
            "message": {"en": "Below zero.", "zh": "小于零。"},
            "advice": {"en": "Check it.", "zh": "请核对。"},
        },
    ),
    new_places={0: ("Data!B50",), 2: ("Data!B1", "Data!B2")},
    points={"mended": 1, "remaining": 40, "new": 3, "unread": 1},
    added=(),
    changed=(Change("Data!B8", "1", "8"),),
    gone=(Change("Data!B99", "3", ""),),
    same=97,
)


def test_text_says_what_is_accepted_and_what_holds_the_rest(reviewed: Review) -> None:
    lines = as_text(reviewed).splitlines()
    assert lines[:4] == [
        "figures.csv: Accepted in part",
        "Accepted: 60 of 100 values.",
        "Held back: 40 of 100 values, by not-whole (40; finding 1).",
        "120 cells: 100 values, 20 explained, 0 not.",
    ]
    assert [line for line in lines[4:] if line and not line.startswith(" ")] == [
        "Not accepted (1)",
        "Advice (1)",
        "Waived (1)",
    ]
    assert max(map(len, lines)) <= WIDTH
    text = " ".join(lines)
    assert all(f"Data!B{n}" in text for n in range(50, 90))
    assert "Waived by Secretariat on 2021-07-01 until 2021-12-31: agreed by telephone" in text
    assert not any(word in text for word in ("remaining", "new]"))


def test_text_counts_the_cells_that_could_not_be_read(reviewed: Review) -> None:
    known = replace(reviewed, valueless=("Data!C7", "Data!C8"))
    accepted = "60 of 100 values that could be read; cells of which no value could be read: 2."
    assert as_text(known).splitlines()[1] == f"Accepted: {accepted}"
    assert "另有 2 个单元格未能读出数值" in as_text(known, "zh")
    content = as_json(known)
    assert (content["counts"]["valueless"], content["valueless"]) == (2, ["Data!C7", "Data!C8"])
    assert any("2 more cells gave no value" in line for line in summary(content))
    assert not any("gave no value" in line for line in summary(as_json(reviewed)))


def test_text_in_chinese(reviewed: Review) -> None:
    lines = as_text(reviewed, "zh").splitlines()
    assert lines[:3] == [
        "figures.csv: 部分接受",
        "接受：100 个数值中的 60 个。",
        "暂缓：100 个数值中的 40 个，原因：not-whole（40 个，问题 1）。",
    ]
    assert any("不是整数" in line for line in lines)
    assert max(sum(1 + (ord(sign) > 0x2E80) for sign in line) for line in lines) <= WIDTH + 2
    assert not any(line.lstrip().startswith(("，", "。", "；")) for line in lines)


def test_text_says_what_became_of_the_file_before(reviewed: Review) -> None:
    text = as_text(reviewed, "en", SINCE)
    assert "Since first.csv of 2021-07-01: 1 mended, 40 remaining, 3 new." in text
    assert "[not-whole, remaining]" in text
    assert "New since then: Data!B50" in text
    assert "Not to be told whether mended: 1;" in text
    assert "[duplicate-value, new]" in text
    assert "✓ Data!B7: The cell is blank." in text
    assert "Data!B8: 1 → 8" in text
    assert "[not-whole，仍存在]" in as_text(reviewed, "zh", SINCE)


def test_json_says_what_became_of_the_file_before(reviewed: Review) -> None:
    told = as_json(reviewed, SINCE)
    assert [(f["state"], f["new_places"]) for f in told["findings"]] == [
        ("remaining", ["Data!B50"]),
        ("remaining", []),
        ("new", ["Data!B1", "Data!B2"]),
    ]
    assert told["since"]["values"] == {"added": 0, "changed": 1, "gone": 1, "same": 97}
    assert told["since"]["changed"] == [{"place": "Data!B8", "was": "1", "now": "8"}]
    assert told["since"]["mended"][0]["places"] == ["Data!B7"]
    assert told["since"]["unread"][0]["places"] == ["Data!B9"]
    assert as_json(reviewed)["since"] is None


def test_json_has_the_documented_keys(reviewed: Review) -> None:
    content = json.loads(json.dumps(as_json(reviewed)))
    assert list(content) == [
        "submission",
        "verdict",
        "decided_at",
        "profile",
        "fingerprint",
        "cells",
        "counts",
        "held",
        "held_by",
        "valueless",
        "answers",
        "versions",
        "findings",
        "since",
    ]
    assert content["held"][0] == {"place": "Data!B50", "codes": ["not-whole"]}
    assert content["held_by"] == {"not-whole": 40}
    assert content["verdict"] == "accepted_in_part"
    assert content["cells"] == {"in_file": 120, "as_observations": 100, "explained": 20, "unexplained": 0}
    assert content["counts"] == {
        "accepted": 60,
        "held": 40,
        "capabilities": 0,
        "valueless": 0,
        "blocker": 0,
        "error": 1,
        "warning": 0,
        "advice": 1,
        "waived": 1,
        "explained": 0,
    }
    assert [f["code"] for f in content["findings"]] == ["not-whole", "scale-twice", "duplicate-value"]
    assert list(content["findings"][0]) == [
        "code",
        "severity",
        "category",
        "rule_version",
        "places",
        "value",
        "params",
        "message",
        "advice",
        "example",
        "waiver",
        "answer",
        "consequences",
        "state",
        "new_places",
    ]
    assert content["findings"][1]["waiver"]["reason"] == "agreed by telephone"
    assert len(content["findings"][0]["places"]) == 40
