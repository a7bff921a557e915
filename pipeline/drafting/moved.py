"""What moved in a file since its profile was confirmed: by name, the profile's side beside the file's.

Nothing here is accepted or refused; the reading itself does that. A renamed label is proposed by likeness
(rapidfuzz, at least `LIKENESS` of 100) or because the list of synonyms gives both one meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from rapidfuzz import fuzz

from pipeline.detecting.opening import open_unknown
from pipeline.drafting.synonyms import synonyms
from pipeline.drafting.wording import wording
from pipeline.labels import Label, fold
from pipeline.mapping import Situation, map_book
from pipeline.mapping.accounts import Account
from pipeline.model import Finding, RefusalError
from pipeline.profiles import Block, Layout, Profile
from pipeline.readers.cells import Book
from pipeline.readers.opening import open_book

LIKENESS = 60.0
"""Least likeness (0 to 100) at which a new label is named beside a missing one."""
_TOLD_BY_LABELS = frozenset({
    "missing-label", "unclaimed-column", "block-missing", "sheet-missing", "unclaimed-sheet",
    "unclaimed-cell", "blank-header", "layout-ambiguous", "profile-unconfirmed",
})  # fmt: skip
_TEXTS = {
    "unknown-code": "a text without a code",
    "missing-title": "a text that must stand above",
    "ambiguous-title": "a text above that stands there in several forms",
    "pattern-mismatch": "a text of another form",
    "period-span": "periods of another length",
    "bad-period": "a period that cannot be read",
    "scale-disagrees": "a scale",
    "scale-twice": "a scale, stated twice",
    "percent-missing": "a percentage",
    "percent-unexpected": "a percentage",
    "type-error": "numbers written otherwise",
    "blank-value": "a blank",
    "block-twice": "a table that stands twice",
    "duplicate-label": "a label that stands twice",
}


@dataclass(frozen=True, slots=True)
class Moved:
    """One difference."""

    about: str
    """"label", "order", "sheet", "encoding", "delimiter", "file name", "text" ..."""
    was: str
    """What the profile says; '' for something new."""
    now: str
    """What the file says; '' for something missing."""
    told: str = ""
    """In one sentence, where the two sides do not speak for themselves."""


def nearest_layout(profile: Profile, round_: str, file_name: str) -> tuple[Layout, list[Moved]]:
    """The layout that a file should have, and what speaks against it: its rounds, or the file's name."""
    serving = profile.layout_for(round_, file_name)
    if serving:
        return serving[-1], []
    in_time = [each for each in profile.layouts if each.from_round <= round_ <= (each.to_round or round_)]
    layout = in_time[-1] if in_time else profile.layouts[-1]
    if not in_time:
        rounds = f"{layout.from_round} to {layout.to_round or 'now'}"
        return layout, [Moved("rounds", rounds, round_, "no layout serves this round")]
    return layout, [Moved("file name", str(layout.file.name), file_name)]


def compare(path: Path, file_name: str, layout: Layout, situation: Situation) -> list[Moved]:
    """Everything in which a file differs from a layout. Raises RefusalError when it cannot be read at all."""
    book, moved = _opened(path, file_name, layout)
    accounts = [Account(sheet) for sheet in book.sheets]
    moved += _sheets(layout, accounts)
    for block in layout.blocks:
        moved += _block(block, layout, accounts)
    if any(each.about == "label" and each.was for each in moved):
        moved += [each for block in layout.blocks for each in _unread_texts(block, accounts)]
    mapped = map_book(book, layout, situation)
    moved += _texts(mapped.findings, layout)
    return list(dict.fromkeys(moved))


def _opened(path: Path, file_name: str, layout: Layout) -> tuple[Book, list[Moved]]:
    """The book as the layout reads it, or as it can be read, with what differs in its bytes."""
    file = layout.file
    told = ""
    try:
        strict: Book | None = open_book(path, file_name=file_name, dialect=file.dialect, records=file.records)
    except (RefusalError, ValueError) as error:
        strict, told = None, str(error)
    if file.format != "delimited":
        return strict or open_unknown(path, file_name=file_name).book, [
            Moved("records", file.records or "", told)
        ] * (strict is None)
    opened = open_unknown(path, file_name=file_name)
    if opened.dialect is None or (strict is not None and _same_cells(strict, opened.book)):
        kind = [Moved("format", file.format, Path(file_name).suffix)] if opened.dialect is None else []
        return strict or opened.book, kind
    moved = [
        Moved(option, getattr(file.dialect, option), getattr(opened.dialect, option))
        for option in ("encoding", "delimiter", "quote", "escape")
        if getattr(file.dialect, option) != getattr(opened.dialect, option)
    ]
    return opened.book, moved or [Moved("content", "", told or "read strictly, some cells differ")]


def _same_cells(one: Book, other: Book) -> bool:
    texts = [
        [[[c.text for c in row] for row in sheet.rows] for sheet in book.sheets] for book in (one, other)
    ]
    return texts[0] == texts[1]


def _sheets(layout: Layout, accounts: Sequence[Account]) -> Iterator[Moved]:
    names = [account.sheet.name for account in accounts if account.sheet.named]
    wanted = [block.sheet for block in layout.blocks if block.sheet is not None]
    missing = [
        label for label in dict.fromkeys(wanted) if not any(label.matches(fold(name)) for name in names)
    ]
    known = [*wanted, *layout.ignore_sheets]
    everywhere = any(block.sheet is None for block in layout.blocks)
    new = [name for name in names if not everywhere and not any(label.matches(fold(name)) for label in known)]
    yield from _paired("sheet", [str(label) for label in missing], new)


def _block(block: Block, layout: Layout, accounts: Sequence[Account]) -> Iterator[Moved]:
    """Labels of one block: missing, new, renamed, in another order."""
    if block.sheet is not None:
        accounts = [a for a in accounts if block.sheet.matches(fold(a.sheet.name))]
    else:
        accounts = [
            a
            for a in accounts
            if not any(label.matches(fold(a.sheet.name)) for label in layout.ignore_sheets)
        ]
    best = max(
        (
            (_score(account, row, block), -row, account)
            for account in accounts
            for row in range(1, len(account.rows) + 1)
        ),
        key=lambda scored: scored[:2],
        default=None,
    )
    if best is None or best[0] == 0:
        labels = ", ".join(str(label) for level in block.header for label in level)
        yield Moved("table", labels, "", f"no row holds any label of the table {block.name}")
        return
    top, account = -best[1], best[2]
    known = [*block.values, *block.ignore, *block.empty, *block.others]
    known += [column for rule in block.fields.values() for column in rule.columns]
    for number, level in enumerate(block.header):
        texts = [
            text for column in account.filled(top + number) if (text := account.text(top + number, column))
        ]
        merged = {
            account.text(m.top, m.left) for m in account.sheet.merges if m.top <= top + number <= m.bottom
        }
        missing = [
            str(label) for label in level if not any(label.matches(text) for text in (*texts, *merged))
        ]
        new = [text for text in texts if not any(label.matches(text) for label in (*level, *known))]
        if number == 0 or missing or len(block.header) == 1:
            yield from _paired("label", missing, [] if block.takes_rest else new)
        yield from _order(level, texts)


def _score(account: Account, top: int, block: Block) -> int:
    total = 0
    for number, level in enumerate(block.header):
        texts = [account.text(top + number, column) for column in account.filled(top + number)]
        total += sum(any(label.matches(text) for text in texts) for label in level)
    return total


def _order(level: Sequence[Label], texts: Sequence[str]) -> Iterator[Moved]:
    """Columns that stand in another order than the profile lists them. They are read by name all the same."""
    listed = [label.literal for label in level if label.pattern is None and label.literal in texts]
    stand = [text for text in dict.fromkeys(texts) if text in listed]
    if listed == stand:
        return
    kept = SequenceMatcher(a=listed, b=stand, autojunk=False).get_matching_blocks()
    still = {listed[block.a + i] for block in kept for i in range(block.size)}
    out_of_place = [label for label in listed if label not in still]
    told = f"read by name all the same; out of place: {', '.join(out_of_place)}"
    yield Moved("order", ", ".join(listed), ", ".join(stand), told)


def _paired(about: str, missing: list[str], new: list[str]) -> Iterator[Moved]:
    """Missing and new names side by side; those alike as one renaming."""
    pairs = sorted(((likeness(was, now), was, now) for was in missing for now in new), reverse=True)
    left, right = list(missing), list(new)
    for score, was, now in pairs:
        if score >= LIKENESS and was in left and now in right:
            left.remove(was)
            right.remove(now)
            yield Moved(about, was, now, _renamed(was, now, score))
    yield from (Moved(about, was, "", "missing") for was in left)
    yield from (Moved(about, "", now, "new") for now in right)


def likeness(one: str, other: str) -> float:
    """How alike two labels are, 0 to 100; 100 for two words of one meaning."""
    known = synonyms()
    for target in ("indicator", "taxon_group", "column"):
        meanings = [known.best(text, target) for text in (one, other)]
        first, second = meanings
        if first and second and min(first.confidence, second.confidence) >= 0.9 and first.code == second.code:
            return 100.0
    return float(fuzz.token_sort_ratio(fold(one).lower(), fold(other).lower()))


def _renamed(was: str, now: str, score: float) -> str:
    before, after = wording(was), wording(now)
    if before.scale != after.scale:
        scales = f"{before.scale or 'none'} is now {after.scale or 'none'}"
        return f"the scale changed: {scales} ({score:.0f} of 100 alike)"
    if before.percent != after.percent:
        return f"the unit changed: % {'went' if before.percent else 'came'} ({score:.0f} of 100 alike)"
    if before.aside != after.aside:
        return f"what stands in brackets changed ({score:.0f} of 100 alike)"
    return f"renamed? {score:.0f} of 100 alike"


def _texts(findings: Sequence[Finding], layout: Layout) -> Iterator[Moved]:
    """What reading through the layout complains of in the texts: new codes, titles, scales, periods."""
    for finding in findings:
        if finding.code in _TOLD_BY_LABELS or finding.code not in _TEXTS:
            continue
        places = ", ".join(finding.places[:3])
        params = finding.params
        was = (
            params.get("title")
            or params.get("expected")
            or params.get("scale")
            or params.get("pattern")
            or ""
        )
        told = f"{_TEXTS[finding.code]} in {places}" if places else _TEXTS[finding.code]
        if finding.code == "unknown-code":
            was = _nearest_text(finding.value, params.get("field", ""), layout)
            told = f"{told}, field {params.get('field', '')}"
        yield Moved("text", was, finding.value, told)


def _unread_texts(block: Block, accounts: Sequence[Account]) -> Iterator[Moved]:
    """New texts under the labels that are still there, in a table that cannot be read for want of others."""
    for account in accounts:
        for row in range(1, len(account.rows) + 1):
            for column in account.filled(row):
                for name, rule in block.fields.items():
                    label = rule.column
                    if label is None or rule.codes is None or not label.matches(account.text(row, column)):
                        continue
                    yield from _new_under(block, account, (row, column), name, dict(rule.codes))


def _new_under(
    block: Block, account: Account, header: tuple[int, int], name: str, codes: Mapping[str, object]
) -> Iterator[Moved]:
    conditions = [label for rule in block.rows for label in rule.where.values()]
    row, column = header
    below = (account.text(each, column) for each in range(row + 1, len(account.rows) + 1))
    for text in dict.fromkeys(text for text in below if text):
        if text in codes or any(label.matches(text) for label in conditions):
            continue
        near = max(((likeness(listed, text), listed) for listed in codes if listed), default=(0.0, ""))
        was = f"{near[1]} ({near[0]:.0f} of 100 alike)" if near[0] >= LIKENESS else ""
        yield Moved("text", was, text, f"a text without a code, field {name}")


def _nearest_text(text: str, field: str, layout: Layout) -> str:
    """The text with a code that is most like a new one."""
    known = {
        listed
        for block in layout.blocks
        for name, rule in block.fields.items()
        if name == field
        for listed in rule.codes or {}
        if listed
    }
    scored = sorted(((likeness(listed, text), listed) for listed in known), reverse=True)
    return f"{scored[0][1]} ({scored[0][0]:.0f} of 100 alike)" if scored and scored[0][0] >= LIKENESS else ""
