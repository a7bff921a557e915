"""Repeatable chance: every draw has its own generator, named by what it is for.

So a company added later changes no number of the others.
"""

from __future__ import annotations

import math
from random import Random

SEED = "exercise-1"


def named(*purpose: object) -> Random:
    """A generator that depends only on the seed and the words that name its purpose."""
    return Random("/".join((SEED, *map(str, purpose))))


def poisson(mean: float, chance: Random) -> int:
    """One Poisson draw by multiplication of uniforms (Knuth 1969), fit for means below a few hundred."""
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def negative_binomial(mean: float, shape: float, chance: Random) -> int:
    """A Poisson draw whose mean is itself gamma distributed: variance mean + mean² / shape."""
    return poisson(chance.gammavariate(shape, mean / shape), chance)
