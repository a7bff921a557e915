"""Adding a waiver to a file that people edit: nothing else in it moves, and what is written can be read."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.deployment import Waiver, WaiverFile
from pipeline.home import Home
from pipeline.strict_yaml import EditedFileError, parse_model
from pipeline.waiving import add_waiver

WAIVER = Waiver(
    code="not-whole",
    submission="alpha",
    place="Data!B7",
    reason='half a "listing": 甲 # no comment',
    by="Bo",
    on=date(2021, 7, 20),
    expires=date(2021, 12, 31),
)
OLD = "{code: a, submission: b, reason: c, by: d, on: 2021-01-01, expires: 2021-02-01}"
LONG = """code: a
    submission: b
    reason: |
      # not a comment
    by: d
    on: 2021-01-01
    expires: 2021-02-01"""
TEXT_LAST = """waivers:
  - by: d
    code: a
    submission: b
    on: 2021-01-01
    expires: 2021-02-01
    reason: |
      # looks like a comment
"""
FILES = {
    "empty list": "# Ours.\nwaivers: []  # none yet\n# end\n",
    "nothing after the key": "waivers:\n",
    "comments only": "# Nothing.\n",
    "no file content": "",
    "one a line": f"waivers:\n  # the first\n  - {OLD}\n\n# the end\n",
    "not indented": f"waivers:\n- {OLD}\n- {OLD}\n",
    "in brackets": f"waivers: [{OLD}, {OLD}]  # two\n",
    "over lines": f"waivers:\n  - {LONG}\n  # the end\n",
    "text last": TEXT_LAST,
    "without a last line end": f"waivers:\n  - {OLD}",
    "comment within brackets": "waivers: [\n  # none\n]\n# end\n",
    "tab before a comment": "waivers: []\t# x\n",
    "byte order mark": "\ufeff# Ours\nwaivers: []\n",
    "line ends of Windows": f"waivers:\r\n  - {OLD}\r\n",
}


def waivers(text: str) -> tuple[Waiver, ...]:
    return parse_model(text, WaiverFile, name="waivers.yaml").waivers


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path)


@pytest.mark.parametrize("name", FILES)
def test_the_waiver_is_added_and_the_rest_stays(home: Home, name: str) -> None:
    path, text = home.edited("waivers.yaml"), FILES[name]
    path.write_bytes(text.encode())
    add_waiver(home, WAIVER)
    written = path.read_bytes().decode()
    assert sorted(waivers(written), key=repr) == sorted((*waivers(text), WAIVER), key=repr)
    kept = [line for line in text.splitlines() if "[" not in line]
    assert [line for line in written.splitlines() if line in kept] == kept
    assert text.count("#") + 1 == written.count("#")
    add_waiver(home, WAIVER.model_copy(update={"code": "type-error"}))
    assert len(waivers(path.read_bytes().decode())) == len(waivers(text)) + 2


@pytest.mark.parametrize("text", ["waivers: [", "nothing: here\n", "waivers:\n  - {code: a}\n"])
def test_a_file_with_a_mistake_is_left_alone(home: Home, text: str) -> None:
    path = home.edited("waivers.yaml")
    path.write_text(text)
    with pytest.raises(EditedFileError, match=r"waivers\.yaml"):
        add_waiver(home, WAIVER)
    assert path.read_text() == text


PRINTABLE = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1).filter(str.strip)


@settings(max_examples=60, deadline=None)
@given(reason=PRINTABLE, by=PRINTABLE, name=st.sampled_from(sorted(FILES)))
def test_any_words_come_back_as_they_were(tmp_path_factory, reason: str, by: str, name: str) -> None:
    home = Home(tmp_path_factory.mktemp("waivers"))
    home.edited("waivers.yaml").write_bytes(FILES[name].encode())
    waiver = WAIVER.model_copy(update={"reason": reason, "by": by})
    add_waiver(home, waiver)
    assert waiver in waivers(home.edited("waivers.yaml").read_bytes().decode())


@pytest.mark.parametrize(
    ("code", "whose", "place", "wrong"),
    [
        ("value-restated", "alpha", "C2", "a place belongs to one file"),
        ("conflicting-values", "1a2b", "", "the place of that value"),
        ("conflicting-values", "alpha", "", "name the submission"),
    ],
)
def test_a_waiver_that_cannot_be_meant_is_refused_with_its_line(
    small_home, code, whose, place, wrong
) -> None:
    first = OLD.replace("submission: b", "submission: alpha")
    second = OLD.replace("code: a, submission: b", f'code: {code}, submission: {whose}, place: "{place}"')
    small_home.write("waivers.yaml", f"waivers:\n  - {first}\n  - {second}\n")
    with pytest.raises(EditedFileError, match=rf"waivers\.yaml, line 3: .*{wrong}"):
        _ = small_home.deployment
    small_home.write("waivers.yaml", f"waivers:\n  - {first}\n")
    assert len(small_home.deployment.waivers) == 1
