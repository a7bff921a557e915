"""A whole round of fifty reporters, through Dagster and by plain function calls: what does Dagster cost?

Each way runs in a process of its own, on a copy of the same home, one after the other in turn; the fastest
of three counts. The round may take 1.4 times as long as the plain calls. Beside it, how quickly
`coalition --help` answers, against a bare Python: at most five times as long.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from members_home import write_home

from pipeline.home import Home, write_bytes

REPORTERS, ROUND, TURNS = 50, "2021-Q2", 3
MOST_FOR_DAGSTER, MOST_FOR_HELP = 1.4, 5.0

CALENDAR = """
start: 2021-01-01
rounds:
  - {round: 2021-Q2, opens: 2021-07-01, due: 2021-07-31, cut_off: 2021-08-31}
"""
PROFILE = """
profile: {reporter}
reporter: {reporter}
version: 1
confirmed: {{by: Secretariat, on: 2021-01-02}}
layouts:
  - name: quarterly
    from: 2021-Q1
    file: {{name: '/.*\\.csv/', format: delimited, encoding: utf-8, delimiter: ';'}}
    blocks:
      - name: removals
        header: [[Month, Species, Listings removed, Ads blocked]]
        values: [Listings removed, Ads blocked]
        fields:
          subject: {{constant: {reporter}}}
          period: {{column: Month, span: month}}
          taxon_group: {{column: Species, codes: {{Ivory: elephant_ivory, Horn: rhino, Cats: big_cats}}}}
          indicator: {{header: 1, codes: {{Listings removed: listings_removed, Ads blocked: ads_blocked}}}}
"""


def make_home(root: Path) -> None:
    """Fifty members that have each sent a quarter by months and species."""
    names = [f"market-{number:02}" for number in range(REPORTERS)]
    profiles = {name: PROFILE.format(reporter=name) for name in names}
    write_home(Home(root), names, profiles, calendar=CALENDAR)
    for number, name in enumerate(names):
        folder = root / "inbox" / name / ROUND
        folder.mkdir(parents=True)
        lines = ["Month;Species;Listings removed;Ads blocked"]
        for month in ("2021-04", "2021-05", "2021-06"):
            for species in ("Ivory", "Horn", "Cats"):
                lines.append(f"{month};{species};{100 + number};{1000 + 7 * number}")
        (folder / "numbers.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (folder / "numbers.csv.receipt.yaml").write_text("received_at: 2021-07-20T09:00:00Z\n")


def through_dagster(root: Path) -> None:
    from assets.launch import run_round

    reviewed = run_round(Home(root), ROUND, progress=lambda _: None).reviews
    _expect_all_accepted([str(decided.verdict) for decided in reviewed])


def by_plain_calls(root: Path) -> None:
    from pipeline import aggregate, edition, release
    from pipeline.acceptance import write_partition
    from pipeline.deployment import Deployment
    from pipeline.inbox import collect
    from pipeline.indicators.goal import measure
    from pipeline.inputs import Scope
    from pipeline.ledger import Ledger
    from quality import store
    from quality.impact import Sent
    from quality.impact_words import own_as_json
    from quality.own_figures import own_figures
    from quality.review import Case, review
    from quality.triage import triage
    from quality.triage_words import as_json
    from reports.rendering import render

    home = Home(root)
    deployment, ledger = Deployment.load(home), Ledger(home)
    collect(deployment, ledger)
    reviews = review([Case(s, ledger.content(s)) for s in ledger.submissions()], deployment)
    shown = own_figures([Sent.of(reviewed) for reviewed in reviews], deployment)
    for reviewed in reviews:
        store.save(reviewed, home)
        store.feedback(reviewed, home, own_as_json(shown[reviewed.submission.id]))
        write_partition(home, ledger, reviewed.submission.reporter, ROUND)
        ledger.record_review(
            submission=reviewed.submission.id,
            verdict=reviewed.verdict,
            fingerprint=reviewed.fingerprint,
            decided_at=reviewed.decided_at,
        )
    state = as_json(triage(deployment, ROUND, datetime.now(UTC).date()))
    write_bytes(home.triage(ROUND), json.dumps(state, ensure_ascii=False, indent=1).encode())
    scope = Scope(deployment, ROUND, deployment.calendar.round(ROUND).closes_at)
    for name in aggregate.table_names():
        aggregate.build_table(name, scope)
    measure(scope)
    composed = edition.compose(scope)
    render(composed, home.draft(ROUND) / "public")
    release.write_manifests(scope, home.draft(ROUND), composed)
    _expect_all_accepted([str(reviewed.verdict) for reviewed in reviews])


def _expect_all_accepted(verdicts: list[str]) -> None:
    if verdicts != ["accepted"] * REPORTERS:
        sys.exit(f"the benchmark's own files were not accepted: {sorted(set(verdicts))}")


WAYS: dict[str, Callable[[Path], None]] = {"dagster": through_dagster, "plain": by_plain_calls}


def seconds(*command: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def fastest(commands: dict[str, Callable[[], float]], turns: int) -> dict[str, float]:
    """Fastest of some turns for each command, taken in turn so that a busy spell hits all alike."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(turns):
        for name, command in commands.items():
            taken[name].append(command())
    return {name: min(times) for name, times in taken.items()}


def time_rounds(folder: Path) -> dict[str, float]:
    original = folder / "original"
    make_home(original)

    def one(way: str) -> float:
        copy = folder / way
        shutil.copytree(original, copy)
        taken = seconds(sys.executable, __file__, "--way", way, str(copy))
        shutil.rmtree(copy)
        return taken

    return fastest({way: lambda way=way: one(way) for way in WAYS}, TURNS)


def time_help() -> dict[str, float]:
    coalition = str(Path(sys.executable).with_name("coalition"))
    return fastest(
        {
            "coalition --help": lambda: seconds(coalition, "--help"),
            "python -c pass": lambda: seconds(sys.executable, "-c", "pass"),
        },
        3 * TURNS,
    )


def line(name: str, times: dict[str, float], most: float) -> bool:
    """Print one comparison; whether it is within its limit."""
    slow, base = times.values()
    within = slow / base <= most
    verdict = "ok" if within else "MISSED"
    print(f"{name:<34}{slow:>9.2f} s{base:>9.2f} s{slow / base:>8.2f}{most:>8.1f}  {verdict}")
    return within


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--way", choices=tuple(WAYS), help=argparse.SUPPRESS)
    parser.add_argument("home", nargs="?", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        WAYS[given.way](given.home)
        return 0
    with tempfile.TemporaryDirectory(prefix="bench-round-") as folder:
        rounds = time_rounds(Path(folder))
    print(f"{'':<34}{'measured':>11}{'against':>11}{'ratio':>8}{'limit':>8}")
    held = [
        line(f"a round of {REPORTERS}, Dagster : plain", rounds, MOST_FOR_DAGSTER),
        line("coalition --help : bare Python", time_help(), MOST_FOR_HELP),
    ]
    print(f"run_round: {sum(held)} of {len(held)} limits held")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
