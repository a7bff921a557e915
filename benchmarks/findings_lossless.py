"""A workbook handed back: is every part of it as it was sent, or added to and nothing else?

Workbooks by several writers, converted and put together by hand, and those of the samples, get marks on
filled, blank and far-off cells. Every part is compared with what was sent: byte for byte, or, of the parts
that must name what is added, piece by piece (tags, attributes and texts of the original, in order, must all
be there). What is read from the copy must be what is read from the original, and LibreOffice must open it and
show the notes and links.
"""

from __future__ import annotations

import io
import posixpath
import re
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lossless_files import convert, files
from measure import Measure

from pipeline.mapping.mending_list import TITLE
from pipeline.model import RefusalError
from pipeline.readers.cells import Book
from pipeline.readers.excel import read_workbook
from reports.feedback.patching import UnpatchableError
from reports.feedback.returning import returned
from reports.feedback.workbook import annotated

FEWEST = 50
SAID = "The cell is blank & bare."
_FOLLOWS = re.compile(rb'\s(?:\w+:)?(?:s|count|activeTab|firstSheet|localSheetId)\s*=\s*(?:"\d*"|\'\d*\')')
"""Numbers that follow from an addition: the style of a marked cell, how many there are, which sheet."""
_PIECES = re.compile(
    rb"""<!--.*?-->|<\?.*?\?>|</?[^\s/>]+|\s[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*')|\s*/?>|[^<>]+""", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Handed:
    """One workbook and its marked copy."""

    name: str
    sent: bytes
    back: bytes
    notes: int
    links: int


def review(book: Book) -> dict[str, Any]:
    """Findings on a filled, a blank and a far-off cell of the first two sheets that are worksheets."""
    places = [f"{sheet.name}!{cell}" for sheet in book.sheets[:2] for cell in ("A1", "B3", "Y77")]
    return {
        "submission": {"file_name": "figures.xlsx"},
        "verdict": "accepted_in_part",
        "counts": {"accepted": 3, "held": 1},
        "findings": [
            {
                "code": "blank-value",
                "severity": severity,
                "places": some,
                "value": "",
                "message": {"en": SAID, "zh": "单元格为空。"},
                "advice": {"en": "Write <0> or why it is blank.", "zh": "请填写 0 或说明原因。"},
                "waiver": None,
            }
            for severity, some in (("error", places[::2]), ("warning", places[1::2]))
        ],
    }


@dataclass(slots=True)
class Taken:
    """What was made of all files."""

    handed: list[Handed]
    refused: Counter[str]
    rendered: int
    """Of those refused: how many came back as a list or as text all the same."""


@cache
def taken(samples: Path | None) -> Taken:
    """Mark every file."""
    result = Taken([], Counter(), 0)
    with tempfile.TemporaryDirectory(prefix="lossless-") as folder:
        given = files(Path(folder))
        found = sorted(samples.rglob("*.xls[xm]")) if samples else []
        given |= {f"sample-{number}-{path.name}": path.read_bytes() for number, path in enumerate(found)}
        for name, sent in given.items():
            path = Path(folder) / "sent"
            path.write_bytes(sent)
            try:
                said = review(read_workbook(sent))
                back = annotated(sent, said)
            except (UnpatchableError, RefusalError) as error:
                result.refused[type(error).__name__] += 1
                _, made = returned(path, name, review(Book([])))
                result.rendered += TITLE in [sheet.name for sheet in read_workbook(made).sheets]
                continue
            parts = unzipped(back)
            texts = b"".join(part for part_name, part in parts.items() if "comments" in part_name.lower())
            first = next(part for part_name, part in parts.items() if "worksheets/mend" in part_name)
            result.handed.append(
                Handed(
                    name,
                    sent,
                    back,
                    texts.count(_escaped(SAID)),
                    first.count(b"<hyperlink "),
                )
            )
    return result


def _escaped(text: str) -> bytes:
    return text.replace("&", "&amp;").encode()


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(one: Handed) -> list[str]:
    """Parts that are not as they were sent."""
    before, after = unzipped(one.sent), unzipped(one.back)
    return [name for name in before if before[name] != after.get(name)]


def beyond(one: Handed) -> list[str]:
    """Changed parts that name nothing of what is added, or differ by more than an addition."""
    before, after = unzipped(one.sent), unzipped(one.back)
    named = _naming(before)
    return [
        name
        for name in changed(one)
        if name.lower() not in named or not only_added(before[name], after[name])
    ]


def _naming(parts: dict[str, bytes]) -> set[str]:
    """Parts that may differ, told by the relations of the package itself."""
    related: dict[str, set[str]] = {}
    for name, part in parts.items():
        if name.lower().endswith(".rels"):
            owner = posixpath.join(
                posixpath.dirname(posixpath.dirname(name)), posixpath.basename(name)[: -len(".rels")]
            )
            for target in re.findall(rb"""\sTarget\s*=\s*["']([^"']*)""", part):
                path = target.decode()
                joined = (
                    path.lstrip("/")
                    if path.startswith("/")
                    else posixpath.join(posixpath.dirname(owner), path)
                )
                related.setdefault(owner.lower(), set()).add(posixpath.normpath(joined).lower())
    book = next(name for name in related.get("", set()) if "workbook" in name or name.endswith("book.xml"))
    sheets = {name for name in related.get(book, set()) if "sheet" in name}
    notes = {n for sheet in sheets for n in related.get(sheet, set()) if "comment" in n or n.endswith(".vml")}
    styles = {name for name in related.get(book, set()) if "styles" in name}
    rels = {
        posixpath.join(posixpath.dirname(n), "_rels", f"{posixpath.basename(n)}.rels")
        for n in {book, *sheets}
    }
    return {"[content_types].xml", book, *sheets, *notes, *styles, *rels}


def only_added(before: bytes, after: bytes) -> bool:
    """Whether every piece of the original stands in the copy, in order."""
    left = iter(_pieces(after))
    return all(piece in left for piece in _pieces(before))


def _pieces(part: bytes) -> Iterator[bytes]:
    """Tags, attributes and texts; an element that closes itself counts as opened and closed."""
    for piece in _PIECES.findall(_FOLLOWS.sub(b"", part)):
        yield b">" if piece.strip() in (b"/>", b">") else piece


def misread(one: Handed) -> bool:
    """Whether what is read from the copy differs from what is read from the original."""
    before, after = read_workbook(one.sent), read_workbook(one.back)
    kept = [sheet for sheet in after.sheets if sheet.name != TITLE]
    return [(s.name, _texts(s)) for s in before.sheets] != [(s.name, _texts(s)) for s in kept]


def _texts(sheet: Any) -> list[list[str]]:  # noqa: ANN401
    rows = [[cell.text for cell in row] for row in sheet.rows]
    trimmed = ["\t".join(row).rstrip("\t") for row in rows]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return [[row] for row in trimmed]


def shown(handed: list[Handed]) -> tuple[int, int, int, int, list[str]]:
    """Files that LibreOffice opens, notes and links that it shows, their number, what is not shown."""
    opened = notes = links = 0
    missing: list[str] = []
    with tempfile.TemporaryDirectory(prefix="shown-") as name:
        folder = Path(name)
        for number, one in enumerate(handed):
            (folder / f"{number}.xlsx").write_bytes(one.back)
        convert(sorted(folder.glob("*.xlsx")), "fods", folder / "made")
        for number, one in enumerate(handed):
            path = folder / "made" / f"{number}.fods"
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            opened += bool(text)
            first = text.split(f'table:name="{TITLE}"')[-1].split("</table:table>")[0]
            of_notes = len(re.findall(r"<office:annotation .*?</office:annotation>", text, re.DOTALL))
            of_links = first.count("<text:a ")
            notes += min(of_notes, one.notes)
            links += min(of_links, one.links)
            if of_notes < one.notes or of_links < one.links:
                missing.append(f"{one.name}: {of_notes}/{one.notes} notes, {of_links}/{one.links} links")
    return opened, notes, links, len(handed), missing


def measures(samples: Path | None) -> Iterator[Measure]:
    """The rows of the table."""
    result = taken(samples)
    parts = sum(len(unzipped(one.sent)) for one in result.handed)
    altered = sum(len(changed(one)) for one in result.handed)
    wrong = [f"{one.name}: {', '.join(beyond(one))}" for one in result.handed if beyond(one)]
    wrong += [f"{one.name} reads otherwise" for one in result.handed if misread(one)]
    refused = sum(result.refused.values())
    yield Measure(
        "workbooks handed back marked: parts as they were sent, or added to only",
        "-",
        f"all parts of at least {FEWEST} files",
        f"{parts} parts of {len(result.handed)} files: {parts - altered} byte for byte, {altered} added to"
        + (f"; not so: {'; '.join(wrong)}" if wrong else ""),
        len(result.handed) >= FEWEST and not wrong,
    )
    yield Measure(
        "workbooks that cannot be added to: handed back as text, or as a list",
        "-",
        "all",
        f"{result.rendered} of {refused}",
        result.rendered == refused,
    )
    if shutil.which("soffice") is None:
        yield Measure("LibreOffice opens them", "-", "all", "LibreOffice is not installed", None)
        return
    opened, notes, links, count, missing = shown(result.handed)
    all_notes, all_links = sum(o.notes for o in result.handed), sum(o.links for o in result.handed)
    yield Measure(
        "LibreOffice opens them; notes and links that it shows",
        "-",
        "all",
        f"{opened} of {count} files, {notes} of {all_notes} notes, {links} of {all_links} links"
        + (f"; not: {'; '.join(missing)}" if missing else ""),
        opened == count and not missing,
    )


if __name__ == "__main__":
    from pipeline.settings import Settings

    for measure in measures(Settings.from_environment().samples):
        print(f"{measure.name}: {measure.value} ({measure.reached})")
