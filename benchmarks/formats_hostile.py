"""Files built or broken to do harm: none may crash the reader, hang it or exceed a document's memory.

Every file of the samples' `hostile`, `formula-injection` and `messy` folders is opened twice in a child
process with the limits that the intake sets: strictly, as a profile would have it, and with nothing told
about it. One that was renamed to be harmless is opened under the name that its content calls for. To be
refused with a reason is as good as to be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from measure import Measure

from pipeline.confinement import DOCUMENT, confined
from pipeline.detecting.opening import open_unknown
from pipeline.model import RefusalError
from pipeline.readers.opening import open_book

FOLDERS = ("hostile", "formula-injection", "messy")
HARMLESS_SUFFIX = ".dontuse"
LIMITS = ("crash", "time", "memory")


def files(samples: Path) -> list[tuple[Path, str]]:
    """Every hostile file, and the name it is sent under."""
    found = []
    for folder in FOLDERS:
        for path in sorted((samples / folder).iterdir()):
            suffix = ".xlsx" if path.read_bytes().startswith(b"PK") else ".csv"
            name = path.with_suffix(suffix).name if path.suffix == HARMLESS_SUFFIX else path.name
            if path.is_file() and path.name != "MANIFEST.tsv":
                found.append((path, name))
    return found


def outcome(opened: Callable[..., object], path: Path, name: str) -> str:
    """What becomes of one file: "read", "refused", or how it did harm."""
    try:
        confined(DOCUMENT, opened, path, file_name=name)
    except RefusalError as error:
        reasons = {finding.params.get("reason", "") for finding in error.findings}
        return next((limit for limit in LIMITS if limit in reasons), "refused")
    except Exception as error:
        print(f"  {name}: {type(error).__name__}: {error}")
        return "crash"
    return "read"


def measures(samples: Path | None) -> Iterator[Measure]:
    name = "hostile files that crash, hang or exceed the limits"
    if samples is None:
        yield Measure(name, "", "0", "no samples", None)
        return
    counts: Counter[str] = Counter()
    for path, sent_as in files(samples):
        for opened in (open_book, open_unknown):
            ended = outcome(opened, path, sent_as)
            if ended in LIMITS:
                print(f"  {path.name} as {sent_as}: {ended}")
            counts[ended] += 1
    harm = sum(counts[limit] for limit in LIMITS)
    value = f"{harm} ({counts['read']} read, {counts['refused']} refused with a reason)"
    yield Measure(name, "", "0", value, harm == 0)
