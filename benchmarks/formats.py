"""How well is any file read? Prints the table of docs/formats.md and writes it there.

Each module `formats_*.py` beside this one takes one group of measures. Real files come from the folder named
by COALITION_SAMPLES; a group that needs them says so when they are missing. Exit status 1 when a measure is
not reached.
"""

from __future__ import annotations

import sys

from measured_page import write

GROUPS = ("pollock", "chinese", "seeds", "layout_changes", "hostile", "logs", "xlsx")

if __name__ == "__main__":
    sys.exit(write("formats.md", "bench-formats", [f"formats_{group}" for group in GROUPS]))
