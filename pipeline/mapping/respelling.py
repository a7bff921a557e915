"""Headings that differ from the profile's in case alone: `listings removed` for `Listings removed`.

They are read as the profile writes them, with a word about it, where nothing else can be meant: all labels of
the level stand in the row, the label as written stands nowhere in it, and no other label differs from it in
case alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pipeline.labels import Label
from pipeline.mapping.accounts import Account
from pipeline.mapping.complaints import Complaints
from pipeline.profiles import Block, Layout


def respell(layout: Layout, accounts: Sequence[Account], complaints: Complaints) -> None:
    """Write headings as the profile does, and say so."""
    for block in layout.blocks:
        known = _literals(block)
        meant = _by_folded_case(known)
        for account in accounts:
            if block.sheet is None or block.sheet.matches(account.sheet.name):
                _respell_rows(block, known, meant, account, complaints)


def _respell_rows(
    block: Block, known: set[str], meant: dict[str, str], account: Account, complaints: Complaints
) -> None:
    for number, row in enumerate(account.rows, start=1):
        texts = [meant.get(text.casefold(), text) if text not in known else text for text in row]
        if texts == row or not any(_stands(level, texts) for level in block.header):
            continue
        given = list(row)
        for column, (text, written) in enumerate(zip(given, texts, strict=True), start=1):
            if text != written and written not in given:
                row[column - 1] = written
                place = account.sheet.place(number, column)
                complaints.add("heading-respelled", [place], text, block=block.name, label=written)


def _stands(level: Iterable[Label], texts: Sequence[str]) -> bool:
    return all(any(label.matches(text) for text in texts if text) for label in level)


def _literals(block: Block) -> set[str]:
    """Every heading that the block names literally, of whatever level."""
    return {part for label in _labels(block) if label.pattern is None for part in label.literal.split(" | ")}


def _labels(block: Block) -> Iterator[Label]:
    for level in block.header:
        yield from level
    yield from (*block.values, *block.ignore, *block.empty, *block.others)
    for rule in block.fields.values():
        yield from rule.columns


def _by_folded_case(literals: set[str]) -> dict[str, str]:
    """Text in folded case -> the one literal that it can be."""
    counted = Counter(literal.casefold() for literal in literals)
    return {literal.casefold(): literal for literal in literals if counted[literal.casefold()] == 1}
