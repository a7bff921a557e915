"""Linear algebra on one thread.

The matrices are small: several threads cost twice the processor time and save none of the waiting. And sums
come out the same on machines with more or fewer cores.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


@contextmanager
def one_thread() -> Iterator[None]:
    """Let NumPy and SciPy use one thread meanwhile. Also a decorator."""
    with threadpool_limits(limits=1, user_api="blas"):
        yield
