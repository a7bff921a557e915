"""A layout that has moved gives the same observations or a stop: measured on the exercise's own files.

Every layout of the exercise, in several rounds, is altered in every way of `layout_alterations` and reviewed
as its reporter's next file, in a home where the rounds before were accepted. Beside it, the same files in a
home without a past, where only the file itself can be judged.
"""

from __future__ import annotations

import hashlib
import os
import runpy
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from layout_alterations import PLANTED, Planted
from layout_files import Table, put_together, take_apart
from measure import Measure
from simulated_pasts import false_alarms

from pipeline.acceptance import write_partition
from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.inbox import collect
from pipeline.ledger import Ledger
from pipeline.model import Observation, Submission, Verdict
from quality import store
from quality.cross_rows import Comparison
from quality.review import Case, Review, review

EXERCISE = Path(__file__).resolve().parents[1] / "examples" / "exercise" / "generate.py"
ROUNDS = ("2018-Q4", "2020-Q1", "2021-Q1")
FEWEST_EARLIER = 2
SIMULATED, MOST_IN_VAIN = 1_000, 3
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Original:
    """A file of the exercise as it was sent, and what it says."""

    submission: Submission
    layout: str
    content: bytes
    known: dict[Key, Any]
    before: Table | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One altered file and what the review made of it."""

    planted: Planted
    original: Original
    review: Review
    wrong: int
    """Accepted values that the original does not say."""
    complete: bool
    """Whether every value of the original was accepted."""


def _key(observation: Observation) -> Key:
    return (
        observation.subject,
        observation.indicator,
        observation.taxon_group,
        observation.channel,
        observation.protocol,
        observation.period_start,
        observation.period_end,
    )


class Bench:
    """The exercise, reviewed up to each round in turn."""

    def __init__(self, folder: Path, reporters: Collection[str] = ()) -> None:
        """Write the exercise below a folder; only these reporters are reviewed where any are named."""
        self._reporters = reporters
        module = runpy.run_path(str(EXERCISE))
        module["write"](folder / "home")
        shutil.copytree(folder / "home", folder / "without-past")
        self._files = {f.submission: f for f in module["truth"]().files}
        self._layouts = self._layouts_by_file()
        self.home = Home(folder / "home")
        self.deployment = Deployment.load(self.home)
        self.blank = Deployment.load(Home(folder / "without-past"))
        self.ledger = Ledger(self.home)
        collect(self.deployment, self.ledger)
        self._folder = folder / "altered"
        self._folder.mkdir()

    @staticmethod
    def _layouts_by_file() -> dict[tuple[str, str], str]:
        reports = sys.modules["invented.story"].reports()
        return {(r.reporter, str(r.quarter)): r.layout for r in reports}

    def accept_rounds_before(self, round_: str) -> None:
        """Review and accept what was sent for earlier rounds, as far as that is not done yet."""
        waiting = [
            s
            for s in self.ledger.submissions()
            if s.round < round_
            and (not self._reporters or s.reporter in self._reporters)
            and not (self.home.review(s.id) / "review.json").exists()
        ]
        for reviewed in review([Case(s, self.ledger.content(s)) for s in waiting], self.deployment):
            store.save(reviewed, self.home)
        for reporter, sent_for in {(s.reporter, s.round) for s in waiting}:
            write_partition(self.home, self.ledger, reporter, sent_for)

    def originals(self, round_: str) -> list[Original]:
        """Clean files of a round whose reporters have a past."""
        found = []
        for submission in self.ledger.submissions(round_=round_):
            if self._reporters and submission.reporter not in self._reporters:
                continue
            file = self._files[submission.id]
            earlier = [
                s
                for s in self.ledger.submissions(reporter=submission.reporter)
                if s.round < round_ and s.received_at < submission.received_at
            ]
            clean = file.verdict == "accepted" and not file.replaces
            if clean and len({s.round for s in earlier}) >= FEWEST_EARLIER:
                found.append(self._original(submission, file, earlier[-1]))
        return found

    def _original(self, submission: Submission, file: Any, last: Submission) -> Original:  # noqa: ANN401
        layout = self._layouts[submission.reporter, submission.round]
        before = None
        if self._layouts[last.reporter, last.round] == layout:
            before = take_apart(self.ledger.content(last).read_bytes(), layout)
        return Original(
            submission=submission,
            layout=layout,
            content=self.ledger.content(submission).read_bytes(),
            known={e.key: e.value for e in file.entries},
            before=before,
        )

    def altered(self, planted: Planted, original: Original) -> Case | None:
        """The altered file as a submission of a second before the original; None where nothing changed."""
        chance = Random(f"{planted.told}/{original.submission.id}")  # noqa: S311 - repeatable on purpose
        table = planted.make(take_apart(original.content, original.layout), chance, original.before)
        if table is None:
            return None
        content = put_together(table)
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._folder / sha256
        path.write_bytes(content)
        sent = original.submission
        submission = replace(
            sent,
            id=sha256[:12],
            sha256=sha256,
            size=len(content),
            received_at=sent.received_at - timedelta(seconds=1),
        )
        return Case(submission, path)


def outcomes(bench: Bench, round_: str, deployment: Deployment) -> Iterator[Outcome]:
    """Each altered file of a round, all in one review in which none becomes the past of another."""
    originals = bench.originals(round_)
    given = [
        (planted, original, case)
        for planted in PLANTED
        for original in originals
        if (case := bench.altered(planted, original)) is not None
    ]
    with patch.object(Comparison, "accept"):
        reviews = review([case for _, _, case in given], deployment)
    for (planted, original, _), reviewed in zip(given, reviews, strict=True):
        yield _outcome(planted, original, reviewed)


def _outcome(planted: Planted, original: Original, reviewed: Review) -> Outcome:
    accepted = {_key(o): o.value for o in reviewed.accepted}
    stated = original.known
    wrong = sum(1 for key, value in accepted.items() if stated.get(key, "nothing") != value)
    return Outcome(planted, original, reviewed, wrong, complete=stated.items() <= accepted.items())


@cache
def taken() -> dict[str, list[Outcome]]:
    """All outcomes, with the past and without."""
    found: dict[str, list[Outcome]] = {"with": [], "without": []}
    with tempfile.TemporaryDirectory(prefix="layout-changes-") as folder:
        bench = Bench(Path(folder))
        for round_ in ROUNDS:
            bench.accept_rounds_before(round_)
            found["with"] += outcomes(bench, round_, bench.deployment)
            found["without"] += outcomes(bench, round_, bench.blank)
    return found


def _accepted_as_sent(outcome: Outcome) -> bool:
    return outcome.complete and not outcome.wrong and outcome.review.verdict is not Verdict.REJECTED


def measures(samples: Path | None) -> Iterator[Measure]:
    """Benign changes accepted with the same values; changed meanings accepted with wrong ones."""
    both = taken()
    if os.environ.get("DETAILS"):
        print(details(both))
    for name in ("benign", "meaning"):
        wanted = name == "benign"
        pair = {way: [o for o in both[way] if o.planted.benign is wanted] for way in both}
        number = len(pair["with"])
        if name == "benign":
            share = {way: sum(map(_accepted_as_sent, pair[way])) / number for way in pair}
            yield Measure(
                "planted layout changes on the exercise: benign, accepted with the same values",
                f"without earlier rounds {share['without']:.1%}",
                "≥ 95%",
                f"{share['with']:.1%} of {number}",
                share["with"] >= 0.95,
            )
        else:
            wrong = {way: sum(1 for o in pair[way] if o.wrong) for way in pair}
            yield Measure(
                "same: meaning changed, accepted with wrong values",
                f"without earlier rounds {wrong['without']} of {number}",
                "0",
                f"{wrong['with']} of {number}",
                wrong["with"] == 0,
            )
    yield _false_alarms()


def _false_alarms() -> Measure:
    values, named, submissions = false_alarms(SIMULATED)
    share = 1000 * sum(named.values()) / values
    return Measure(
        "same checks on simulated clean counts, skewed and often zero: values held in vain, per 1,000",
        f"{values:,} values of {SIMULATED:,} reporters",
        f"≤ {MOST_IN_VAIN}",
        f"{share:.1f} ({submissions} files)",
        share <= MOST_IN_VAIN,
    )


def details(both: dict[str, list[Outcome]]) -> str:
    """By kind of change: how many, how many as they should be, and what stopped or passed."""
    lines = []
    for planted in PLANTED:
        with_past = [o for o in both["with"] if o.planted is planted]
        without = [o for o in both["without"] if o.planted is planted]
        bad = [o for o in with_past if (not _accepted_as_sent(o) if planted.benign else o.wrong)]
        reference = sum(1 for o in without if (not _accepted_as_sent(o) if planted.benign else o.wrong))
        lines.append(
            f"{'benign ' if planted.benign else 'meaning'} {planted.told:<60} "
            f"{len(with_past):>4} bad {len(bad):>3} (without {reference})"
        )
        codes: Counter[str] = Counter()
        where: dict[str, list[str]] = defaultdict(list)
        for o in bad:
            code = ",".join(sorted({f.finding.code for f in o.review.findings})) or "-"
            codes[code] += 1
            where[code].append(f"{o.original.submission.reporter}@{o.original.submission.round}/{o.wrong}")
        lines += [
            f"        {count:>3} {code}: {' '.join(where[code][:6])}" for code, count in codes.most_common()
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    for measured in measures(None):
        print(measured)
