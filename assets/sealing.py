"""Sealing a draft and making a sealed release again: the steps of a round without Dagster around them."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from assets.as_it_was import as_it_was
from pipeline.aggregate import build_table, table_names
from pipeline.deployment import Deployment
from pipeline.edition import compose, load
from pipeline.home import Home
from pipeline.indicators.goal import measure
from pipeline.inputs import Scope
from pipeline.ledger import Ledger, ReleaseRecord
from pipeline.release import (
    ReleaseError,
    differences,
    next_version,
    publish,
    read_manifest,
    sealed_already,
    sealing,
    write_manifests,
)
from pipeline.version import code_version, in_words, made_where, made_with
from reports.rendering import render


@dataclass(frozen=True, slots=True)
class Sealed:
    """Answer to sealing: the release, and whether it is new."""

    name: str
    folder: Path
    is_new: bool


def seal(
    home: Home, round_: str, *, reason: str, correction: bool = False, as_of: datetime | None = None
) -> Sealed:
    """Publish a round's draft; the same inputs make no new version. Raises ReleaseError, EditedFileError."""
    deployment = Deployment.load(home)
    scope = Scope(deployment, round_, as_of or deployment.calendar.round(round_).closes_at)
    version = next_version(scope, correction=correction)
    if version is not None:
        drafted = load(home.draft(round_) / "internal" / "edition.json")
        edition = replace(drafted, version=version)
        with sealing(scope, version, reason) as folder:
            render(edition, folder / "public")
            write_manifests(scope, folder, edition)
    # Also when nothing is new: a run killed before this line left the database of figures behind.
    publish(home)
    same = sealed_already(scope, correction=correction) if version is None else None
    release = same or Ledger(home).releases(round_)[-1]
    return Sealed(release.name, home.release(round_, release.version), is_new=version is not None)


def rebuild(home: Home, release: ReleaseRecord) -> list[str]:
    """Make a release again from what was known then; returns what differs, empty when every byte agrees.

    Raises ReleaseError under other code than the release's, saying where to find it.
    """
    folder = home.release(release.round, release.version)
    sealed = read_manifest(folder)["made_with"]
    if sealed["code"] != code_version():
        raise ReleaseError(
            f"{release.name} was made by {in_words(sealed)}; this is "
            f"{in_words(made_with() | made_where())}. Only its own code makes it again: in a checkout, "
            f"`.venv/bin/python scripts/commit_of.py {sealed['code']}` names the commits that hold it. "
            "Check one of them out, `make setup`, and rebuild there."
        )
    with tempfile.TemporaryDirectory(prefix="rebuild.") as made:
        past = as_it_was(home, release, Home(Path(made) / "home"))
        scope = Scope(Deployment.load(past), release.round, release.as_of)
        for name in table_names():
            build_table(name, scope)
        measure(scope)
        edition = replace(compose(scope), version=release.version)
        again = past.draft(release.round)
        render(edition, again / "public")
        write_manifests(scope, again, edition)
        return differences(folder, again)
