"""One frozen Settings; the only reader of the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment may decide. Every field is documented in docs/settings.md."""

    home: Path
    """`COALITION_HOME`: the data home, by default `./var`."""
    samples: Path | None
    """`COALITION_SAMPLES`: a folder of real sample files for extra tests and benchmarks."""
    browser: str | None
    """`BROWSER_PATH`: the Chromium that draws chart images, when it is not found by itself."""

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the environment once."""
        samples = os.environ.get("COALITION_SAMPLES")
        return cls(
            home=Path(os.environ.get("COALITION_HOME", "var")),
            samples=Path(samples) if samples else None,
            browser=os.environ.get("BROWSER_PATH") or None,
        )
