"""The data home as a Dagster resource; its edited files are loaded again only when one of them changed."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import dagster as dg

from pipeline.deployment import Deployment
from pipeline.home import EDITED_FILES, OPTIONAL_FILES, Home
from pipeline.inputs import Scope
from pipeline.ledger import Ledger
from pipeline.rounds import known_at


class DataHome(dg.ConfigurableResource[None]):
    """The one folder that holds all state and settings of a deployment."""

    path: str
    as_of: str = ""
    """Moment whose knowledge is used, ISO 8601 with its zone; empty: the round's cut-off."""

    @property
    def home(self) -> Home:
        """Paths of the data home."""
        return Home(Path(self.path))

    @property
    def ledger(self) -> Ledger:
        """The ledger of the data home."""
        return Ledger(self.home)

    @property
    def deployment(self) -> Deployment:
        """The edited files. Raises EditedFileError."""
        return _loaded(self.home, _state(self.home))

    @property
    def moment(self) -> datetime | None:
        """`as_of`, where given. Raises FutureError for a day that is still to come."""
        return known_at(datetime.fromisoformat(self.as_of)) if self.as_of else None

    def scope(self, round_: str) -> Scope:
        """A round, and the moment whose knowledge its figures use."""
        return Scope(self.deployment, round_, self.moment or self.deployment.calendar.round(round_).closes_at)


def _state(home: Home) -> str:
    """Hash over the edited files as they are now."""
    digest = hashlib.sha256()
    for path in [*map(home.edited, (*EDITED_FILES, *OPTIONAL_FILES)), *sorted(home.profiles.glob("*.yaml"))]:
        content = path.read_bytes() if path.exists() else b""
        digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


@lru_cache(maxsize=2)
def _loaded(home: Home, _state: str) -> Deployment:
    return Deployment.load(home)
