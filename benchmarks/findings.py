"""How good is the review? Prints the table of docs/findings.md and writes it there.

Each module `findings_*.py` with measures takes one group: planted errors, flags by odds, restatements of
real releases, and the time that a member waits. DETAILS=1 lists every kind of planted fault. Exit status 1
when a measure is not reached.
"""

from __future__ import annotations

import sys

from measured_page import write

GROUPS = ("speed", "restatements", "planted", "odds", "messages", "lossless")

if __name__ == "__main__":
    sys.exit(write("findings.md", "bench-findings", [f"findings_{group}" for group in GROUPS]))
