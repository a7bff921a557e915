"""Writes the data home: the edited files, the profiles, and the inbox with its dated receipts."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from invented.edited_files import edited_files
from invented.layouts import LAYOUTS
from invented.report import Report
from invented.story import reports


def write(home_root: Path) -> None:
    """Write the whole exercise below a folder; nothing else there is touched."""
    for name, text in edited_files().items():
        _write(home_root / name, text.encode())
    for report in reports():
        path = home_root / inbox_path(report)
        _write(path, content(report))
        _write(path.with_name(f"{path.name}.receipt.yaml"), _receipt(report).encode())


def inbox_path(report: Report) -> Path:
    """Where a file lies below the home."""
    return Path("inbox", report.reporter, str(report.quarter), file_name(report))


def file_name(report: Report) -> str:
    """The file's name with its suffix."""
    return f"{report.file_stem}.{LAYOUTS[report.layout].suffix}"


@cache
def content(report: Report) -> bytes:
    """The file's bytes."""
    whole = LAYOUTS[report.layout].write(report)
    return whole[: len(whole) * 3 // 5] if report.truncated else whole


def submission_id(report: Report) -> str:
    """Identity under which the ledger will know the file."""
    sha256 = hashlib.sha256(content(report)).hexdigest()
    return hashlib.sha256(f"{report.reporter}\n{report.quarter}\n{sha256}".encode()).hexdigest()[:12]


def replaced_submission(report: Report) -> str:
    """Identity of the submission that a file replaces; empty for most."""
    if not report.replaces:
        return ""
    return next(submission_id(earlier) for earlier in reports() if earlier.file_stem == report.replaces)


def _receipt(report: Report) -> str:
    lines = [f"received_at: {report.received_at:%Y-%m-%dT%H:%M:%SZ}"]
    if report.reason:
        lines.append(f"reason: {report.reason}")
    if report.replaces:
        lines.append(f"replaces: {replaced_submission(report)}")
    return "\n".join(lines) + "\n"


def _write(path: Path, content_: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content_)
