"""What a profile says about a log: which kind it is, and whose rows count."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pipeline.strict_yaml import StrictModel


class LogRule(StrictModel):
    """The `log` part of a layout."""

    kind: Literal["dsa-statements"]
    platforms: dict[str, str] = Field(min_length=1)
    """Name of a platform as the log writes it -> party in the register."""
    other_platforms: Literal["outside", "finding"] = "finding"
    """What rows of platforms not named are: outside the scope, or something that must be explained."""
