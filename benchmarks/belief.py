"""Can the number be believed? Prints the table of docs/belief.md and writes it there.

Each module `belief_*.py` with measures takes one group: the answers about invented coalitions whose true
reduction is known, what removals alone would say about them, and whether every release can be made again.
Exit status 1 when a measure is not reached.
"""

from __future__ import annotations

import sys

from measured_page import write

GROUPS = ("answers", "removals", "replay", "disclosure")

if __name__ == "__main__":
    sys.exit(write("belief.md", "bench-belief", [f"belief_{group}" for group in GROUPS]))
