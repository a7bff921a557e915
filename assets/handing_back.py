"""What a reporter gets back, as Dagster shows it: the marked file, and links to all that was written."""

from __future__ import annotations

from collections.abc import Iterable

import dagster as dg

from pipeline.home import Home
from pipeline.ledger import Ledger
from pipeline.model import Submission
from quality.rating import RatedFinding
from reports.feedback.returning import keep

Link = dg.MetadataValue[str | None]
_NAMES = {".json": "list_json", ".csv": "list", ".xlsx": "workbook", ".xlsm": "workbook"}


def hand_back(submission: Submission, home: Home, ledger: Ledger, log: dg.DagsterLogManager) -> None:
    """Mark the file that was sent. The list stands already: a file that defeats the marking stops nothing."""
    try:
        keep(home, submission, ledger.content(submission))
    except Exception as error:
        log.warning(f"{submission.id} is not marked: {type(error).__name__}: {error}")


def links(submission: Submission, home: Home) -> dict[str, Link]:
    """The review of a submission and what its reporter got back: the list, and the marked workbook."""
    folder = home.feedback(submission.reporter, submission.round)
    paths = [path for path in sorted(folder.glob(f"{submission.id}.*")) if path.suffix in _NAMES]
    found = {"review": home.review(submission.id) / "review.json"}
    found |= {_NAMES[path.suffix]: path for path in paths}
    return {name: dg.MetadataValue.path(path) for name, path in found.items()}


def workbooks(submission: Submission, home: Home) -> int:
    """How many marked workbooks lie ready for the reporter and round of a submission."""
    folder = home.feedback(submission.reporter, submission.round)
    return sum(_NAMES.get(path.suffix) == "workbook" for path in folder.iterdir())


def places(findings: Iterable[RatedFinding]) -> int:
    """Cells to look at; a finding about the whole file is one."""
    return sum(len(rated.finding.places) or 1 for rated in findings)
