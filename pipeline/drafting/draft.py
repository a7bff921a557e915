"""The story of one draft: open the file, find its tables, decide block by block, write what to ask.

What comes out is a profile in the profile language without a `confirmed`. Each decision has its confidence
and reason beside it; what is below `choices.CONFIDENT` is the open value `?`, which loading refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.detecting.tables import find_tables
from pipeline.drafting.block import BlockDraft, draft_block
from pipeline.drafting.labelling import literal
from pipeline.drafting.naming import Reporting
from pipeline.drafting.opening import Source, open_source, suffix
from pipeline.drafting.outline import Outline, looks_numeric, outline
from pipeline.drafting.periods import Surroundings
from pipeline.drafting.when import label_of
from pipeline.drafting.yaml_text import Noted, Tree, as_yaml, bare
from pipeline.labels import fold
from pipeline.mapping.accounts import Account
from pipeline.profiles import Layout, Profile
from pipeline.questions import OPEN, open_questions, spelled
from pipeline.readers.cells import Book
from pipeline.register import Register
from pipeline.strict_yaml import EditedFileError, as_model

_HEADING = """\
Drafted from {file}. A number at the beginning of a comment is the confidence of that decision, 0 to 1.
Answer every '?', read the rest, try it, and make it binding with `coalition profile confirm`."""
_ASKING = "ask the member: "


@dataclass(frozen=True, slots=True)
class Question:
    """One decision that a draft leaves to people."""

    path: str
    """Where the answer goes: layouts.0.blocks.0.fields.period.span."""
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted profile."""

    tree: Mapping[str, Tree]
    heading: str
    book: Book
    remarks: tuple[str, ...] = field(default=())
    """What a person should know and no key of the language says."""

    @property
    def text(self) -> str:
        """The profile as YAML with comments."""
        return as_yaml(self.tree, self.heading)

    @property
    def content(self) -> object:
        """The profile as loading gives it."""
        return bare(self.tree)

    @property
    def questions(self) -> tuple[Question, ...]:
        """What to ask, in the order of the file."""
        comments = dict(_comments(self.tree, ()))
        told = []
        for path in open_questions(self.content):
            near = next((comments[path[:n]] for n in range(len(path), 0, -1) if path[:n] in comments), "")
            told.append(Question(spelled(path), near.removeprefix(_ASKING)))
        return tuple(told)

    @property
    def decided(self) -> tuple[tuple[str, str], ...]:
        """Decisions that are made: path and comment."""
        return tuple((spelled(p), c) for p, c in _comments(self.tree, ()) if not c.startswith(_ASKING))

    def layout(self) -> Layout | None:
        """The drafted layout, once nothing is open. Raises EditedFileError when the language refuses it."""
        if self.questions:
            return None
        return as_model(self.content, Profile, name="draft").layouts[0]


def _comments(tree: Tree, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(tree, Noted):
        if tree.comment:
            yield path, tree.comment
        yield from _comments(tree.value, path)
    elif isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from _comments(value, (*path, key))
    elif not isinstance(tree, str):
        for number, value in enumerate(tree):
            yield from _comments(value, (*path, str(number)))


def draft_profile(
    path: Path, *, file_name: str, reporter: str = "", round_: str = "", register: Register | None = None
) -> Draft:
    """Draft a profile for a file. Raises RefusalError when the file cannot be read at all."""
    source = open_source(path, file_name)
    reporting = Reporting.of(reporter, register)
    blocks, notes, ignored, remarks = _blocks(source, file_name, round_, reporting)
    who = reporter or Noted(OPEN, _ASKING + "whose file is it? Write the reporter's id in the register")
    since = round_ or Noted(OPEN, _ASKING + "from which round on is this layout used? (2021-Q2)")
    layout: dict[str, Tree] = {
        "name": f"{_form(blocks)}-{suffix(file_name)}",
        "from": since,
        "file": source.file,
    }
    if ignored:
        layout["ignore_sheets"] = ignored
    if notes:
        layout["notes"] = notes
    layout["blocks"] = [block.tree for block in blocks] or Noted(
        OPEN, _ASKING + "no table was found; describe it"
    )
    tree: dict[str, Tree] = {"profile": who, "reporter": who, "version": "1", "layouts": [layout]}
    if source.refusal:
        remarks.insert(0, f"the strict reader refuses the file as drafted: {source.refusal}")
    remarks += [f"does not fit: {m.place or f'line {m.line}'}: {m.reason}" for m in source.misfits]
    heading = "\n".join([_HEADING.format(file=file_name), *(f"Note: {remark}" for remark in remarks)])
    return Draft(tree, heading, source.book, tuple(remarks))


def _form(blocks: list[BlockDraft]) -> str:
    return blocks[0].orientation.replace(" ", "-") if blocks else "unknown"


def _blocks(
    source: Source, file_name: str, round_: str, reporting: Reporting
) -> tuple[list[BlockDraft], list[Tree], list[Tree], list[str]]:
    """Blocks of all sheets, loose texts, ignored sheets, and remarks."""
    blocks: list[BlockDraft] = []
    notes: dict[str, None] = {}
    ignored: list[Tree] = []
    remarks: list[str] = []
    for sheet in source.book.sheets:
        account = Account(sheet)
        if not any(True for _ in account.positions()):
            continue
        around = Surroundings(sheet.name if sheet.named else "", file_name, round_)
        found: list[tuple[Outline, BlockDraft]] = []
        floor = 0
        for table in find_tables(sheet):
            made = outline(account, table, floor)
            drafted = made and draft_block(made, _name(sheet.name, len(found), blocks), around, reporting)
            if made and drafted:
                found.append((made, drafted))
                floor = made.last
        if not found:
            ignored.append(_without_table(account, sheet.hidden))
            continue
        blocks += [drafted for _, drafted in found]
        notes.update(dict.fromkeys(_loose_texts(account, found, remarks)))
    _same_headers(blocks)
    return blocks, list(notes), ignored, remarks


def _name(sheet: str, number: int, blocks: list[BlockDraft]) -> str:
    taken = {bare(block.tree["name"]) for block in blocks}
    name = fold(sheet) or "table"
    return name if number == 0 and name not in taken else f"{name} {len(blocks) + number + 1}"


def _without_table(account: Account, hidden: bool) -> Tree:
    """A sheet without a table is explained by its name, if it holds no numbers."""
    name = literal(fold(account.sheet.name))
    numbers = sum(looks_numeric(account.text(*position)) for position in account.positions())
    if numbers or hidden:
        what = "is hidden" if hidden else f"holds {numbers} numbers but no table that was recognised"
        return Noted(OPEN, f"{_ASKING}the sheet '{name}' {what}; write its name here to leave it out")
    return Noted(name, "0.95: texts only, no number and no table")


def _loose_texts(
    account: Account, found: list[tuple[Outline, BlockDraft]], remarks: list[str]
) -> Iterator[str]:
    """Labels of texts outside the tables; numbers there are told."""
    for position in account.positions():
        text = account.text(*position)
        if any(position in block.claimed for _, block in found) or _inside(position, found):
            continue
        if looks_numeric(text):
            remarks.append(f"a number stands outside the tables: {account.sheet.place(*position)} '{text}'")
        else:
            yield label_of(text)


def _inside(position: tuple[int, int], found: list[tuple[Outline, BlockDraft]]) -> bool:
    """Whether a table explains a cell: its header, data and totals, or its rows from the first note on."""
    row, column = position
    for made, drafted in found:
        span = range(made.columns[0].index, made.columns[-1].index + 1)
        roles = [bare(rule) for rule in drafted.tree.get("rows", ())]  # type: ignore[union-attr]
        noted = any(isinstance(rule, dict) and rule.get("role") == "notes" for rule in roles)
        if column not in span or not made.top <= row:
            continue
        if row <= made.last and row not in made.notes:
            return True
        if noted and made.notes and row >= min(made.notes):
            return True
    return False


def _same_headers(blocks: list[BlockDraft]) -> None:
    """Two tables on one sheet under one header cannot be told apart by it."""
    seen: set[str] = set()
    for block in blocks:
        key = f"{bare(block.tree.get('sheet', ''))}{bare(block.tree['header'])}"
        if key in seen:
            block.tree["header"] = Noted(
                OPEN, _ASKING + "this header stands twice; by which label are the tables told apart?"
            )
        seen.add(key)


def refused_by_language(draft: Draft) -> str:
    """What the profile language says against a draft without open questions; '' when it is in order."""
    try:
        draft.layout()
    except EditedFileError as error:
        return str(error)
    return ""
