"""The inbox: files dropped at inbox/REPORTER/ROUND/ become submissions; what does not fit stays and is named.

A file `NAME.receipt.yaml` beside `NAME` may say when it was received, why it was sent again and which
submission it replaces; without it the file counts as received now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.deployment import Deployment
from pipeline.ledger import Ledger, Receipt
from pipeline.strict_yaml import EditedFileError, StrictModel, load_model

RECEIPT_SUFFIX = ".receipt.yaml"


class WrittenReceipt(StrictModel):
    """What a receipt file may say."""

    received_at: datetime | None = None
    reason: str | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A file that stays in the inbox, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Collected:
    """What a look into the inbox gave."""

    receipts: tuple[Receipt, ...]
    left: tuple[LeftBehind, ...]


def collect(deployment: Deployment, ledger: Ledger) -> Collected:
    """Take every file that can be taken; the bytes are stored before the file leaves the inbox."""
    receipts: list[Receipt] = []
    left: list[LeftBehind] = []
    for path in sorted(deployment.home.inbox.rglob("*")):
        if not path.is_file() or path.name.endswith(RECEIPT_SUFFIX) or path.name.startswith("."):
            continue
        if why := _why_not(path, deployment):
            left.append(LeftBehind(path, why))
            continue
        try:
            receipts.append(_take(path, ledger))
        except EditedFileError as error:
            left.append(LeftBehind(path, str(error)))
    return Collected(tuple(receipts), tuple(left))


def _why_not(path: Path, deployment: Deployment) -> str:
    parts = path.relative_to(deployment.home.inbox).parts
    if len(parts) != 3:
        return "a file belongs at inbox/REPORTER/ROUND/FILE"
    return why_not_received(parts[0], parts[1], deployment)


def why_not_received(reporter: str, round_: str, deployment: Deployment) -> str:
    """Why a file cannot be received at all; empty when it can."""
    if reporter not in deployment.register:
        return f"'{reporter}' is not in the register; see `coalition register list`"
    if reporter not in deployment.register.reporters:
        return f"'{reporter}' is a {deployment.register.party(reporter).kind}, which sends no files"
    if round_ not in deployment.calendar:
        known = ", ".join(deployment.calendar.names[-4:])
        return f"'{round_}' is not in the calendar (last rounds there: {known})"
    return ""


def _take(path: Path, ledger: Ledger) -> Receipt:
    reporter, round_, name = path.parts[-3:]
    note = path.with_name(name + RECEIPT_SUFFIX)
    written = load_model(note, WrittenReceipt) if note.exists() else WrittenReceipt()
    replaced = ledger.submission(written.replaces) if written.replaces else None
    if replaced and replaced.reporter != reporter:
        raise EditedFileError(f"{note}: replaces: '{written.replaces}' is no submission of {reporter}")
    receipt = ledger.receive(
        path.read_bytes(),
        reporter=reporter,
        round_=round_,
        file_name=name,
        received_at=_aware(written.received_at or datetime.now(UTC)),
        reason=written.reason,
        replaces=written.replaces,
    )
    path.unlink()
    note.unlink(missing_ok=True)
    return receipt


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
