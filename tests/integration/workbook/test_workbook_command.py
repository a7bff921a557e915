"""`coalition template`, from the command to the profile that reads the workbook."""

from __future__ import annotations

import pytest
from workbook_words import (
    FILLED,
    ROUND,
    fill,
)

from portal.cli import main


def test_the_command_prints_the_profile_that_reads_it(home, tmp_path, capsys):
    target = tmp_path / "delta.xlsx"
    command = ["template", "--home", str(home.home.root), "--for", "delta", "--round", ROUND]
    assert main([*command, "-o", str(target)]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == str(target)
    text = said.err[said.err.index("profile: delta") :]
    draft = tmp_path / "draft.yaml"
    draft.write_text(text, encoding="utf-8")
    path = tmp_path / "filled.xlsx"
    path.write_bytes(fill(target.read_bytes(), *FILLED))
    file = [str(path), "--from", "delta", "--round", ROUND, "--home", str(home.home.root)]
    confirm = ["profile", "confirm", str(draft), "--by", "Ann", "--home", str(home.home.root)]
    assert main(confirm) == 0
    assert main(["check", *file]) == 0
    assert main([*command, "-o", str(target)]) == 2, "a workbook that may be filled in is never overwritten"
    assert main([*command, "-o", str(tmp_path / "again.xlsx")]) == 0
    assert "profile: delta" not in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize(
    ("words_", "why"),
    [
        (["--for", "nobody", "--round", ROUND, "-o", "x.xlsx"], "not in the register"),
        (["--for", "watch", "--round", ROUND, "-o", "x.xlsx"], "convener"),
        (["--for", "delta", "--round", "1999-Q1", "-o", "x.xlsx"], "calendar"),
        (["--for", "delta", "--round", ROUND, "-o", "x.csv"], ".xlsx"),
    ],
)
def test_what_cannot_be_made_is_said(home, capsys, words_, why):
    assert main(["template", "--home", str(home.home.root), *words_]) == 2
    assert why in capsys.readouterr().err
