"""How long a member waits: for one workbook, a round of fifty, a file with fifty thousand wrong cells."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from measure import Measure
from members_home import write_home
from openpyxl import Workbook

from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.intake import read_submission
from pipeline.model import Submission
from quality.report import as_json
from quality.review import Case, review

REPORTERS, ROWS, TURNS = 50, 200, 5
FAILING = 50_000
MOST_TIMES, MOST_SECONDS, MOST_FOR_ROUND, MOST_FOR_FAILING = 8.0, 0.6, 15.0, 3.0
CALENDAR = """
start: 2018-01-01
rounds:
  - {round: 2021-Q1, opens: 2021-04-01, due: 2021-04-30, cut_off: 2021-05-31}
"""
HEAD = ("Day", "Species", "Listings removed", "Listings blocked")
PROFILE = """
profile: {reporter}
reporter: {reporter}
version: 1
confirmed: {{by: Secretariat, on: 2018-04-02}}
layouts:
{layouts}
"""
LAYOUT = """  - name: {name}
    from: 2018-Q1
    file: {{name: '/.*\\.{name}/', format: {format}}}
    blocks:
      - name: figures
        header: [[Day, Species, Listings removed, Listings blocked]]
        values: [Listings removed, Listings blocked]
        fields:
          subject: {{constant: {reporter}}}
          period: {{column: Day, span: day}}
          protocol: {{column: Species}}
          indicator:
            header: 1
            codes: {{Listings removed: listings_removed, Listings blocked: listings_blocked}}
"""


def measures(samples: Path | None) -> Iterator[Measure]:
    """All in one warm process: what is measured has been done once before."""
    with tempfile.TemporaryDirectory(prefix="findings-speed-") as folder:
        bench = _Bench(Path(folder))
        yield bench.one_workbook()
        yield bench.a_round()
        yield bench.many_failing()


class _Bench:
    """A home with fifty reporters, and their files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        home = Home(folder / "home")
        self._names = [f"market-{number:02}" for number in range(REPORTERS)]
        write_home(home, self._names, {name: _profile(name) for name in self._names}, calendar=CALENDAR)
        self._deployment = Deployment.load(home)
        self._cases = [self._case(name, "xlsx", _workbook(number)) for number, name in enumerate(self._names)]

    def _case(self, reporter: str, suffix: str, content: bytes) -> Case:
        path = self._folder / f"{reporter}.{suffix}.stored"
        path.write_bytes(content)
        submission = Submission(
            id=f"{reporter}-{suffix}",
            reporter=reporter,
            round="2021-Q1",
            file_name=f"figures.{suffix}",
            sha256="",
            size=len(content),
            received_at=datetime(2021, 4, 20, tzinfo=UTC),
        )
        return Case(submission, path)

    def one_workbook(self) -> Measure:
        case = self._cases[0]
        self._expect_accepted(case)
        reading = _fastest(lambda: read_submission(case.path, case.submission, self._deployment))
        reviewing = _fastest(lambda: review([case], self._deployment))
        times = reviewing / reading
        return Measure(
            f"review of a workbook of {ROWS} rows, in a warm process",
            f"reading and mapping it alone: {reading:.2f} s",
            f"≤ {MOST_TIMES:.0f} times, < {MOST_SECONDS} s",
            f"{times:.1f} times, {reviewing:.2f} s",
            times <= MOST_TIMES and reviewing < MOST_SECONDS,
        )

    def _expect_accepted(self, case: Case) -> None:
        [made] = review([case], self._deployment)
        if len(made.accepted) != 2 * ROWS or made.findings:
            raise SystemExit(
                f"the benchmark's own file was not accepted: {[f.finding for f in made.findings]}"
            )

    def a_round(self) -> Measure:
        one = _fastest(lambda: review(self._cases[:1], self._deployment))
        whole = _fastest(lambda: review(self._cases, self._deployment))
        return Measure(
            f"review of a round of {REPORTERS} reporters, {ROWS} rows each",
            f"one reporter: {one:.2f} s",
            f"≤ {MOST_FOR_ROUND:.0f} times",
            f"{whole / one:.1f} times, {whole:.2f} s",
            whole / one <= MOST_FOR_ROUND,
        )

    def many_failing(self) -> Measure:
        case = self._case(self._names[0], "csv", _failing())
        [made] = review([case], self._deployment)
        places = {p for r in made.findings for p in r.finding.places}
        if len(places) < FAILING:
            raise SystemExit(f"{len(places)} cells were named: {[r.finding.code for r in made.findings][:5]}")
        reporting = _fastest(lambda: json.dumps(as_json(made), ensure_ascii=False), turns=3)
        whole = _fastest(lambda: review([case], self._deployment)) + reporting
        reading = _fastest(lambda: read_submission(case.path, case.submission, self._deployment))
        return Measure(
            f"{FAILING:,} failing cells of one file read, reviewed and reported in full",
            f"reading and mapping it alone: {reading:.2f} s",
            f"< {MOST_FOR_FAILING:.0f} s",
            f"{whole:.2f} s ({reporting:.2f} s of it for the report)",
            whole < MOST_FOR_FAILING,
        )


def _fastest(does: Callable[[], object], turns: int = TURNS) -> float:
    taken = []
    for _ in range(turns):
        start = time.perf_counter()
        does()
        taken.append(time.perf_counter() - start)
    return min(taken)


def _workbook(number: int) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Data"
    sheet.append(HEAD)
    for row in range(ROWS):
        sheet.append((f"2021-01-{row % 10 + 1:02}", f"kind {row // 10}", 10 + row + number, 5 + row))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _failing() -> bytes:
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(HEAD)
    for row in range(FAILING // 2):
        lines.writerow((f"2021-01-{row % 10 + 1:02}", f"kind {row // 10}", -1 - row, -2 - row))
    return text.getvalue().encode()


def _profile(reporter: str) -> str:
    layouts = "".join(
        LAYOUT.format(name=suffix, format=format_, reporter=reporter)
        for suffix, format_ in (("xlsx", "excel"), ("csv", "delimited"))
    )
    return PROFILE.format(reporter=reporter, layouts=layouts)


if __name__ == "__main__":
    for measured in measures(None):
        print(measured)
