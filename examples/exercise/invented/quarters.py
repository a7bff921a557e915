"""The rounds of the exercise and the months inside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

START = date(2018, 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month."""

    year: int
    month: int

    @property
    def first_day(self) -> date:
        """First day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """Last day of the month."""
        following = date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return following - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter; as a round it has dates for opening, due and cut-off."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def months(self) -> tuple[Month, Month, Month]:
        """The three months, oldest first."""
        first = 3 * self.number - 2
        return (Month(self.year, first), Month(self.year, first + 1), Month(self.year, first + 2))

    @property
    def first_day(self) -> date:
        """First day of the quarter."""
        return self.months[0].first_day

    @property
    def last_day(self) -> date:
        """Last day of the quarter; who is a member then is eligible."""
        return self.months[2].last_day

    @property
    def opens(self) -> date:
        """Day after the quarter."""
        return self.last_day + timedelta(days=1)

    @property
    def due(self) -> date:
        """Thirty days after the opening."""
        return self.opens + timedelta(days=30)

    @property
    def cut_off(self) -> date:
        """Sixty days after the opening."""
        return self.opens + timedelta(days=60)


QUARTERS = tuple(
    Quarter(year, number)
    for year in range(2018, 2022)
    for number in range(1, 5)
    if (year, number) <= (2021, 2)
)
LAST = QUARTERS[-1]


def quarter(name: str) -> Quarter:
    """The quarter written `2021-Q2`."""
    return Quarter(int(name[:4]), int(name[-1]))
