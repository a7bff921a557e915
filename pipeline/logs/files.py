"""The files of a log: a CSV file, or a zip of CSV files, unpacked beside it; one header for all."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from pipeline.logs.schema import LogSchema
from pipeline.readers.refusals import EXPANSION_RATIO, ZIP_MEMBERS, damaged, hostile, refusal

LOG_BYTES = 100_000_000_000
"""Largest log, unpacked."""
_HEADER_BYTES = 65_536
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_NO_PART_OF_IT = ("__MACOSX/", ".sha1", "/.DS_Store")


def log_files(path: Path, folder: Path) -> list[Path]:
    """The CSV files of a stored log; those of a zip, or of zips within it, are unpacked into `folder`.

    Raises RefusalError (`file-missing`, `file-empty`, `file-hostile`, `file-damaged`, `format-error`).
    """
    if not path.is_file():
        raise refusal("file-missing")
    size = path.stat().st_size
    if not size:
        raise refusal("file-empty")
    if size > LOG_BYTES:
        raise hostile("size", limit=LOG_BYTES, found=size)
    with path.open("rb") as opened:
        zipped = opened.read(4) in _ZIP_STARTS
    if not zipped:
        return [path]
    try:
        found = list(_unpacked(path, folder, nested=True))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise damaged("zip", part=type(error).__name__) from error
    if not found:
        raise refusal("file-empty")
    return found


def _unpacked(path: Path, folder: Path, *, nested: bool) -> Iterator[Path]:
    with zipfile.ZipFile(path) as archive:
        entries = [e for e in archive.infolist() if not e.is_dir() and not _is_alien(e.filename)]
        expanded = sum(entry.file_size for entry in entries)
        if len(entries) > ZIP_MEMBERS:
            raise hostile("members", limit=ZIP_MEMBERS, found=len(entries))
        if expanded > min(LOG_BYTES, EXPANSION_RATIO * path.stat().st_size):
            raise hostile("expansion", limit=EXPANSION_RATIO, found=expanded)
        for number, entry in enumerate(entries):
            target = folder / f"{path.name}-{number:05}"
            suffix = PurePosixPath(entry.filename).suffix.lower()
            if suffix not in (".csv", ".zip") or (suffix == ".zip" and not nested):
                raise hostile("nested-zip" if suffix == ".zip" else "member-name", part=entry.filename)
            with archive.open(entry) as packed, target.open("wb") as written:
                shutil.copyfileobj(packed, written)
            if suffix == ".csv":
                yield target
                continue
            yield from _unpacked(target, folder, nested=False)
            target.unlink()


def _is_alien(name: str) -> bool:
    return name.startswith(_NO_PART_OF_IT[0]) or name.endswith(_NO_PART_OF_IT[1:])


def common_header(paths: Sequence[Path], schema: LogSchema) -> tuple[str, ...]:
    """The header that all files have, once it is one of this kind. Raises RefusalError (`log-header`)."""
    headers = {_header(path) for path in paths}
    if len(headers) > 1:
        raise refusal("log-header", unknown="", missing="", found=f"{len(headers)} headers")
    (header,) = headers
    unknown = [name for name in header if name not in schema.columns or header.count(name) > 1]
    missing = sorted(schema.required - set(header))
    if unknown or missing:
        raise refusal(
            "log-header",
            places=("line 1",),
            unknown=", ".join(dict.fromkeys(unknown)),
            missing=", ".join(missing),
            found=str(len(header)),
        )
    return header


def _header(path: Path) -> tuple[str, ...]:
    with path.open("rb") as opened:
        text = opened.read(_HEADER_BYTES).decode("utf-8-sig", errors="replace")
    return tuple(next(csv.reader(io.StringIO(text)), ()))
