"""Nine good files of different layouts, each with where its parts stand."""

from __future__ import annotations

from good_tables import CHINESE, LONG, MONTHS, TREE
from good_workbooks import CARRIED, FLAT, FORM, MERGED, STACKED

FILES = {
    "carried": CARRIED,
    "flat": FLAT,
    "long": LONG,
    "months": MONTHS,
    "chinese": CHINESE,
    "merged": MERGED,
    "stacked": STACKED,
    "form": FORM,
    "tree": TREE,
}
