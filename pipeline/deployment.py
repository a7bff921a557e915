"""A deployment: everything that people edit in a data home, loaded and checked at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from pipeline.comparisons import Comparison, ComparisonFile
from pipeline.home import EDITED_FILES, OPTIONAL_FILES, Home
from pipeline.model import Text, in_both
from pipeline.profiles import Profile, load_profiles
from pipeline.register import Register, RegisterFile
from pipeline.rounds import Calendar
from pipeline.strict_yaml import EditedFileError, StrictModel, line_of, load_model
from pipeline.target import Target, TargetFile


class DeploymentSettings(StrictModel):
    """settings.yaml: how this deployment publishes."""

    title: Text
    publisher: Annotated[Text, BeforeValidator(in_both)]
    """One name for both languages, or one for each."""
    invented: bool = False
    """True in an exercise: every page then says that its figures are invented."""
    salt: str = Field(min_length=16)
    """Secret of this deployment; salts the hashes of the public manifest."""
    minimum_holdings: int = Field(default=3, ge=3)
    """Fewest owner groups in a published total."""
    p_percent: int = Field(ge=1, le=100)
    """Secret: how closely, in percent of its value, no contribution may be estimated (the p% rule)."""


class Permission(StrictModel):
    """A party lets its own values be published."""

    party: str
    indicators: tuple[str, ...]
    """Codes, or `all`."""
    start: date | None = None
    end: date | None = None
    note: str = ""


class PermissionFile(StrictModel):
    """permissions.yaml as written."""

    permissions: tuple[Permission, ...] = ()


class Waiver(StrictModel):
    """The secretariat lets a finding pass, with a reason, a name and an end."""

    code: str
    submission: str
    place: str = ""
    reason: str
    by: str
    on: date
    expires: date


class WaiverFile(StrictModel):
    """waivers.yaml as written."""

    waivers: tuple[Waiver, ...] = ()


ONE_COUNTS = "conflicting-values"
"""The finding on values at odds, of which one at most can be right."""


def objection(waiver: Waiver, register: Register) -> str:
    """Why a waiver cannot mean what it says; empty where it can."""
    of_reporter = waiver.submission in register
    if waiver.code == ONE_COUNTS and (of_reporter or not waiver.place):
        return f"of {ONE_COUNTS} one value can be let in: name the submission, and the place of that value"
    if waiver.place and of_reporter:
        return "a place belongs to one file: name the submission, not the reporter"
    return ""


@dataclass(frozen=True, slots=True)
class Deployment:
    """The edited files of one data home, validated against each other."""

    home: Home
    register: Register
    calendar: Calendar
    targets: tuple[Target, ...]
    settings: DeploymentSettings
    permissions: tuple[Permission, ...]
    waivers: tuple[Waiver, ...]
    profiles: dict[str, Profile]
    """Reporter -> its profile."""
    comparisons: tuple[Comparison, ...] = ()

    @classmethod
    def load(cls, home: Home) -> Deployment:
        """Load all edited files. Raises EditedFileError naming file and field."""
        if not home.edited("register.yaml").exists():
            raise EditedFileError(
                f"{home.root}: there is no data home here; make one with `coalition init --home {home.root}`"
            )
        try:
            register = Register(load_model(home.edited("register.yaml"), RegisterFile))
        except ValueError as error:
            raise EditedFileError(f"{home.edited('register.yaml')}: {error}") from None
        permissions = load_model(home.edited("permissions.yaml"), PermissionFile).permissions
        for permission in permissions:
            if permission.party not in register:
                raise EditedFileError(
                    f"{home.edited('permissions.yaml')}: party '{permission.party}' is not in the register"
                )
        profiles = load_profiles(home.profiles)
        for reporter in profiles:
            if reporter not in register:
                raise EditedFileError(
                    f"{home.profiles / (reporter + '.yaml')}: reporter '{reporter}' is not in the register"
                )
        return cls(
            home=home,
            register=register,
            calendar=load_model(home.edited("calendar.yaml"), Calendar),
            targets=_targets(home, register),
            settings=load_model(home.edited("settings.yaml"), DeploymentSettings),
            permissions=permissions,
            waivers=_waivers(home, register),
            profiles=profiles,
            comparisons=_comparisons(home),
        )

    def hashes(self) -> dict[str, str]:
        """SHA-256 of every edited file, by its path below the home, sorted."""
        paths = [self.home.edited(name) for name in EDITED_FILES]
        paths += [path for path in map(self.home.edited, OPTIONAL_FILES) if path.exists()]
        paths += sorted(self.home.profiles.glob("*.yaml"))
        return {
            path.relative_to(self.home.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(paths)
        }


def _waivers(home: Home, register: Register) -> tuple[Waiver, ...]:
    path = home.edited("waivers.yaml")
    waivers = load_model(path, WaiverFile).waivers
    for number, waiver in enumerate(waivers):
        if wrong := objection(waiver, register):
            line = line_of(path.read_text(encoding="utf-8"), ("waivers", number))
            raise EditedFileError(f"{path}, line {line}: {wrong}")
    return waivers


def _targets(home: Home, register: Register) -> tuple[Target, ...]:
    path = home.edited("target.yaml")
    targets = load_model(path, TargetFile).targets
    for number, target in enumerate(targets):
        panel = target.population.panel if target.population else None
        if panel is not None and panel not in register:
            place = ("targets", number, "population", "panel")
            line = line_of(path.read_text(encoding="utf-8"), place)
            raise EditedFileError(f"{path}, line {line}: the panel '{panel}' is not in the register")
    return targets


def _comparisons(home: Home) -> tuple[Comparison, ...]:
    """Declared comparisons; none where the home has no such file."""
    path = home.edited("comparisons.yaml")
    return load_model(path, ComparisonFile).comparisons if path.exists() else ()
