"""A real platform restates its past in every release: is each changed or vanished value found, and none else?

Five quarterly releases are reviewed in turn, each against those accepted before: through the built-in layout,
which reads what may hold wildlife, and through a layout that reads every policy area. What has changed is
also worked out from the text of the files alone; a value that a review held back never became the past.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from measure import Measure
from members_home import write_home

from pipeline.acceptance import write_partition
from pipeline.answers import Answer
from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.ledger import Ledger
from quality import store
from quality.review import Case, Review, review
from quality.settling import ASKED_WHY

RELEASES = ("2021-q2", "2021-q3", "2021-q4", "2022-q1", "2022-q2")
NEXT = {1: (4, 1), 2: (7, 1), 3: (10, 1), 4: (1, 1)}
Key = tuple[str, ...]
Values = dict[Key, tuple[str, Decimal | None]]
"""Cell and number by what a line is about."""
COUNTED = (
    "Content Actioned",
    "Accounts Actioned",
    "Content Appealed",
    "Content Restored with appeal",
    "Content Restored without appeal",
)
SHARED = ("Proactive rate", "Prevalence", "Lowerbound Prevalence", "Upperbound Prevalence", "UBP")
CODES = (
    *(f"{metric}: content_actioned" for metric in COUNTED),
    *(f"{metric}: share_found_proactively" for metric in SHARED),
)
REGISTER = """
parties:
  - {id: coalition, kind: group, name: {en: Coalition, zh: 联盟}}
  - {id: meta, kind: holding, name: {en: Meta, zh: Meta}}
  - {id: facebook, kind: platform, name: {en: Facebook, zh: Facebook}}
  - {id: instagram, kind: platform, name: {en: Instagram, zh: Instagram}}
relations:
  - {party: meta, relation: member, of: coalition, start: 2015-01-01}
  - {party: facebook, relation: owned_by, of: meta}
  - {party: instagram, relation: owned_by, of: meta}
"""
SUBJECTS = "{Facebook: facebook, Instagram: instagram}"
BUILT_IN = f"known: meta-enforcement, with: {{subjects: {SUBJECTS}}}"
WHOLE = f"""
    file: {{format: delimited, encoding: utf-8}}
    blocks:
      - name: everything
        header: [[app, policy_area, metric, period, value]]
        values: [value]
        number: {{thousands: ','}}
        markers: {{N/A: not_collected}}
        fields:
          subject: {{column: app, codes: {SUBJECTS}}}
          definition_version: {{join: [{{column: policy_area}}, {{column: metric}}]}}
          period: {{column: period, span: quarter}}
          indicator:
            column: metric
            codes: {{{", ".join(CODES)}}}
"""


@dataclass(frozen=True, slots=True)
class Release:
    """What a release changed, by the lines of its own file and of the file before."""

    round: str
    changed: frozenset[str]
    """Places of values that differ from those of the release before."""
    vanished: int
    """Values of the release before that this one no longer gives."""
    told: frozenset[str]
    """Places that findings of a restatement name, those told under another cause among them."""
    told_vanished: int


def measures(samples: Path | None) -> Iterator[Measure]:
    """Through the built-in layout, and over the whole file."""
    folder = samples / "meta" if samples else None
    ways = {
        "what the built-in layout reads": (f"  - {{name: meta, from: 2018-Q1, {BUILT_IN}}}\n", True),
        "the whole file": (f"  - name: meta\n    from: 2018-Q1{WHOLE}", False),
    }
    for named, (layout, regulated) in ways.items():
        name = f"restated past values of five real releases, {named}: found, and none else"
        if folder is None or not folder.exists():
            yield Measure(name, "", "every one", "no samples", None)
            continue
        releases = reviewed(folder, layout, regulated=regulated)
        exact = all(r.changed == r.told and r.vanished == r.told_vanished for r in releases)
        yield Measure(name, _counts(releases, truth=True), "every one", _counts(releases, truth=False), exact)


def _counts(releases: list[Release], *, truth: bool) -> str:
    """By release: changed + vanished; found: of them, and what else."""
    if truth:
        listed = (f"{r.round}: {len(r.changed)} changed, {r.vanished} vanished" for r in releases)
    else:
        listed = (
            f"{r.round}: {len(r.changed & r.told)} and {r.told_vanished}"
            + (f", {len(r.told - r.changed)} else" if r.told - r.changed else "")
            for r in releases
        )
    return "; ".join(listed)


def reviewed(folder: Path, layout: str, *, regulated: bool) -> list[Release]:
    """Review the releases in turn."""
    with tempfile.TemporaryDirectory(prefix="restated-") as made:
        home = Home(Path(made) / "home")
        _write_edited(home, layout)
        deployment, ledger = Deployment.load(home), Ledger(home)
        found: list[Release] = []
        last: Values = {}
        known: Values = {}
        for release in RELEASES:
            path = folder / f"meta-{release}.csv"
            told, kept = _review(path, release, deployment, ledger)
            now = {k: v for k, v in _values(path).items() if not regulated or _is_read(k)}
            if last:
                found.append(_compared(release, last, known, now, told))
            held = {h.observation.place for h in kept.held}
            last, known = now, known | {k: v for k, v in now.items() if v[0] not in held}
        return found


def _review(path: Path, release: str, deployment: Deployment, ledger: Ledger) -> tuple[Review, Review]:
    """The review of a release, and that after its sender has said why past figures changed."""
    year, quarter = int(release[:4]), int(release[-1])
    month, day = NEXT[quarter]
    submission = ledger.receive(
        path.read_bytes(),
        reporter="meta",
        round_=release.upper(),
        file_name=path.name,
        received_at=datetime(year + (quarter == 4), month, day + 19, tzinfo=UTC),
    ).submission
    case = Case(submission, ledger.content(submission))
    [found] = review([case], deployment)
    at = submission.received_at + timedelta(days=1)
    reasons = tuple(
        Answer(submission=submission.id, code=code, reason="restated", by="meta", at=at) for code in ASKED_WHY
    )
    [kept] = review([replace(case, answers=reasons)], deployment)
    store.save(kept, deployment.home)
    write_partition(deployment.home, ledger, "meta", release.upper())
    return found, kept


def _compared(
    release: str,
    last: Values,
    known: Values,
    now: Values,
    told: Review,
) -> Release:
    past = {key: value for key, (_, value) in known.items() if value is not None}
    changed = {
        now[key][0]
        for key, value in past.items()
        if key in now and now[key][1] is not None and now[key][1] != value
    }
    gone = [
        key for key, (_, value) in last.items() if value is not None and now.get(key, ("", None))[1] is None
    ]
    every = [r for told_first in told.findings for r in (told_first, *told_first.consequences)]
    named = {
        code: {place for r in every if r.finding.code == code for place in r.finding.places}
        for code in ("value-restated", "value-withdrawn")
    }
    left_out = sum(int(r.finding.params["count"]) for r in every if r.finding.code == "value-vanished")
    return Release(
        round=release.upper(),
        changed=frozenset(changed),
        vanished=len(gone),
        told=frozenset(named["value-restated"]),
        told_vanished=left_out + len(named["value-withdrawn"]),
    )


def _is_read(key: Key) -> bool:
    """Whether the built-in layout reads a line: the areas that can hold wildlife, bounds alone left out."""
    return key[1].startswith("Regulated") and key[2] != "UBP"


def _values(path: Path) -> Values:
    """Each line's key, its cell and its number; None where it says that there is none."""
    found = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            text = row["value"].replace(",", "")
            value = None if text in ("N/A", "") else Decimal(text.rstrip("%"))
            key = (row["app"], row["policy_area"], row["metric"], row["period"])
            found[key] = (f"E{number}", value)
    return found


def _write_edited(home: Home, layout: str) -> None:
    rounds = []
    for release in RELEASES:
        year, quarter = int(release[:4]), int(release[-1])
        month, day = NEXT[quarter]
        opens = datetime(year + (quarter == 4), month, day, tzinfo=UTC).date()
        rounds.append(
            f"  - {{round: {release.upper()}, opens: {opens}, due: {opens.replace(day=28)}, "
            f"cut_off: {opens.replace(month=opens.month + 1, day=28)}}}\n"
        )
    head = (
        "profile: meta\nreporter: meta\nversion: 1\nconfirmed: {by: Secretariat, on: 2018-04-02}\nlayouts:\n"
    )
    calendar = f"start: 2015-01-01\nrounds:\n{''.join(rounds)}"
    write_home(home, (), {"meta": head + layout}, calendar=calendar, register=REGISTER)


if __name__ == "__main__":
    from pipeline.settings import Settings

    for measured in measures(Settings.from_environment().samples):
        print(measured)
