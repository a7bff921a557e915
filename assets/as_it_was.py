"""The data home as a sealed release knew it: what came, or was looked at, only afterwards is not there.

The release's manifest says which submissions it knew, each with its review. A file may be received before
the cut-off and collected after the sealing, or reviewed once more: by its dates alone it would count.
"""

from __future__ import annotations

import shutil
from collections.abc import Set
from pathlib import Path

from pipeline.acceptance import write_partition
from pipeline.home import Home
from pipeline.ledger import Ledger, ReleaseRecord
from pipeline.release import read_manifest


def as_it_was(home: Home, release: ReleaseRecord, past: Home) -> Home:
    """Make a home with the edited files of the release and the store as it was, linked, not copied."""
    sealed = home.release(release.round, release.version)
    shutil.copytree(sealed / "internal" / "inputs", past.root)
    past.profiles.mkdir(exist_ok=True)
    if (home.root / "releases").exists():
        (past.root / "releases").symlink_to((home.root / "releases").absolute())
    shutil.copyfile(home.ledger, past.ledger)
    ledger = Ledger(past)
    listed = read_manifest(sealed)["inputs"]["submissions"]
    again = ledger.forget_since(release, {known["id"]: known["reviewed_with"] for known in listed})
    _link_each(home.root / "reviews", past.root / "reviews", leaving_out=set(again))
    for submission, fingerprints in again.items():
        _link_reviews(home.review(submission), past.review(submission), fingerprints)
    composed_anew = {(s.reporter, s.round) for s in ledger.submissions() if s.id in again}
    for name in ("observations", "capabilities"):
        for folder in sorted((home.root / name).glob("reporter=*")):
            reporter = folder.name.removeprefix("reporter=")
            anew = {f"{round_}.parquet" for of, round_ in composed_anew if of == reporter}
            _link_each(folder, past.root / name / folder.name, leaving_out=anew)
    for reporter, round_ in sorted(composed_anew):
        write_partition(past, ledger, reporter, round_)
    return past


def _link_each(folder: Path, target: Path, *, leaving_out: Set[str]) -> None:
    """Link what is in a folder, one by one."""
    target.mkdir(parents=True)
    for path in folder.iterdir() if folder.exists() else ():
        if path.name not in leaving_out:
            (target / path.name).symlink_to(path.absolute())


def _link_reviews(folder: Path, target: Path, fingerprints: Set[str]) -> None:
    """Link what some reviews of a submission left behind, each named by its fingerprint."""
    later = {
        path.name
        for path in folder.glob("*.parquet")
        if not any(path.stem.endswith(fingerprint[:12]) for fingerprint in fingerprints)
    }
    _link_each(folder, target, leaving_out=later)
