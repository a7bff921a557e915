"""Are the figures of press texts proposed rightly? Held against figures that people read out of them.

A figure counts as found when value, unit, qualifier and days agree. A proposal that agrees with no figure
is superfluous; one that stands at a figure's place with another value is wrong. The reference is a plain
pattern, a number and the word behind it; it is let off qualifier and days. The texts lie beside the samples;
others are measured by giving their folder and a file of figures of the same form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from measure import Measure

from pipeline.proposing.proposals import Proposal, propose
from pipeline.proposing.texts import Page, read_page
from pipeline.register import Register, RegisterFile
from pipeline.strict_yaml import load_model

HERE = Path(__file__).resolve().parent
FIGURES = HERE / "seeds_figures.yaml"
REGISTER = HERE.parent / "examples" / "public-record" / "register.yaml"
NAME = "seeds: figures proposed with right value, unit, qualifier, period"


@dataclass(slots=True)
class Tally:
    """What was found, missed, superfluous and wrong, with a line on each for people."""

    found: int = 0
    missed: int = 0
    superfluous: int = 0
    wrong: int = 0
    lines: list[str] | None = None

    def add(self, other: Tally) -> None:
        """Take in the tally of another text."""
        self.found += other.found
        self.missed += other.missed
        self.superfluous += other.superfluous
        self.wrong += other.wrong
        if self.lines is not None:
            self.lines += other.lines or []

    @property
    def recall(self) -> float:
        """Share of the figures that were found, in percent."""
        return 100 * self.found / max(1, self.found + self.missed)

    @property
    def precision(self) -> float:
        """Share of the proposals that were right, in percent."""
        return 100 * self.found / max(1, self.found + self.superfluous)

    def __str__(self) -> str:
        return f"recall {self.recall:.1f}%, precision {self.precision:.1f}%, wrong value {self.wrong}"


@dataclass(frozen=True, slots=True)
class Read:
    """A figure as a program read it; `at` is the place of the number in the text."""

    at: tuple[int, int]
    value: Decimal | None
    qualifier: str
    unit: str
    start: str
    end: str
    low: Decimal | None = None
    high: Decimal | None = None


def measures(samples: Path | None) -> Iterator[Measure]:
    folder = samples.parent / "seeds" if samples else None
    if folder is None or not folder.is_dir():
        yield Measure(
            NAME, "", "recall ≥ 90%, precision ≥ 90%, wrong value 0", "no texts beside the samples", None
        )
        return
    ours, plain = scored(folder, FIGURES)
    reached = ours.recall >= 90 and ours.precision >= 90 and ours.wrong == 0
    yield Measure(
        NAME,
        f"a number and the word behind it (value and unit only): {plain}",
        "recall ≥ 90%, precision ≥ 90%, wrong value 0",
        str(ours),
        reached,
    )


def scored(folder: Path, figures: Path, register: Register | None = None) -> tuple[Tally, Tally]:
    """Tallies of the proposer and of the plain pattern over every text of a figures file."""
    table = yaml.safe_load(figures.read_text(encoding="utf-8"))
    register = register or Register(load_model(REGISTER, RegisterFile))
    ours, plain = Tally(lines=[]), Tally(lines=[])
    for name, told in table["texts"].items():
        page = read_page(next(iter(sorted(folder.glob(told["file"])))))
        wanted = [figure for figure in table["figures"] if name in figure["in"]]
        proposals = propose(page, register, published=told.get("published"))
        ours.add(tally(name, page, wanted, [as_read(p) for p in proposals]))
        plain.add(tally(name, page, wanted, list(first_numbers(page)), strict=False))
    return ours, plain


def as_read(proposal: Proposal) -> Read:
    """What a proposal says, in the terms of the figures file."""
    covered = proposal.covered
    return Read(
        proposal.printed_at,
        proposal.value,
        proposal.qualifier.value,
        proposal.unit,
        str(covered.start or ""),
        str(covered.end or ""),
        proposal.bounds.low,
        proposal.bounds.high,
    )


_FIRST = re.compile(r"(?<!\S)(?P<number>\d[\d,]*(?:\.\d+)?)\s+(?P<noun>[A-Za-z]+)")


def first_numbers(page: Page) -> Iterator[Read]:
    """The reference: a number and the word behind it, without hedge and period."""
    for match in _FIRST.finditer(page.text):
        number = Decimal(match["number"].replace(",", ""))
        unit = match["noun"].lower().removesuffix("s")
        yield Read(match.span("number"), number, "exact", unit, "", "")


def tally(
    name: str, page: Page, wanted: Iterable[dict[str, Any]], reads: list[Read], *, strict: bool = True
) -> Tally:
    """Hold what was read against what stands in one text, by place; leniently by value and unit alone."""
    result = Tally(lines=[])
    lines: list[str] = []
    left = list(reads)
    flat, places = flattened(page.text)
    for figure in wanted:
        begin = flat.find(flattened(figure["quote"])[0])
        if begin < 0:
            raise ValueError(f"{name}: “{figure['quote']}” does not stand in the text")
        span = places[begin], places[begin + len(flattened(figure["quote"])[0]) - 1]
        here = [read for read in left if read.at[0] <= span[1] and span[0] < read.at[1]]
        right = next((read for read in here if agrees(read, figure, strict=strict)), None)
        counted = figure.get("counted", "yes") == "yes"
        if right is not None:
            left.remove(right)
        elif not counted:
            left = [read for read in left if read not in here]
        result.found += counted and right is not None
        result.missed += counted and right is None
        if counted and right is None:
            value = Decimal(str(figure["value"]))
            result.wrong += any(read.value != value for read in here)
            lines.append(f"{name} row {figure['row']}: {figure['quote']}: {here or 'not proposed'}")
    result.superfluous = len(left)
    result.lines = lines + [f"{name}: superfluous: {page.text[slice(*read.at)]} {read}" for read in left]
    return result


def agrees(read: Read, figure: dict[str, Any], *, strict: bool = True) -> bool:
    """Value, unit, qualifier and days; days are compared as exactly as the figure states them."""
    value = None if figure["value"] is None else Decimal(str(figure["value"]))
    qualifiers = ("exact", "rounded") if figure["qualifier"] == "plain" else (figure["qualifier"],)
    if (read.value, read.unit) != (value, figure["unit"]):
        return False
    if not strict or figure.get("counted", "yes") != "yes":
        return True
    if read.qualifier not in qualifiers:
        return False
    ends = [Decimal(str(figure[name])) for name in ("low", "high") if name in figure]
    if ends and ends != [read.low, read.high]:
        return False
    days = ((read.start, figure["start"]), (read.end, figure["end"]))
    return all(given.startswith(stated) if stated else not given for given, stated in days)


def flattened(text: str) -> tuple[str, list[int]]:
    """The text with one blank for every run of them, and the place of each sign."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        blank = sign.isspace()
        if blank and signs and signs[-1] == " ":
            continue
        signs.append(" " if blank else sign)
        places.append(place)
    return "".join(signs), places


if __name__ == "__main__":
    import sys

    for side in scored(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else FIGURES):
        print(side, *side.lines or [], sep="\n  ")
