"""What the dimensions and categories of broken-down totals are called."""

from __future__ import annotations

from pipeline.codes import codelist
from pipeline.model import Text


def dimension_label(dimension: str) -> Text:
    """`Taxon group`; the code itself where no total is broken down so."""
    return codelist("breakdown_dimensions").label(dimension)


def category_label(dimension: str, category: str) -> Text:
    """`Elephant ivory`; `Not broken down` for what is left."""
    rests, dimensions = codelist("breakdown_rests"), codelist("breakdown_dimensions")
    if category in rests or dimension not in dimensions:
        return rests.label(category)
    return codelist(dimensions[dimension].extra["categories"]).label(category)
