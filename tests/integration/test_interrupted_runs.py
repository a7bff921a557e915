"""A run that is killed, wherever it is, is completed by running again, to the same bytes as one in peace."""

from __future__ import annotations

import os
import runpy
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.home import Home
from pipeline.ledger import Ledger
from pipeline.release import edition_of, read_manifest
from portal.cli import main

ROUND = "2018-Q1"
KILLED_WHEN = (
    "submissions/*",
    "reviews/*/review.json",
    "tables/2018-Q1/goal.parquet",
    "drafts/2018-Q1/public/progress-figures.xlsx",
)
"""Files whose appearance says how far a run has come."""


def environment() -> dict[str, str]:
    """Without a browser: images take most of the time and nothing of the point."""
    return {**os.environ, "BROWSER_PATH": "/nonexistent/browser"}


def run(home: Path, *words: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("BROWSER_PATH", "/nonexistent/browser")
        assert main([*words, "--home", str(home)]) == 0


def kill_when(home: Path, pattern: str) -> None:
    """Start a run and kill it, children and all, as soon as a new file fits the pattern."""
    before = set(home.glob(pattern))
    running = subprocess.Popen(
        [sys.executable, "-m", "portal.cli", "run", ROUND, "--home", str(home)],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while running.poll() is None and set(home.glob(pattern)) <= before:
            time.sleep(0.005)
        assert running.poll() is None, f"the run ended before {pattern} appeared"
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two fresh homes of the exercise, the first of them run in peace."""
    first, second = (tmp_path_factory.mktemp(name) / "home" for name in ("peace", "trouble"))
    run(first, "init", "--example", "exercise")
    shutil.copytree(first, second)
    run(first, "run", ROUND)
    run(first, "release", "seal", ROUND, "--reason", "a test")
    return first, second


def test_killed_everywhere_and_run_again_it_is_the_same_release(homes: tuple[Path, Path]) -> None:
    _, troubled = homes
    for pattern in KILLED_WHEN:
        if not pattern.startswith(("submissions", "reviews", "observations")):
            shutil.rmtree(troubled / "tables", ignore_errors=True)
            shutil.rmtree(troubled / "drafts", ignore_errors=True)
        kill_when(troubled, pattern)
    run(troubled, "run", ROUND)
    run(troubled, "release", "seal", ROUND, "--reason", "a test")
    manifests = [read_manifest(Home(home).release(ROUND, 1)) for home in homes]
    assert manifests[0]["files"] == manifests[1]["files"]
    assert manifests[0] == manifests[1]
    assert len(manifests[0]["inputs"]["submissions"]) > 10


def test_what_is_published_is_the_truth(homes: tuple[Path, Path]) -> None:
    generator = Path(__file__).parent.parent.parent / "examples" / "exercise" / "generate.py"
    truth = runpy.run_path(str(generator))["truth"]()
    home = Home(homes[0])
    (release,) = Ledger(home).releases()
    totals = {f.indicator: f for f in edition_of(home, release).figures if f.topic == "output_round"}
    expected = truth.round_totals(release.as_of.date())
    shown = {indicator: figure.value for indicator, figure in totals.items() if figure.value is not None}
    assert shown == {indicator: expected[indicator, ROUND] for indicator in shown}
    assert len(shown) >= 3
    assert {indicator for indicator, round_ in expected if round_ == ROUND} == set(totals)
    coverage = next(f for f in edition_of(home, release).figures if f.id == f"coverage/{ROUND}")
    assert coverage.coverage_n == len(truth.reporting_members(ROUND, release.as_of.date()))
    assert coverage.coverage_of == len(truth.eligible_members(ROUND))


def test_a_sealed_release_is_rebuilt_to_the_same_bytes(
    homes: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    peaceful, _ = homes
    says = told_by(peaceful, capsys)
    assert "rebuilt to the same bytes" in says("release", "rebuild", f"{ROUND}@1")
    run(peaceful, "run", "2018-Q2")
    assert "rebuilt to the same bytes" in says("release", "rebuild", f"{ROUND}@1")
    assert "as it was sealed" in says("release", "verify", f"{ROUND}@1")


def told_by(home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def says(*words: str) -> str:
        capsys.readouterr()
        run(home, *words)
        return capsys.readouterr().out

    return says
