"""Can every release be made again, byte for byte, and what does one more file cost?

The exercise is lived through from its first round to its last: a file lies in the inbox once it was
received, every round is sealed at its cut-off, and three rounds are corrected afterwards. Then every release
is rebuilt. At last one member sends one more file for the last round: only its own review and that round's
tables may be made again, at most a fifth of the work of the whole. Charts are drawn without a browser.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import resource
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import yaml
from measure import Measure

from assets.launch import run_round
from assets.sealing import rebuild, seal
from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.ledger import Ledger
from pipeline.release import verify

ROOT = Path(__file__).resolve().parent.parent
EXERCISE = ROOT / "examples" / "exercise" / "generate.py"
MOST_SHARE = 0.20
LAST = "2021-Q2"
_BROWSER = "BROWSER_PATH"


@dataclass(frozen=True, slots=True)
class Sealing:
    """One release of the story: which round, as of when, and whether it corrects an earlier one."""

    round: str
    as_of: datetime
    correction: bool = False


CORRECTIONS = (
    Sealing("2021-Q1", datetime(2021, 6, 30, tzinfo=UTC), correction=True),
    Sealing("2020-Q3", datetime(2021, 8, 10, tzinfo=UTC), correction=True),
    Sealing("2020-Q4", datetime(2021, 8, 10, tzinfo=UTC), correction=True),
)
"""After a late file arrived, and after two rounds were sent again."""


@contextmanager
def no_browser() -> Iterator[None]:
    """Draw no images meanwhile."""
    before = os.environ.get(_BROWSER)
    os.environ[_BROWSER] = "no-such-browser"
    try:
        yield
    finally:
        os.environ.pop(_BROWSER)
        if before is not None:
            os.environ[_BROWSER] = before


class Story:
    """The exercise while it is lived through: what was sent, and the home as far as it has come."""

    def __init__(self, folder: Path) -> None:
        """Write the exercise below a folder; its home begins with an empty inbox."""
        self.home = Home(folder / "home")
        self._sent = folder / "sent"
        runpy.run_path(str(EXERCISE))["write"](self.home.root)
        self.home.inbox.rename(self._sent)

    def sealings(self, corrections: Iterable[Sealing] = CORRECTIONS) -> list[Sealing]:
        """Every round at its cut-off and the corrections, in order of time."""
        rounds = [Sealing(r.round, r.closes_at) for r in Deployment.load(self.home).calendar.rounds]
        return sorted([*rounds, *corrections], key=lambda sealing: sealing.as_of)

    def arrive(self, moment: datetime) -> int:
        """Put every file that was received by a moment into the inbox; returns how many."""
        arrived = 0
        for receipt in sorted(self._sent.rglob("*.receipt.yaml")):
            if yaml.safe_load(receipt.read_bytes())["received_at"] <= moment:
                file = receipt.with_name(receipt.name.removesuffix(".receipt.yaml"))
                target = self.home.inbox / file.relative_to(self._sent)
                target.parent.mkdir(parents=True, exist_ok=True)
                for path in (file, receipt):
                    path.rename(target.with_name(path.name))
                arrived += 1
        return arrived

    def seal(self, sealing: Sealing) -> str:
        """Let arrive what was sent by then, run the round and seal it; returns the release's name."""
        self.arrive(sealing.as_of)
        run_round(self.home, sealing.round, as_of=sealing.as_of, progress=lambda _: None)
        sealed = seal(
            self.home,
            sealing.round,
            reason="the story goes on",
            correction=sealing.correction,
            as_of=sealing.as_of,
        )
        return sealed.name

    def send_again(self) -> str:
        """The member whose last file was cut off sends it whole; returns whose it is."""
        reports = sys.modules["invented.story"].reports()
        cut_off = next(report for report in reports if report.truncated and str(report.quarter) == LAST)
        layout = sys.modules["invented.layouts"].LAYOUTS[cut_off.layout]
        folder = self.home.inbox / cut_off.reporter / LAST
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{cut_off.file_stem}-whole.{layout.suffix}"
        file.write_bytes(layout.write(cut_off))
        file.with_name(f"{file.name}.receipt.yaml").write_text("received_at: 2021-08-20T09:00:00Z\n")
        return str(cut_off.reporter)


def rebuilt(home: Home) -> dict[str, list[str]]:
    """Release -> what differs when it is made again, or from its manifest; empty lists when nothing does."""
    return {
        release.name: [*rebuild(home, release), *verify(home, release.round, release.version)]
        for release in Ledger(home).releases()
    }


def touched(home: Home, before: dict[Path, int]) -> set[str]:
    """Partitions whose kept files are new or were written again since `stamps`, as `tables/2021-Q2`."""
    now = stamps(home)
    return {
        path.parent.relative_to(home.root).as_posix()
        if path.parent.parent != home.root / "observations"
        else path.relative_to(home.root).as_posix()
        for path in now
        if before.get(path) != now[path]
    }


def stamps(home: Home) -> dict[Path, int]:
    """When each file was written that holds a review, accepted values, a table or a release."""
    kept = ("reviews", "observations", "capabilities", "feedback", "tables", "releases")
    return {
        path: path.stat().st_mtime_ns
        for folder in kept
        for path in (home.root / folder).rglob("*")
        if path.is_file()
    }


def may_be_touched(home: Home, reporter: str, sent_for: str = LAST) -> set[str]:
    """What one new file of a reporter may change when the last round is run again."""
    sent = Ledger(home).submissions(reporter=reporter, round_=sent_for)
    return {
        f"reviews/{max(sent, key=lambda s: s.received_at).id}",
        f"observations/reporter={reporter}/{sent_for}.parquet",
        f"feedback/{reporter}/{sent_for}",
        f"tables/{LAST}",
    }


def work(home: Home) -> None:
    """Review all that waits, round by round, and make the tables of the last round; no page is rendered."""
    from assets.pending import cases
    from pipeline.acceptance import write_partition
    from pipeline.aggregate import build_table, table_names
    from pipeline.edition import compose
    from pipeline.inbox import collect
    from pipeline.indicators.goal import measure
    from pipeline.inputs import Scope
    from quality import store
    from quality.impact import Sent
    from quality.impact_words import own_as_json
    from quality.own_figures import own_figures
    from quality.review import review

    deployment, ledger = Deployment.load(home), Ledger(home)
    collect(deployment, ledger)
    waiting = sorted(cases(deployment, ledger), key=lambda case: case.submission.round)
    for round_, sent in groupby(waiting, key=lambda case: case.submission.round):
        reviews = review(list(sent), deployment)
        shown = own_figures([Sent.of(reviewed) for reviewed in reviews], deployment)
        for reviewed in reviews:
            store.save(reviewed, home)
            store.feedback(reviewed, home, own_as_json(shown[reviewed.submission.id]))
            write_partition(home, ledger, reviewed.submission.reporter, round_)
            ledger.record_review(
                submission=reviewed.submission.id,
                verdict=reviewed.verdict,
                fingerprint=reviewed.fingerprint,
                decided_at=reviewed.decided_at,
            )
    scope = Scope(deployment, LAST, deployment.calendar.round(LAST).closes_at)
    for name in table_names():
        build_table(name, scope)
    measure(scope)
    compose(scope)


def processor_seconds(home: Home) -> float:
    """What `work` takes in a process of its own, which has read its program already."""
    command = [sys.executable, __file__, str(home.root)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


def main(home: Home) -> None:
    """Do the work and print the seconds it took of a processor, the processes that read files included."""
    for heavy in ("great_expectations", "highspy", "quality.definitions", "scipy.stats", "scipy.optimize"):
        importlib.import_module(heavy)
    before = _used()
    work(home)
    atexit._run_exitfuncs()  # the processes that read files end, so that their time is known
    print(_used() - before)


def _used() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(of.ru_utime + of.ru_stime for of in used)


def measures(samples: Path | None = None) -> Iterator[Measure]:
    """Both measures; the exercise needs no samples."""
    with tempfile.TemporaryDirectory(prefix="bench-replay-") as folder, no_browser():
        yield from _replayed(Story(Path(folder) / "story"))
        yield _one_more(Story(Path(folder) / "once"))


def _replayed(story: Story) -> Iterator[Measure]:
    names = [story.seal(sealing) for sealing in story.sealings()]
    differing = {name: told for name, told in rebuilt(story.home).items() if told}
    for name, told in differing.items():
        print(f"{name} is not the same when rebuilt:", *told, sep="\n  ", flush=True)
    yield Measure(
        name="releases of the exercise rebuilt with equal hashes",
        reference=f"14 rounds and {len(names) - 14} corrections",
        to_reach="all",
        value=f"{len(names) - len(differing)} of {len(names)}",
        reached=not differing,
    )
    yield _true_of_goal(story.home)
    before = stamps(story.home)
    reporter = story.send_again()
    run_round(story.home, LAST, progress=lambda _: None)
    found, allowed = touched(story.home, before), may_be_touched(story.home, reporter)
    yield Measure(
        name="made again after one more file for the latest round",
        reference="its review, accepted values and feedback; the tables of that round",
        to_reach="nothing else",
        value=", ".join(sorted(found - allowed)) or "nothing else",
        reached=found == allowed,
    )


def _true_of_goal(home: Home) -> Measure:
    """What the last release says about the goal, beside what is true of the invented coalition."""
    truth = float(100 * sys.modules["invented.truth"].truth().true_reduction)
    last = Ledger(home).releases(LAST)[-1]
    published = json.loads((home.release(LAST, last.version) / "public" / "figures.json").read_bytes())
    goal = next(
        f for f in published["figures"] if f["id"].startswith("goal/") and f["id"].endswith(f"/{LAST}")
    )
    low, high = goal["interval"]["low"], goal["interval"]["high"]
    return Measure(
        name="the exercise's true reduction lies in the interval that its last release gives",
        reference=f"true reduction {truth:g}%, target 80%",
        to_reach="it does, and the target is not said to be met",
        value=f"{goal['value']:.1f}% [{low:.1f}–{high:.1f}], {goal['status']}",
        reached=low < truth < high and goal["status"] in ("not_met", "undecided"),
    )


def _one_more(story: Story) -> Measure:
    story.arrive(story.sealings(())[-1].as_of)
    whole = processor_seconds(story.home)
    story.send_again()
    again = processor_seconds(story.home)
    return Measure(
        name="processor time of the latest round again after one more file, rendering apart",
        reference=f"{whole:.0f} s for all reviews and the round's tables",
        to_reach=f"at most {MOST_SHARE:.0%} of it",
        value=f"{again:.1f} s, {again / whole:.0%}",
        reached=again / whole <= MOST_SHARE,
    )


if __name__ == "__main__":
    main(Home(Path(sys.argv[1])))
