"""What commands share: finding the data home, reading days and names, speaking to people."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import UTC, date, datetime, time
from pathlib import Path

from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.rounds import FutureError, known_at
from pipeline.settings import Settings


class UsageError(Exception):
    """The person asked for something that does not exist; the message says what does."""


def say(text: str) -> None:
    """A message for the person, on standard error."""
    print(text, file=sys.stderr)  # noqa: T201


def answer(text: str) -> None:
    """A result, on standard output."""
    print(text)  # noqa: T201


def home_of(given: Namespace) -> Home:
    """The data home that the command names, else the environment's. Raises UsageError."""
    if given.home == "":
        raise UsageError("--home is empty; name the folder, or leave --home out")
    root = Path(given.home) if given.home else Settings.from_environment().home
    return Home(root.absolute())


def deployment_of(given: Namespace) -> Deployment:
    """The data home with its edited files. Raises EditedFileError."""
    return Deployment.load(home_of(given))


def day(text: str) -> date:
    """A day as 2021-06-30. Raises UsageError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"'{text}' is not a day; write it as 2021-06-30") from None


def moment_of(given: Namespace) -> datetime | None:
    """The end of the day of --as-of, UTC; None where it is not given.

    Raises UsageError for what is no day, and for a day that is still to come.
    """
    if given.as_of is None:
        return None
    try:
        return known_at(datetime.combine(day(given.as_of), time.max.replace(microsecond=0), tzinfo=UTC))
    except FutureError as error:
        raise UsageError(str(error)) from None


def known_round(text: str, deployment: Deployment) -> str:
    """A round of the calendar. Raises UsageError."""
    if text not in deployment.calendar:
        known = ", ".join(deployment.calendar.names) or "none"
        raise UsageError(f"'{text}' is not in the calendar; its rounds are: {known}")
    return text
