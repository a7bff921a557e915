"""A review in words: what a terminal shows, and the keys of the JSON."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pipeline.deployment import Waiver
from pipeline.model import CellCount, Finding, Observation, Submission
from quality.rating import decide
from quality.report import as_json, as_text
from quality.review import Review

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


def test_text_groups_by_severity_and_lists_every_place(reviewed: Review) -> None:
    lines = as_text(reviewed).splitlines()
    assert lines[0] == "figures.csv: Accepted in part"
    assert lines[1] == "60 values accepted, 40 held back; 0 capability records"
    assert lines[2] == "120 cells: 100 values, 20 explained, 0 not"
    assert [line for line in lines if line and not line.startswith(" ")][3:] == [
        "Not accepted (1)",
        "Advice (1)",
        "Waived (1)",
    ]
    assert max(map(len, lines)) <= 100
    text = " ".join(lines)
    assert all(f"Data!B{n}" in text for n in range(50, 90))
    assert "waived by Secretariat on 2021-07-01 until 2021-12-31: agreed by telephone" in text


def test_text_in_chinese(reviewed: Review) -> None:
    lines = as_text(reviewed, "zh").splitlines()
    assert lines[0] == "figures.csv: 部分接受"
    assert lines[1] == "接受 60 个数值，暂缓 40 个；0 条能力记录"
    assert any("不是整数" in line for line in lines)


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
        "versions",
        "findings",
    ]
    assert content["verdict"] == "accepted_in_part"
    assert content["cells"] == {"in_file": 120, "as_observations": 100, "explained": 20, "unexplained": 0}
    assert content["counts"] == {
        "accepted": 60,
        "held": 40,
        "capabilities": 0,
        "blocker": 0,
        "error": 1,
        "warning": 0,
        "advice": 1,
        "waived": 1,
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
    ]
    assert content["findings"][1]["waiver"]["reason"] == "agreed by telephone"
    assert len(content["findings"][0]["places"]) == 40
