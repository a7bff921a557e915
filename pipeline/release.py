"""Releases: what a draft was made from, sealing it, proving it afterwards.

A draft and a release have two folders. `public/` may be shown to anyone: the report, the workbook, the
figures, a manifest with salted hashes (the plain hash of a small confidential file would confirm a guess).
`internal/` holds the rest: the edition, the tables, the edited files as they were, and a manifest that lists
every input and every output by its hash.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline import codes, warehouse
from pipeline.aggregate import table_names
from pipeline.edition import load, save
from pipeline.figures import Edition
from pipeline.home import Home, write_bytes
from pipeline.inputs import Scope, read_of_releases
from pipeline.ledger import Ledger, ReleaseRecord
from pipeline.settlements import for_the_public, settlements
from pipeline.version import code_version, in_words, made_where, made_with, other_makers

MANIFEST = "manifest.json"


class ReleaseError(Exception):
    """A release cannot be made or does not hold; the message says why and what to do."""


def hash_of(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def inputs_of(scope: Scope) -> dict[str, Any]:
    """Everything a release of the scope is made from, by hash; equal inputs give equal text."""
    ledger = Ledger(scope.home)
    reviews = ledger.last_reviews(scope.as_of)
    previous = scope.previous_release()
    return {
        "round": scope.round,
        "as_of": scope.as_of.astimezone(UTC).isoformat(),
        "edited_files": scope.deployment.hashes(),
        "code_lists": codes.version(),
        "submissions": [
            {
                "id": s.id,
                "reporter": s.reporter,
                "round": s.round,
                "sha256": s.sha256,
                "received_at": s.received_at.isoformat(),
                "verdict": reviews[s.id].verdict,
                "reviewed_with": reviews[s.id].fingerprint,
            }
            for s in ledger.submissions(as_of=scope.as_of)
            if s.id in reviews
        ],
        "answers": [a.as_json() for a in ledger.answers(as_of=scope.as_of) if a.submission in reviews],
        "previous_release": previous.name if previous else "",
        "earlier_releases": [
            {"name": name, "tables": {path.stem: hash_of(path) for path in paths}}
            for name, paths in read_of_releases(scope).items()
        ],
    }


def identity(inputs: dict[str, Any]) -> str:
    """One hash over all inputs: two drafts with the same are the same release."""
    return hashlib.sha256(_json(inputs)).hexdigest()


def _json(content: object) -> bytes:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    return text.encode() + b"\n"


def write_manifests(scope: Scope, folder: Path, edition: Edition) -> None:
    """Complete a folder whose public files are rendered: internal copies and both manifests."""
    internal = folder / "internal"
    save(edition, internal / "edition.json")
    for name in (*table_names(), "goal"):
        _copy(scope.home.table(scope.round, name), internal / "tables" / f"{name}.parquet")
    for name in scope.deployment.hashes():
        _copy(scope.home.root / name, internal / "inputs" / name)
    inputs = inputs_of(scope)
    settled = settlements(scope)
    made = made_with()
    (folder / "public" / MANIFEST).unlink(missing_ok=True)
    (internal / MANIFEST).unlink(missing_ok=True)
    public = {
        "release": _name(edition),
        "as_of": inputs["as_of"],
        "made_with": made,
        "inputs": len(inputs["submissions"]),
        "waivers": for_the_public(settled),
        "salted_input_hashes": sorted(
            hmac.new(scope.deployment.settings.salt.encode(), s["sha256"].encode(), "sha256").hexdigest()
            for s in inputs["submissions"]
        ),
        "files": _hashes(folder / "public"),
    }
    write_bytes(folder / "public" / MANIFEST, _json(public))
    manifest = {
        "release": _name(edition),
        "identity": identity(inputs),
        "inputs": inputs,
        "settled": settled,
        "made_with": made | made_where(),
        "files": _hashes(folder),
    }
    write_bytes(internal / MANIFEST, _json(manifest))


def _name(edition: Edition) -> str:
    return f"{edition.round}@{edition.version}" if edition.version else f"{edition.round} (draft)"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hash_of(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """Internal manifest of a draft or release. Raises ReleaseError when there is none."""
    path = folder / "internal" / MANIFEST
    if not path.exists():
        raise ReleaseError(f"{folder}: there is no complete draft or release here")
    manifest: dict[str, Any] = json.loads(path.read_bytes())
    return manifest


def sealed_already(scope: Scope, *, correction: bool) -> ReleaseRecord | None:
    """The release of the round that holds these very inputs; for a correction only its last one is asked."""
    sealed = Ledger(scope.home).releases(scope.round)
    inputs = inputs_of(scope)
    looked_at = sealed[-1:] if correction else sealed
    return next((r for r in reversed(looked_at) if _same_apart_from_releases(scope, r, inputs)), None)


def next_version(scope: Scope, *, correction: bool) -> int | None:
    """Version that sealing the round's draft would make; None when these inputs are sealed already.

    Raises ReleaseError when the draft is missing, older than its inputs or made by other code, when the
    round has not closed or the moment is still to come, when other inputs are sealed already and no
    correction was asked for, or when a release as of a later moment is sealed.
    """
    if sealed_already(scope, correction=correction):
        return None
    sealed = Ledger(scope.home).releases(scope.round)
    if sealed and not correction:
        raise ReleaseError(
            f"{sealed[-1].name} is sealed. What arrived since enters the next round's release; "
            "to replace this one, say so with --correction."
        )
    _check_over(scope)
    _check_order(scope)
    _check_draft(scope)
    return len(sealed) + 1


def _same_apart_from_releases(scope: Scope, release: ReleaseRecord, inputs: dict[str, Any]) -> bool:
    """Whether a release was made from these inputs, whatever else was sealed before it and since."""
    sealed = read_manifest(scope.home.release(release.round, release.version))["inputs"]
    beside = ("previous_release", "earlier_releases")
    return all(sealed.get(key) == inputs.get(key) for key in {*sealed, *inputs} - {*beside})


def _check_over(scope: Scope) -> None:
    """Raises ReleaseError before the round has closed, and before the moment of the draft is over."""
    now, closes_at = datetime.now(UTC), scope.deployment.calendar.round(scope.round).closes_at
    if closes_at > now:
        raise ReleaseError(
            f"round {scope.round} closes at {closes_at:%Y-%m-%d %H:%M} UTC; it can be sealed after that"
        )
    if scope.as_of > now:
        raise ReleaseError(
            f"what is known at {scope.as_of:%Y-%m-%d %H:%M} UTC can be sealed after that moment, and it is "
            f"still to come: more may arrive until then. Wait, or run and seal {scope.round} with an "
            "earlier --as-of."
        )


def _check_draft(scope: Scope) -> None:
    """Raises ReleaseError for a draft of another moment or other inputs, or one that other code has made."""
    drafted, inputs = read_manifest(scope.home.draft(scope.round)), inputs_of(scope)
    if drafted["inputs"]["as_of"] != inputs["as_of"]:
        was = datetime.fromisoformat(drafted["inputs"]["as_of"])
        raise ReleaseError(
            f"the draft of {scope.round} holds what was known on {was:%Y-%m-%d}, and {scope.as_of:%Y-%m-%d} "
            "is to be sealed; give both commands the same --as-of"
        )
    if drafted["identity"] != identity(inputs):
        raise ReleaseError(
            f"the draft of {scope.round} is older than what it was made from; run the round again first"
        )
    if drafted["made_with"]["code"] != code_version():
        raise ReleaseError(
            f"the draft of {scope.round} was made by {in_words(drafted['made_with'])}; this is "
            f"{in_words(made_with() | made_where())} and may make another. Run the round again first."
        )


def _check_order(scope: Scope) -> None:
    """Raises ReleaseError when a release as of a later moment is sealed.

    It would not be among the earlier releases that this one is held against, and its readers have it.
    """
    last = max(Ledger(scope.home).releases(), key=lambda r: r.as_of, default=None)
    if last is not None and last.as_of > scope.as_of:
        day = f"{last.as_of:%Y-%m-%d}"
        raise ReleaseError(
            f"{last.name} is sealed with what was known on {day}, and its readers have it: a release of "
            f"{scope.round} as of {scope.as_of:%Y-%m-%d} would not be held against it, and the two together "
            f"could give a member away. Run {scope.round} with --as-of {day} or a later day and seal that, "
            f"or correct {last.round}."
        )


@contextmanager
def sealing(scope: Scope, version: int, reason: str) -> Iterator[Path]:
    """Yield a folder to render the release into; on success it becomes the sealed release in one rename."""
    target = scope.home.release(scope.round, version)
    target.parent.mkdir(parents=True, exist_ok=True)
    for stale in target.parent.glob(f".{target.name}.*"):
        shutil.rmtree(stale)
    if target.exists():
        # A run was killed between the rename and the ledger's row; the folder was never announced.
        shutil.rmtree(target)
    folder = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        yield folder
        record = ReleaseRecord(
            round=scope.round,
            version=version,
            as_of=scope.as_of,
            inputs=read_manifest(folder)["identity"],
            sealed_at=datetime.now(UTC),
            reason=reason,
        )
        folder.chmod(0o755)
        folder.replace(target)
        Ledger(scope.home).record_release(record)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def verify(home: Home, round_: str, version: int) -> list[str]:
    """What no longer agrees with the release's manifest, in words; empty when all does."""
    return _against(read_manifest(home.release(round_, version)), home.release(round_, version))


def differences(sealed: Path, again: Path) -> list[str]:
    """What differs between a sealed release and the same release made again, in words."""
    was, now = read_manifest(sealed), read_manifest(again)
    complaints = _against(was, again)
    if was["identity"] != now["identity"]:
        complaints.append("inputs: what was known then is not what the manifest lists")
    return complaints + other_makers(was["made_with"], now["made_with"]) if complaints else []


def _against(manifest: dict[str, Any], folder: Path) -> list[str]:
    """Files of a folder held against the hashes that a manifest lists."""
    listed: dict[str, str] = manifest["files"]
    found = _hashes(folder)
    found.pop(f"internal/{MANIFEST}", None)
    complaints = [
        f"{name}: other bytes than when sealed"
        for name in listed
        if found.get(name, listed[name]) != listed[name]
    ]
    complaints += [f"{name}: missing" for name in listed if name not in found]
    complaints += [f"{name}: not part of the release" for name in found if name not in listed]
    return sorted(complaints)


def edition_of(home: Home, release: ReleaseRecord) -> Edition:
    """What a sealed release shows."""
    return load(home.release(release.round, release.version) / "internal" / "edition.json")


_PUBLISHED_COLUMNS = {
    "release": "VARCHAR",
    "id": "VARCHAR",
    "topic": "VARCHAR",
    "indicator": "VARCHAR",
    "unit": "VARCHAR",
    "subject": "VARCHAR",
    "period": "VARCHAR",
    "period_start": "DATE",
    "period_end": "DATE",
    "value": "DECIMAL(38,6)",
    "value_low": "DECIMAL(38,6)",
    "value_high": "DECIMAL(38,6)",
    "interval_low": "DECIMAL(38,6)",
    "interval_high": "DECIMAL(38,6)",
    "qualifier": "VARCHAR",
    "status": "VARCHAR",
    "conf_status": "VARCHAR",
    "coverage_n": "INTEGER",
    "coverage_of": "INTEGER",
    "quote": "VARCHAR",
    "source_title": "VARCHAR",
    "source_publisher": "VARCHAR",
    "source_url": "VARCHAR",
    "source_date": "DATE",
}


def publish(home: Home) -> None:
    """Build published.duckdb with all releases' figures and swap it in; open readers keep the old one."""
    with warehouse.database_file(home.published) as engine:
        rows = [
            {"release": release.name}
            | {name: getattr(figure, name) for name in _PUBLISHED_COLUMNS if name != "release"}
            for release in Ledger(home).releases()
            for figure in edition_of(home, release).figures
        ]
        warehouse.create_table(engine, "listed", _PUBLISHED_COLUMNS, rows)
        engine.execute("CREATE TABLE figures AS SELECT * FROM listed ORDER BY ALL")
