"""Locating blocks: a block stands where all labels of its header stand, and only there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.labels import Label, fold
from pipeline.mapping.accounts import Account
from pipeline.mapping.columns import Column, columns_of
from pipeline.mapping.complaints import Complaints
from pipeline.mapping.forms import HEADER_ROW, VALUE_ROW, FormAccount, form_of
from pipeline.profiles import Block, Layout
from pipeline.values.notations import Notation


@dataclass(slots=True)
class Table:
    """A located block: its header from `top` to `bottom`, its rows from there to `last`."""

    block: Block
    account: Account
    top: int
    bottom: int
    columns: tuple[Column, ...]
    last: int
    ceiling: int = 0
    """Last header row of the blocks above: titles of this block stand below it if they can."""
    notations: dict[int, Notation] = field(default_factory=dict)
    """Signs of free numbers that a column declares or shows."""
    missing_titles: list[Label] = field(default_factory=list)
    """Texts that should stand above the header and do not."""

    @property
    def span(self) -> range:
        """Columns from the first to the last labelled one."""
        return range(self.columns[0].index, self.columns[-1].index + 1)

    @property
    def home(self) -> Account:
        """The sheet it stands on (a form is read through an account of its own)."""
        return self.account.home if isinstance(self.account, FormAccount) else self.account

    @property
    def home_top(self) -> int:
        """First row of its header, or of the form, on the sheet."""
        return self.account.top if isinstance(self.account, FormAccount) else self.top

    @property
    def home_span(self) -> range:
        """Columns it takes on the sheet."""
        return self.account.columns if isinstance(self.account, FormAccount) else self.span


def locate(layout: Layout, accounts: Sequence[Account], complaints: Complaints) -> list[Table]:
    """Find every block of a layout; complain of those that are missing or stand twice."""
    tables = []
    for block in layout.blocks:
        candidates = _sheets_for(block, layout, accounts)
        if not candidates:
            names = ", ".join(a.sheet.name for a in accounts)
            complaints.add("sheet-missing", block=block.name, sheet=str(block.sheet or ""), sheets=names)
            continue
        if block.pairs is not None:
            tables += _form(block, candidates, complaints)
            continue
        found = [(account, row) for account in candidates for row in _header_rows(account, block)]
        if len(found) == 1:
            tables.append(_table(block, *found[0]))
            continue
        for account in candidates:
            account.complained.update(account.positions())
        if found:
            places = [account.sheet.place(row, account.filled(row)[0]) for account, row in found]
            complaints.add("block-twice", places, block=block.name)
        else:
            _complain_of_missing(block, candidates, complaints)
    _cut_at_next_header(tables)
    for table in tables:
        above = [t.bottom for t in tables if t.account is table.home and t.bottom < table.home_top]
        table.ceiling = max(above, default=0)
    return tables


def settle(tables: Sequence[Table]) -> None:
    """Hand the claims of forms over to their sheets."""
    for table in tables:
        if isinstance(table.account, FormAccount):
            table.account.settle()


def _form(block: Block, candidates: Sequence[Account], complaints: Complaints) -> list[Table]:
    """The form of a block, when all its labels stand on one sheet and each of them once."""
    forms = [form_of(account, block) for account in candidates]
    counts = [[_standing(form, label) for label in block.header[0]] for form in forms]
    whole = [form for form, count in zip(forms, counts, strict=True) if all(count)]
    if len(whole) == 1 and max(len(places) for places in counts[forms.index(whole[0])]) == 1:
        table = Table(
            block, whole[0], HEADER_ROW, HEADER_ROW, columns_of(whole[0], block, HEADER_ROW), VALUE_ROW
        )
        return [table]
    for account in candidates:
        account.complained.update(account.positions())
    if whole:
        first = [
            places for form, count in zip(forms, counts, strict=True) if form in whole for places in count
        ]
        doubled = [
            place for places in first for place in (places if len(places) > 1 or len(whole) > 1 else ())
        ]
        complaints.add("block-twice", doubled, block=block.name)
    elif any(any(count) for count in counts):
        best = max(range(len(forms)), key=lambda i: sum(map(bool, counts[i])))
        pairs = zip(block.header[0], counts[best], strict=True)
        missing = ", ".join(str(label) for label, places in pairs if not places)
        strange = forms[best].strange_labels()
        places = [place for standing in counts[best] for place in standing][:1]
        complaints.add(
            "missing-label",
            list(strange) or places,
            "; ".join(strange.values()),
            block=block.name,
            labels=missing,
            unclaimed=", ".join(strange.values()),
        )
    else:
        labels = ", ".join(str(label) for label in block.header[0])
        complaints.add("block-missing", block=block.name, labels=labels)
    return []


def _standing(form: FormAccount, label: Label) -> list[str]:
    """Where a label of a form stands."""
    labels = enumerate(form.rows[HEADER_ROW - 1], start=1)
    return [form.sheet.place(HEADER_ROW, column) for column, text in labels if label.matches(text)]


def _sheets_for(block: Block, layout: Layout, accounts: Sequence[Account]) -> list[Account]:
    if block.sheet is not None:
        return [a for a in accounts if block.sheet.matches(fold(a.sheet.name))]
    return [
        a for a in accounts if not any(label.matches(fold(a.sheet.name)) for label in layout.ignore_sheets)
    ]


def _header_rows(account: Account, block: Block) -> list[int]:
    """Rows where the header can start: every label of each level stands in the row of that level."""
    depth = len(block.header)
    return [
        row
        for row in range(1, len(account.rows) - depth + 2)
        if all(_present(account, row + i, labels, lower=i > 0) for i, labels in enumerate(block.header))
    ]


def _present(account: Account, row: int, labels: Sequence[Label], *, lower: bool) -> bool:
    texts = _texts(account, row, lower=lower)
    return all(_stands(label, texts) for label in labels)


def _texts(account: Account, row: int, *, lower: bool) -> set[str]:
    """Texts of a row; at a lower level also those of ranges merged down into it."""
    texts = set(account.rows[row - 1]) - {""}
    if lower and account.sheet.merges:
        width = max(len(account.rows[row - 1]), *(m.right for m in account.sheet.merges))
        merges = (account.merge(row, column) for column in range(1, width + 1))
        texts |= {account.text(m.top, m.left) for m in merges if m is not None}
    return texts


def _stands(label: Label, texts: set[str]) -> bool:
    return label.literal in texts if label.pattern is None else any(label.matches(text) for text in texts)


def _table(block: Block, account: Account, top: int) -> Table:
    bottom = top + len(block.header) - 1
    return Table(block, account, top, bottom, columns_of(account, block, top), len(account.rows))


def _cut_at_next_header(tables: list[Table]) -> None:
    """A block ends where the header of another one starts below it in the same columns."""
    for table in tables:
        below = [
            other.home_top - 1
            for other in tables
            if other.home is table.account
            and other.home_top > table.bottom
            and other.home_span.start < table.span.stop
            and table.span.start < other.home_span.stop
        ]
        table.last = min([table.last, *below])


def _complain_of_missing(block: Block, candidates: list[Account], complaints: Complaints) -> None:
    """Name the labels missing beside those that stand there unclaimed, at the most similar row."""
    best = max(
        (
            (_score(account, row, block), account, row)
            for account in candidates
            for row in _rows(account, block)
        ),
        key=lambda scored: scored[0],
        default=None,
    )
    if best is None or best[0] == 0:
        labels = ", ".join(str(label) for level in block.header for label in level)
        complaints.add("block-missing", block=block.name, labels=labels)
        return
    _, account, top = best
    missing, places, unclaimed = [], [], []
    known = [*block.values, *block.ignore, *block.empty, *block.others]
    known += [column for rule in block.fields.values() for column in rule.columns]
    for i, level in enumerate(block.header):
        row = top + i
        texts = _texts(account, row, lower=i > 0)
        missing += [str(label) for label in level if not _stands(label, texts)]
        for column in account.filled(row):
            text = account.text(row, column)
            if not any(label.matches(text) for label in (*level, *known)):
                unclaimed.append(text)
                places.append(account.sheet.place(row, column))
    places = places or _suspects(account, block, top)
    places = places or [account.sheet.place(top, (account.filled(top) or [1])[0])]
    complaints.add(
        "missing-label",
        places,
        "; ".join(unclaimed),
        block=block.name,
        labels=", ".join(missing),
        unclaimed=", ".join(unclaimed),
    )


def _suspects(account: Account, block: Block, top: int) -> list[str]:
    """Cells of a header row in which a missing label may have stood: blank over something, or said twice."""
    bottom = top + len(block.header) - 1
    if bottom >= len(account.rows):
        return []
    texts = [account.text(bottom, column) for column in account.filled(bottom)]
    twice = [column for column in account.filled(bottom) if texts.count(account.text(bottom, column)) > 1]
    above = {column for row in range(top, bottom + 1) for column in account.filled(row)}
    blank = [column for column in account.filled(bottom + 1) if column not in above]
    return [account.sheet.place(bottom, column) for column in sorted({*twice, *blank})]


def _rows(account: Account, block: Block) -> range:
    return range(1, max(len(account.rows) - len(block.header) + 2, 1))


def _score(account: Account, top: int, block: Block) -> int:
    """How many labels of the header stand at a row."""
    return sum(
        _stands(label, texts)
        for i, level in enumerate(block.header)
        for texts in (_texts(account, top + i, lower=i > 0),)
        for label in level
    )
