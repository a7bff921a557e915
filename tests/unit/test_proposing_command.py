"""`coalition propose` from a file to a statements file that only a person's name lets in."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from pipeline.settings import Settings
from pipeline.strict_yaml import load_text
from portal.cli import main

ROOT = Path(__file__).resolve().parents[2]
HOME = str(ROOT / "examples" / "public-record")
TEXT = "Paris, 5 June 2021 – Last year eBay removed over 5.3 million listings. 腾讯去年封停微信群622个。\n"


def run(*words: str) -> int:
    return main([*words, "--home", HOME])


def test_from_a_text_to_a_file_that_a_person_lets_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "news.txt", tmp_path / "news.yaml"
    source.write_text(TEXT, encoding="utf-8")
    assert run("propose", str(source), "--from", "traffic", "-o", str(out)) == 0
    assert capsys.readouterr().out.strip() == str(out)
    written = load_text(out)
    assert isinstance(written, dict)
    assert written["source"]["publisher"] == "TRAFFIC"
    assert [entry["value"] for entry in written["statements"]] == ["5300000", "622"]
    assert written["statements"][0]["period"] == {
        "start": "2020-01-01",
        "start_precision": "year",
        "end": "2020-12-31",
        "end_precision": "year",
    }
    text = (tmp_path / written["proposed"]["text"]).read_text(encoding="utf-8")
    start, stop = map(int, written["statements"][0]["proposal"]["printed_at"].split("-"))
    assert text[start:stop] == "over 5.3 million"
    check = ("check", str(out), "--from", "secretariat", "--round", "2021-Q2")
    assert run(*check) == 1
    assert "statements-unconfirmed" in capsys.readouterr().out
    confirmed = out.read_text(encoding="utf-8").replace(
        "  by:\n  on:\n", "  by: A. Person\n  on: 2021-07-01\n"
    )
    out.write_text(confirmed, encoding="utf-8")
    assert run(*check) == 0
    assert "Accepted: 2 of 2 values." in capsys.readouterr().out


def test_words_that_cannot_be(tmp_path: Path) -> None:
    source = tmp_path / "news.txt"
    source.write_text(TEXT, encoding="utf-8")
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9 5 users")
    assert run("propose", str(tmp_path / "none.txt")) == 2
    assert run("propose", str(source), "--from", "nobody") == 2
    assert run("propose", str(source), "--published", "yesterday") == 2
    assert run("propose", str(source), "-o", str(source)) == 2
    assert run("propose", str(tmp_path / "latin.txt")) == 2
    assert source.read_text(encoding="utf-8") == TEXT


def test_a_text_without_figures_says_so(tmp_path: Path) -> None:
    source = tmp_path / "news.txt"
    source.write_text("The first meeting took place on 5 June 2021.\n", encoding="utf-8")
    assert run("propose", str(source)) == 1


def test_the_figures_of_real_press_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = Settings.from_environment().samples
    if samples is None or not (samples.parent / "seeds").is_dir():
        pytest.skip("no press texts beside the samples (COALITION_SAMPLES)")
    monkeypatch.setattr(sys, "path", [str(ROOT / "benchmarks"), *sys.path])
    measures = runpy.run_path(str(ROOT / "benchmarks" / "formats_seeds.py"))
    ours, plain = measures["scored"](samples.parent / "seeds", measures["FIGURES"])
    assert ours.wrong == 0
    assert min(ours.recall, ours.precision) >= 90, ours.lines
    assert plain.recall < ours.recall
