"""Reviews on disk, and what the reporter gets back.

`reviews/ID/` holds review.json (the keys of `quality.report`) of the last review and, of every review, the
observations (accepted and held, told apart by `held`), capabilities and what was settled as Parquet, named by
its fingerprint: an earlier decision stays, so that an earlier moment can be rebuilt.
`feedback/REPORTER/ROUND/ID.json` and `.csv` are for the reporter; they say what became of the file sent
before, too. review.json is written last: where it stands, the others are whole.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline import warehouse
from pipeline.answers import SETTLED_COLUMNS, Answer
from pipeline.deployment import Waiver
from pipeline.home import Home, write_bytes
from pipeline.model import (
    CAPABILITY_COLUMNS,
    REVIEWED_COLUMNS,
    CellCount,
    Finding,
    Severity,
    Submission,
    Verdict,
)
from quality.earlier import since_last
from quality.rating import RatedFinding
from quality.report import as_json
from quality.resubmission import Since
from quality.review import Review
from quality.settling import SLOT, midnight

FEEDBACK_COLUMNS = (
    "finding",
    "severity",
    "code",
    "sheet",
    "cell",
    "value",
    "what_is_wrong",
    "how_to_mend_it",
    "问题说明",
    "修改建议",
    "waived",
    "since_last",
    "explained",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReview:
    """A review as kept: everything but the observations, which are in the Parquet file beside it."""

    submission: Submission
    verdict: Verdict
    findings: tuple[RatedFinding, ...]
    accepted: int
    held: int
    capabilities: int
    cells: CellCount
    profile: str
    rules_version: str
    codes_version: str
    software_version: str
    fingerprint: str
    decided_at: datetime
    answers: tuple[Answer, ...] = ()
    held_at: frozenset[str] = frozenset()
    """Places of the values held back."""
    valueless: frozenset[str] = frozenset()
    """Places of open errors of which reading made no value."""


def save(review: Review, home: Home) -> None:
    """Write a review; the same review gives the same bytes. What an older one accepted stays beside it."""
    folder = home.review(review.submission.id)
    rows = [{**o.as_row(), "held": False} for o in review.accepted]
    rows += [{**h.observation.as_row(), "held": True} for h in review.held]
    named = f"{review.fingerprint[:12]}.parquet"
    warehouse.write_parquet(folder / f"observations-{named}", REVIEWED_COLUMNS, rows)
    capabilities = [{name: getattr(c, name) for name in CAPABILITY_COLUMNS} for c in review.capabilities]
    warehouse.write_parquet(folder / f"capabilities-{named}", CAPABILITY_COLUMNS, capabilities)
    if settled := [row for rated in review.findings for row in settled_rows(review, rated)]:
        warehouse.write_parquet(folder / f"settled-{named}", SETTLED_COLUMNS, settled)
    write_bytes(folder / "review.json", _json_bytes(as_json(review, since_last(review, home))))


def settled_rows(review: Review, rated: RatedFinding) -> Iterator[dict[str, Any]]:
    """A settled finding as rows of `SETTLED_COLUMNS`, one a place and means; an open one has none."""
    means: list[dict[str, Any]] = []
    if rated.waiver:
        w = rated.waiver
        means.append({"kind": "waiver", "status": "", "given_at": midnight(w.on), "expires": w.expires})
        means[-1] |= {"reason": w.reason, "by": w.by}
    if rated.answer:
        a = rated.answer
        means.append({"kind": "answer", "status": a.status, "given_at": a.at, "expires": None})
        means[-1] |= {"reason": a.reason, "by": a.by}
    received = review.submission.received_at
    about = {"submission": review.submission.id, "code": rated.finding.code, "severity": rated.severity.value}
    for place in rated.finding.places or ("",):
        for mean in means:
            yield {**about, "place": place, **mean, "decided_at": max(received, mean["given_at"])}


def load(home: Home, submission: str) -> StoredReview:
    """Read a review back. Raises FileNotFoundError for a submission that has none."""
    given = json.loads((home.review(submission) / "review.json").read_text(encoding="utf-8"))
    received = {**given["submission"], "received_at": _moment(given["submission"]["received_at"])}
    cells = {name: given["cells"][name] for name in ("in_file", "as_observations", "explained")}
    return StoredReview(
        submission=Submission(**received),
        verdict=Verdict(given["verdict"]),
        findings=tuple(_rated(finding) for finding in given["findings"]),
        accepted=given["counts"]["accepted"],
        held=given["counts"]["held"],
        capabilities=given["counts"]["capabilities"],
        cells=CellCount(**cells),
        profile=given["profile"],
        rules_version=given["versions"]["rules"],
        codes_version=given["versions"]["codes"],
        software_version=given["versions"]["software"],
        fingerprint=given["fingerprint"],
        decided_at=_moment(given["decided_at"]),
        answers=tuple(Answer.from_json(answer) for answer in given.get("answers", ())),
        held_at=frozenset(held["place"] for held in given.get("held", ())),
        valueless=frozenset(given.get("valueless", ())),
    )


def reviewed_rows(home: Home, review: StoredReview) -> list[dict[str, Any]]:
    """The observations that a review let in and held, told apart by `held`."""
    return warehouse.read_parquet(
        home.review(review.submission.id) / f"observations-{review.fingerprint[:12]}.parquet"
    )


def slots(home: Home, review: StoredReview) -> dict[str, tuple[Any, ...]]:
    """Place -> what the value that a review let in or held there is about."""
    return {row["place"]: tuple(row[name] for name in SLOT) for row in reviewed_rows(home, review)}


def _rated(given: dict[str, Any]) -> RatedFinding:
    finding = Finding(
        code=given["code"], places=tuple(given["places"]), value=given["value"], params=given["params"]
    )
    return RatedFinding(
        finding=finding,
        severity=Severity(given["severity"]),
        category=given["category"],
        rule_version=given["rule_version"],
        waiver=Waiver.model_validate(given["waiver"]) if given["waiver"] else None,
        answer=Answer.from_json(given["answer"]) if given.get("answer") else None,
        consequences=tuple(_rated(consequence) for consequence in given.get("consequences", ())),
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _json_bytes(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def feedback(review: Review, home: Home, impact: dict[str, Any] | None = None) -> None:
    """Write what the reporter gets back: the summary with all findings as JSON, the findings as CSV.

    `impact` (see `quality.impact_words`) says where its figures will show; it must tell of no other member.

    The CSV begins with a byte order mark, without which spreadsheet programs show the Chinese as rubbish; it
    has one line a place, so that it can be sorted and ticked off. Where a file was sent before, the last
    column says whether a line is new, remains, or is mended; what is mended stands below, without a number.
    """
    folder = home.feedback(review.submission.reporter, review.submission.round)
    since = since_last(review, home)
    content = {**as_json(review, since), "impact": impact}
    write_bytes(folder / f"{review.submission.id}.json", _json_bytes(content))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(FEEDBACK_COLUMNS)
    for number, finding in enumerate(content["findings"], start=1):
        writer.writerows(_feedback_rows(str(number), finding, since))
    for finding in content["since"]["mended"] if since else ():
        writer.writerows(_feedback_rows("", {**finding, "state": "mended", "waiver": None}, since))
    write_bytes(folder / f"{review.submission.id}.csv", text.getvalue().encode("utf-8-sig"))


def _feedback_rows(number: str, finding: dict[str, Any], since: Since | None) -> Iterator[list[str]]:
    for place in finding["places"] or ("",):
        sheet, _, cell = place.rpartition("!")
        state = "new" if place in finding.get("new_places", ()) else finding["state"]
        texts = (
            finding["severity"],
            finding["code"],
            sheet,
            cell,
            finding["value"],
            finding["message"]["en"],
            finding["advice"]["en"],
            finding["message"]["zh"],
            finding["advice"]["zh"],
            finding["waiver"]["reason"] if finding["waiver"] else "",
            state if since else "",
            finding["answer"]["reason"] if finding.get("answer") else "",
        )
        yield [number, *(escaped(text) for text in texts)]


_NUMBER = re.compile(r"[+-]?\d[\d.,]*%?")


def escaped(text: str) -> str:
    """Text that a spreadsheet program would take for a formula, with an apostrophe before it."""
    if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0")) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text
