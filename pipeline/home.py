"""The data home: the one folder with all state and settings of a deployment. All paths are made here."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

EDITED_FILES = (
    "register.yaml",
    "calendar.yaml",
    "target.yaml",
    "settings.yaml",
    "permissions.yaml",
    "waivers.yaml",
)
"""Files that people edit; with `profiles/*.yaml` they are versioned by hash in every release."""
OPTIONAL_FILES = ("comparisons.yaml",)
"""The same, where a home has them."""


class HomeInUseError(Exception):
    """Another run is at work on the data home; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Home:
    """Paths below one data home; makes folders on demand and touches nothing else."""

    root: Path

    def edited(self, name: str) -> Path:
        """One of `EDITED_FILES`."""
        return self.root / name

    @property
    def profiles(self) -> Path:
        """Folder of the profiles, one YAML file a reporter."""
        return self.root / "profiles"

    @property
    def inbox(self) -> Path:
        """Where files are dropped: inbox/REPORTER/ROUND/FILE."""
        return self.root / "inbox"

    @property
    def ledger(self) -> Path:
        """The SQLite ledger of what was received, decided and released."""
        return self.root / "ledger.sqlite"

    def submission(self, sha256: str) -> Path:
        """Immutable bytes of a submission."""
        return self.root / "submissions" / sha256

    def review(self, submission: str) -> Path:
        """Folder of a submission's reviews: review.json, and what each review let in as Parquet."""
        return self.root / "reviews" / submission

    def validations(self, rounds: str) -> Path:
        """Folder of what Great Expectations found in the reviews of a round, or of a range of rounds."""
        return self.root / "validations" / rounds

    @property
    def data_docs(self) -> Path:
        """Folder of the same as pages for the secretariat, with `index.html`; holds members' own values."""
        return self.root / "data_docs"

    def observations(self, reporter: str, round_: str) -> Path:
        """Accepted observations of one partition."""
        return self.root / "observations" / f"reporter={reporter}" / f"{round_}.parquet"

    def capabilities(self, reporter: str, round_: str) -> Path:
        """Accepted capability records of one partition."""
        return self.root / "capabilities" / f"reporter={reporter}" / f"{round_}.parquet"

    def feedback(self, reporter: str, round_: str) -> Path:
        """Folder of what a reporter gets back for one round."""
        return self.root / "feedback" / reporter / round_

    def triage(self, round_: str) -> Path:
        """State of a round for the secretariat; internal, in no release."""
        return self.root / "triage" / f"{round_}.json"

    def table(self, round_: str, name: str) -> Path:
        """One aggregate of one round."""
        return self.root / "tables" / round_ / f"{name}.parquet"

    def draft(self, round_: str) -> Path:
        """Folder of the unsealed release of a round: public/ and internal/."""
        return self.root / "drafts" / round_

    def release(self, round_: str, version: int) -> Path:
        """Folder of a sealed release: public/ and internal/."""
        return self.root / "releases" / f"{round_}@{version}"

    @property
    def published(self) -> Path:
        """DuckDB file with the figures of all releases, swapped in by rename."""
        return self.root / "published.duckdb"

    @property
    def dagster(self) -> Path:
        """DAGSTER_HOME of this deployment."""
        return self.root / "dagster"


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a temporary file beside `target`; rename it into place only when the block succeeds.

    A reader sees the old file or the new one, never a half; a failed block leaves the old file.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    os.close(descriptor)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(target: Path, content: bytes) -> None:
    """Write a whole file atomically."""
    with replacing(target) as temporary:
        temporary.write_bytes(content)
