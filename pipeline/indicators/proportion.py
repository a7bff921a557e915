"""The 95% interval of a share found in a random sample, such as that of views that show violating content.

Wilson's score interval (Wilson, Journal of the American Statistical Association 22, 1927, 209-212), which
keeps its promise also for rare events (Brown, Cai and DasGupta, Statistical Science 16, 2001, 101-133) and
gives an upper bound where none of the sampled views violated. It takes the views to be sampled
independently of each other; a sample drawn in clusters or with weights is less exact than this says.
"""

from __future__ import annotations

import math

from scipy import special

from pipeline.indicators.rate_ratio import LEVEL


def wilson(found: float, sampled: float) -> tuple[float, float]:
    """Limits of the share, between 0 and 1. Raises ValueError unless 0 <= found <= sampled and sampled >
    0.
    """
    if not 0 <= found <= sampled or not sampled:
        raise ValueError(f"{found:g} found in a sample of {sampled:g}")
    quantile = float(special.ndtri((1 + LEVEL) / 2))
    share, spread = found / sampled, quantile**2 / sampled
    middle = (share + spread / 2) / (1 + spread)
    half = quantile / (1 + spread) * math.sqrt(share * (1 - share) / sampled + spread / (4 * sampled))
    return max(0.0, middle - half), min(1.0, middle + half)
