"""The data home as a Dagster resource; its edited files are loaded once a run."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import dagster as dg
from pydantic import PrivateAttr

from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.inputs import Scope
from pipeline.ledger import Ledger


class DataHome(dg.ConfigurableResource[None]):
    """The one folder that holds all state and settings of a deployment."""

    path: str
    as_of: str = ""
    """Moment whose knowledge is used, ISO 8601 with its zone; empty: the round's cut-off."""

    _deployment: Deployment | None = PrivateAttr(default=None)

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
        if self._deployment is None:
            self._deployment = Deployment.load(self.home)
        return self._deployment

    def scope(self, round_: str) -> Scope:
        """A round, and the moment whose knowledge its figures use."""
        moment = datetime.fromisoformat(self.as_of) if self.as_of else None
        return Scope(self.deployment, round_, moment or self.deployment.calendar.round(round_).closes_at)
