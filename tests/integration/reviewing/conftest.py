"""A desk at which invented intakes are reviewed; its words stand in `review_desk`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quality import review as review_module
from quality import suite

sys.path.insert(0, str(Path(__file__).parent))

from review_desk import Desk


@pytest.fixture
def desk(small_home: Any, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(small_home, {})
    monkeypatch.setattr(
        review_module,
        "read_submission",
        lambda path, submission, deployment, blanks: made.intakes[submission.id],
    )
    return made


@pytest.fixture
def sql_desk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk without Great Expectations, for what does not depend on it: twenty times as fast."""
    monkeypatch.setattr(suite, "failures", lambda rows, rules, register, kept: [])
    return desk


@pytest.fixture
def history(sql_desk: Desk) -> Callable[..., Any]:
    def accept(value: int, reporter: str = "alpha", round_: str = "2021-Q1", **given: Any) -> Any:
        row = {"quarter": "2021-Q1", "value": value, "subject": "alpha", **given}
        if "period" in row:
            row.pop("quarter")
        return sql_desk.small_home.accept(reporter, round_, "2021-04-20", row)

    return accept
