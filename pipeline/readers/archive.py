"""A zip that holds one file of tables, or several, opened with the same suspicion as a workbook.

What archivers add of their own (`__MACOSX`, `.DS_Store`, `Thumbs.db`) is left out and told. Every other
member must be of a kind that is read; a zip in the zip is refused. One file reads as if it had been sent
alone; several become sheets named after their members.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.model import Finding, RefusalError
from pipeline.readers import kinds
from pipeline.readers.cells import Book, Sheet
from pipeline.readers.package import Package, expanded_bytes
from pipeline.readers.refusals import ARCHIVE_FILES, CELLS, EXPANDED_BYTES, hostile, refusal

_LITTER = re.compile(r"(?:.*/)?(?:__MACOSX/.*|\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)", re.IGNORECASE)
_PLACES_SHOWN = 20
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True, slots=True)
class Archive:
    """The files of a zip."""

    files: dict[str, bytes]
    """Path within the zip -> content, in the order of the zip."""
    remarks: tuple[Finding, ...]

    @property
    def only(self) -> str:
        """Name of the only file, without its folder; '' where there are several."""
        return PurePosixPath(next(iter(self.files))).name if len(self.files) == 1 else ""


def open_archive(content: bytes) -> Archive:
    """Take a zip apart.

    Raises RefusalError (`file-hostile`, `file-damaged`, `file-encrypted`, `file-empty`, `format-error`).
    """
    package = Package(content, holds_files=True)
    litter = [name for name in package.names if _LITTER.fullmatch(name)]
    names = [name for name in package.names if not _LITTER.fullmatch(name)]
    if not names:
        raise refusal("file-empty")
    if len(names) > ARCHIVE_FILES:
        raise hostile("members", limit=ARCHIVE_FILES, found=len(names))
    for name in names:
        if kinds.kind_of_name(name) in (None, kinds.ZIP):
            raise refusal("format-error", value=name, expected=kinds.READABLE, found=f"{kinds.ZIP} ({name})")
    files = {name: package.raw(name) for name in names}
    _limit_expansion(files)
    params = {"count": str(len(litter)), "names": ", ".join(litter[:_PLACES_SHOWN])}
    return Archive(files, (Finding(code="archive-litter", params=params),) if litter else ())


def read_archive(content: bytes, read: Callable[[bytes, str], Book]) -> Book:
    """Read every file of a zip by `read`, which takes content and name.

    Raises RefusalError as `read` does, the member's name with it.
    """
    archive = open_archive(content)
    if archive.only:
        name = archive.only
        book = _read(read, archive.files[next(iter(archive.files))], name)
        return Book(book.sheets, [*archive.remarks, *book.findings])
    whole = Book([], list(archive.remarks))
    cells = 0
    for name, part in archive.files.items():
        book = _read(read, part, name)
        cells += sum(len(row) for sheet in book.sheets for row in sheet.rows)
        if cells > CELLS:
            raise hostile("cells", part=name, limit=CELLS, found=f"more than {CELLS}")
        whole.findings.extend(_placed(finding, name) for finding in book.findings)
        whole.sheets.extend(_named(sheet, name) for sheet in book.sheets)
    return whole


def _read(read: Callable[[bytes, str], Book], content: bytes, name: str) -> Book:
    try:
        return read(content, name)
    except RefusalError as error:
        findings = [dataclasses.replace(f, params={**f.params, "member": name}) for f in error.findings]
        raise RefusalError(*findings) from error


def _limit_expansion(files: dict[str, bytes]) -> None:
    """What all workbooks in the zip expand to must be bearable together."""
    expanded = sum(expanded_bytes(part) for part in files.values() if part.startswith(_ZIP_STARTS))
    if expanded > EXPANDED_BYTES:
        raise hostile("expanded", limit=EXPANDED_BYTES, found=expanded)


def _named(sheet: Sheet, member: str) -> Sheet:
    """The sheet under the name of its member; the places of a JSON file keep their pointers behind it."""
    places = {at: f"{member}#{place}" for at, place in sheet.places.items()}
    name = f"{member}/{sheet.name}" if sheet.named or sheet.places else member
    return dataclasses.replace(sheet, name=name, places=places, named=True)


def _placed(finding: Finding, member: str) -> Finding:
    """A remark on a sheet, with the names that the sheet has within the zip."""
    params = dict(finding.params)
    if "sheet" in params:
        params["sheet"] = f"{member}/{params['sheet']}"
    return dataclasses.replace(
        finding, places=tuple(f"{member}/{place}" for place in finding.places), params=params
    )
