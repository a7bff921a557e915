"""From an unknown file to a binding profile with three commands, on a small home."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.profiles import load_profile
from portal.cli import main

ROUND = "2021-Q2"
SURE = """\
Month,Species group,Listings removed,Ads blocked
2021-04,Elephant ivory,12,3
2021-04,Pangolin,5,0
2021-05,Elephant ivory,14,1
2021-05,Pangolin,7,2
2021-06,Elephant ivory,9,4
2021-06,Pangolin,3,2
"""


@pytest.fixture
def files(tmp_path: Path, small_home) -> Path:
    (tmp_path / "alpha-2021-Q2.csv").write_text(SURE, encoding="utf-8")
    return tmp_path


def run(home, *words: str) -> int:
    return main([*words, "--home", str(home.root)])


def draft(home, file: Path, out: Path) -> int:
    return run(home, "profile", "draft", str(file), "--from", "alpha", "--round", ROUND, "-o", str(out))


def test_a_file_becomes_a_profile_in_use(files, small_home, capsys):
    home, file, out = small_home.home, files / "alpha-2021-Q2.csv", files / "alpha.yaml"
    assert draft(home, file, out) == 0
    assert "12 observations" in capsys.readouterr().err
    assert run(home, "profile", "confirm", str(out), "--by", "Ann", "--on", "2021-07-05") == 0
    profile = load_profile(home.profiles / "alpha.yaml")
    assert profile.confirmed is not None
    assert (profile.confirmed.by, str(profile.confirmed.on), profile.version) == ("Ann", "2021-07-05", 1)
    assert "0.97" in (home.profiles / "alpha.yaml").read_text(encoding="utf-8")
    assert run(home, "profile", "lint") == 0
    assert run(home, "check", str(file), "--from", "alpha", "--round", ROUND) == 0
    assert run(home, "profile", "diff", str(file), "--from", "alpha", "--round", ROUND) == 0


def test_what_is_not_certain_is_asked_and_cannot_be_confirmed(files, small_home, capsys):
    home, out = small_home.home, files / "draft.yaml"
    (files / "alpha.csv").write_text(SURE.replace("Pangolin", "Widgets"), encoding="utf-8")
    assert draft(home, files / "alpha.csv", out) == 0
    assert "Widgets" in capsys.readouterr().err
    assert run(home, "profile", "confirm", str(out), "--by", "Ann") == 2
    assert "codes.Widgets" in capsys.readouterr().err
    assert not (home.profiles / "alpha.yaml").exists()
    assert (
        run(
            home,
            "check",
            str(files / "alpha.csv"),
            "--from",
            "alpha",
            "--round",
            ROUND,
            "--profile",
            str(out),
        )
        == 2
    )
    out.write_text(out.read_text(encoding="utf-8").replace("'?'", "corals"), encoding="utf-8")
    assert run(home, "profile", "confirm", str(out), "--by", "Ann") == 0


def test_a_draft_never_overwrites(files, small_home, capsys):
    out = files / "draft.yaml"
    out.write_text("mine", encoding="utf-8")
    assert draft(small_home.home, files / "alpha-2021-Q2.csv", out) == 2
    assert out.read_text(encoding="utf-8") == "mine"


def test_open_drafts_stay_out_of_the_home(files, small_home):
    (files / "alpha.csv").write_text(SURE.replace("Pangolin", "Widgets"), encoding="utf-8")
    small_home.home.profiles.mkdir(exist_ok=True)
    assert draft(small_home.home, files / "alpha.csv", small_home.home.profiles / "alpha.yaml") == 2


def test_a_new_layout_leaves_the_confirmed_one_as_it_was(files, small_home, capsys):
    home = small_home.home
    draft(home, files / "alpha-2021-Q2.csv", files / "one.yaml")
    run(home, "profile", "confirm", str(files / "one.yaml"), "--by", "Ann", "--on", "2021-07-05")
    before = (home.profiles / "alpha.yaml").read_text(encoding="utf-8")
    changed = files / "alpha-2021-Q2.txt"
    changed.write_text(SURE.replace(",", ";").replace("Listings removed", "Posts removed"), encoding="utf-8")
    draft(home, changed, files / "two.yaml")
    assert run(home, "profile", "confirm", str(files / "two.yaml"), "--by", "Bo", "--on", "2021-07-09") == 0
    after = (home.profiles / "alpha.yaml").read_text(encoding="utf-8")
    assert after.startswith(before.rstrip().replace("version: 1", "version: 2"))
    profile = load_profile(home.profiles / "alpha.yaml")
    assert [profile.confirmation(layout).by for layout in profile.layouts] == ["Ann", "Bo"]
    assert run(home, "check", str(changed), "--from", "alpha", "--round", ROUND) == 0
    capsys.readouterr()
    assert run(home, "profile", "confirm", str(files / "two.yaml"), "--by", "Bo") == 2
    assert "another name" in capsys.readouterr().err
    assert (home.profiles / "alpha.yaml").read_text(encoding="utf-8") == after


def test_a_layout_of_the_home_is_confirmed_in_place(files, small_home, capsys):
    home = small_home.home
    draft(home, files / "alpha-2021-Q2.csv", home.profiles / "alpha.yaml")
    assert run(home, "profile", "confirm", "alpha", "--by", "Ann") == 0
    assert load_profile(home.profiles / "alpha.yaml").confirmed.by == "Ann"
    assert run(home, "profile", "confirm", "alpha", "--by", "Bo") == 0
    assert "before" in capsys.readouterr().err
    assert run(home, "profile", "confirm", "alpha", "--by", "Bo", "--layout", "wide-by-indicator-csv") == 0
    profile = load_profile(home.profiles / "alpha.yaml")
    assert (profile.confirmed.by, profile.layouts[0].confirmed.by, profile.version) == ("Ann", "Bo", 2)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("Listings removed", "Listings taken down"), ["Listings removed", "Listings taken down"]),
        (("Listings removed", "Listings removed (thousands)"), ["the scale changed", "thousand"]),
        (("Pangolin", "Pangolins"), ["Pangolin", "Pangolins"]),
        (("Ads blocked", "Views"), ["Ads blocked", "missing"]),
        (("\n", ",x\n"), ["new"]),
        ((",", ";"), ["delimiter", ";"]),
        (("Month,Species group", "Species group,Month"), ["order", "read by name"]),
    ],
)
def test_what_moved_is_told_side_by_side(files, small_home, capsys, change, told):
    home, file = small_home.home, files / "alpha-2021-Q2.csv"
    draft(home, file, files / "one.yaml")
    run(home, "profile", "confirm", str(files / "one.yaml"), "--by", "Ann")
    file.write_text(SURE.replace(*change), encoding="utf-8")
    capsys.readouterr()
    assert run(home, "profile", "diff", str(file), "--from", "alpha", "--round", ROUND) == 1
    out = capsys.readouterr().out
    assert all(word in out for word in told), out


def test_a_changed_encoding_is_told(files, small_home, capsys):
    home, file = small_home.home, files / "alpha-2021-Q2.csv"
    text = (
        SURE.replace("Elephant ivory", "象牙").replace("Pangolin", "穿山甲").replace("Species group", "物种")
    )
    file.write_text(text, encoding="utf-8")
    draft(home, file, files / "one.yaml")
    run(home, "profile", "confirm", str(files / "one.yaml"), "--by", "Ann")
    file.write_bytes(text.encode("gb18030"))
    capsys.readouterr()
    assert run(home, "profile", "diff", str(file), "--from", "alpha", "--round", ROUND) == 1
    out = capsys.readouterr().out
    assert "encoding" in out
    assert "gb18030" in out
    assert "象牙" not in out


@pytest.mark.parametrize(
    "words",
    [
        ("draft", "nowhere.csv"),
        ("diff", "nowhere.csv", "--from", "alpha", "--round", ROUND),
        ("confirm", "nobody", "--by", "Ann"),
    ],
)
def test_what_is_not_there_is_said(small_home, capsys, words):
    assert run(small_home.home, "profile", *words) == 2
    assert "no" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_refused_with_its_reason(files, small_home, capsys):
    (files / "broken.xlsx").write_bytes(b"PK\x03\x04 nothing")
    assert run(small_home.home, "profile", "draft", str(files / "broken.xlsx")) == 1
    assert "broken.xlsx" in capsys.readouterr().err


def test_a_draft_needs_no_home(tmp_path, capsys):
    (tmp_path / "a.csv").write_text(SURE, encoding="utf-8")
    assert main(["profile", "draft", str(tmp_path / "a.csv"), "--home", str(tmp_path / "none")]) == 0
    said = capsys.readouterr()
    assert "reporter: '?'" in said.out
    assert "whose file" in said.err


def test_a_missing_label_does_not_hide_new_texts(files, small_home, capsys):
    home, file = small_home.home, files / "alpha-2021-Q2.csv"
    draft(home, file, files / "one.yaml")
    run(home, "profile", "confirm", str(files / "one.yaml"), "--by", "Ann")
    file.write_text(SURE.replace("Ads blocked", "Views").replace("Pangolin", "Widgets"), encoding="utf-8")
    capsys.readouterr()
    assert run(home, "profile", "diff", str(file), "--from", "alpha", "--round", ROUND) == 1
    out = capsys.readouterr().out
    assert "Views" in out
    assert "Widgets" in out
