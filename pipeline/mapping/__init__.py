"""Cells and a layout to observations: locate the blocks, claim every cell, build what stands there.

Nothing is guessed on the way. A block is found by its header labels exactly once, every column and every cell
is claimed by something the profile names, every text becomes a code through a closed list, and each complaint
names the cells it is about. The story of one file is told in `book.py`.
"""

from pipeline.mapping.book import Mapped, map_book
from pipeline.mapping.situation import Situation

__all__ = ["Mapped", "Situation", "map_book"]
