"""A run that is killed, wherever it is, is completed by running again, to the same bytes as one in peace."""

from __future__ import annotations

import os
import runpy
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.home import Home
from pipeline.ledger import Ledger
from pipeline.release import edition_of, read_manifest
from portal.cli import main

ROUND, LATER = "2018-Q1", "2018-Q2"
SENT_LATER = ("imaginary-market", "mocktrade", "outline-outlet")
"""Three are enough to be learnt of after the seal."""
KILLED_WHEN = (
    "submissions/*",
    "reviews/*/review.json",
    "tables/2018-Q1/goal.parquet",
    "drafts/2018-Q1/public/figures.csv",
)
"""Files whose appearance says how far a run has come."""

NURSERY = """
import os, sys
import assets.launch, quality.definitions, reports.rendering
from portal.cli import main
for line in sys.stdin:
    child = os.fork()
    if not child:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os._exit(main(line.rstrip("\\n").split("\\t")))
    print(child, flush=True)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""
"""Forks a process for every command: the libraries are loaded once, not once a run that is killed."""


def run(home: Path, *words: str) -> None:
    """Without a browser: images take most of the time and nothing of the point."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("BROWSER_PATH", "/nonexistent/browser")
        assert main([*words, "--home", str(home)]) == 0


Kill = Callable[[Path, str, str], None]


@pytest.fixture(scope="module")
def kill_when() -> Iterator[Kill]:
    """Starts the run of a round and kills it, children and all, as soon as a new file fits the pattern."""
    nursery = subprocess.Popen(
        [sys.executable, "-c", NURSERY],
        env={**os.environ, "BROWSER_PATH": "/nonexistent/browser"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        bufsize=1,
    )

    def ended() -> bool:
        return bool(select.select([nursery.stdout], [], [], 0)[0])

    def killed_when(home: Path, round_: str, pattern: str) -> None:
        before = set(home.glob(pattern))
        nursery.stdin.write("\t".join(["run", round_, "--home", str(home)]) + "\n")
        running = int(nursery.stdout.readline())
        while not ended() and set(home.glob(pattern)) <= before:
            time.sleep(0.005)
        assert not ended(), f"the run ended before {pattern} appeared"
        os.killpg(running, signal.SIGKILL)
        assert nursery.stdout.readline() == "ended\n"

    with nursery:
        yield killed_when
        nursery.kill()


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two homes of the exercise with what was sent for two rounds, the first of them run in peace."""
    first, second = (tmp_path_factory.mktemp(name) / "home" for name in ("peace", "trouble"))
    run(first, "init", "--example", "exercise")
    for sent in first.glob("inbox/*/*"):
        if not (sent.name == ROUND or (sent.name == LATER and sent.parent.name in SENT_LATER)):
            shutil.rmtree(sent)
    shutil.copytree(first, second)
    run(first, "run", ROUND)
    run(first, "release", "seal", ROUND, "--reason", "a test")
    return first, second


@pytest.fixture(scope="module")
def troubled(homes: tuple[Path, Path], kill_when: Kill) -> Path:
    """The second home, its round killed everywhere, run again and sealed."""
    _, home = homes
    for pattern in KILLED_WHEN:
        kill_when(home, ROUND, pattern)
    run(home, "run", ROUND)
    run(home, "release", "seal", ROUND, "--reason", "a test")
    return home


def test_killed_everywhere_and_run_again_it_is_the_same_release(
    homes: tuple[Path, Path], troubled: Path
) -> None:
    manifests = [read_manifest(Home(home).release(ROUND, 1)) for home in (homes[0], troubled)]
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


def test_a_sealed_release_is_rebuilt_to_the_same_bytes_whatever_was_learnt_since(
    troubled: Path, kill_when: Kill, capsys: pytest.CaptureFixture[str]
) -> None:
    kill_when(troubled, LATER, f"tables/{LATER}/counted.parquet")
    reviewed = {s.reporter for s in Ledger(Home(troubled)).submissions() if s.round == LATER}
    assert reviewed == set(SENT_LATER)
    says = told_by(troubled, capsys)
    assert "rebuilt to the same bytes" in says("release", "rebuild", f"{ROUND}@1")
    assert "as it was sealed" in says("release", "verify", f"{ROUND}@1")


def told_by(home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def says(*words: str) -> str:
        capsys.readouterr()
        run(home, *words)
        return capsys.readouterr().out

    return says
