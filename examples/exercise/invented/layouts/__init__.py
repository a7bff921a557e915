"""The layouts: each module writes a report in one form and says, in the profile language, how to read it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from invented.layouts import chinese, merged, monitor, plain, records, running, semicolon, wide
from invented.parties import Company
from invented.report import Report


@dataclass(frozen=True, slots=True)
class Layout:
    """One form of file."""

    suffix: str
    period: Literal["quarter", "month", "running"]
    """What one value covers; `running` is everything since the start of 2018."""
    write: Callable[[Report], bytes]
    describe: Callable[[Sequence[Company]], dict[str, Any]]
    """The layout in the profile language, without its name and dates, for the companies it tells about."""


LAYOUTS: dict[str, Layout] = {
    "plain": Layout("csv", "quarter", plain.write, plain.describe),
    "semicolon": Layout("csv", "quarter", semicolon.write, semicolon.describe),
    "chinese": Layout("csv", "quarter", chinese.write, chinese.describe),
    "merged": Layout("xlsx", "month", merged.write, merged.describe),
    "wide": Layout("xlsx", "month", wide.write, wide.describe),
    "records": Layout("json", "quarter", records.write, records.describe),
    "running": Layout("csv", "running", running.write, running.describe),
    "monitor": Layout("csv", "month", monitor.write, monitor.describe),
}
