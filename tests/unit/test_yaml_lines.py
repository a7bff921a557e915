"""A mistake in a file that people edit is told with its line, however deep it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.deployment import WaiverFile
from pipeline.rounds import Calendar
from pipeline.strict_yaml import EditedFileError, StrictModel, line_of, load_model, parse_model

TEXT = """\
# A remark.
title: one

parts:
  - name: a
    size: 1
  - name: b
    of: {kind: box,
         sides: [4,
                 six]}
"""


class Of(StrictModel):
    kind: str
    sides: tuple[int, ...]


class Part(StrictModel):
    name: str
    size: int = 0
    of: Of | None = None


class Whole(StrictModel):
    title: str
    parts: tuple[Part, ...]


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("title",), 2),
        (("parts",), 4),
        (("parts", 0), 5),
        (("parts", 0, "size"), 6),
        (("parts", 1, "of", "kind"), 8),
        (("parts", 1, "of", "sides", 1), 10),
        (("parts", 1, "missing"), 7),
        (("parts", 1, "name of a kind", "of", "sides", 0), 9),
        (("nowhere",), 1),
        ((), 1),
    ],
)
def test_the_line_of_a_place(place: tuple[int | str, ...], line: int) -> None:
    assert line_of(TEXT, place) == line


def test_each_mistake_names_its_line() -> None:
    with pytest.raises(EditedFileError) as refused:
        parse_model(TEXT.replace("size: 1", "sizes: 1"), Whole, name="whole.yaml")
    first, second = str(refused.value).split("\n")
    assert first.startswith("whole.yaml, line 6: parts.0.sizes: Extra inputs")
    assert second.startswith("whole.yaml, line 10: parts.1.of.sides.1: Input should be a valid integer")


@pytest.mark.parametrize(
    ("model", "text", "told"),
    [
        (WaiverFile, "waivers:\n  - code: total-differs\n    resaon: x\n", r"line 3: waivers\.0\.resaon"),
        (Calendar, "start: yesterday\n", r"line 1: start"),
    ],
)
def test_edited_files_name_the_line(tmp_path: Path, model: type[StrictModel], text: str, told: str) -> None:
    path = tmp_path / "edited.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EditedFileError, match=rf"edited\.yaml, {told}"):
        load_model(path, model)


@given(st.lists(st.one_of(st.integers(0, 3), st.sampled_from(["title", "parts", "of", "sides", "x"]))))
def test_every_place_has_a_line_of_the_text(place: list[int | str]) -> None:
    assert 1 <= line_of(TEXT, place) <= TEXT.count("\n")
