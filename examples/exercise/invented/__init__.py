"""The generator of the exercise: parties, true quantities, layouts, story, and the data home they make."""

from invented.data_home import write
from invented.truth import Truth, truth

__all__ = ["Truth", "truth", "write"]
