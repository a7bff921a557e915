"""Damaged and real CSV files, read with nothing told: the Pollock benchmark beside other readers.

Ten numbers make the score of a file: 1 for having read it, and precision, recall and F1 of its header, its
records and its cells, held as multisets against the clean file (Vitagliano et al., PVLDB 16(8), 2023). The
simple score is the mean over the files. Texts are compared as they stand, where the benchmark's own code
first makes dates and numbers alike: a reader can only gain from that.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from measure import Measure

from pipeline.detecting.reading import read_one

Rows = list[list[str]]
Reader = Callable[[Path], Rows]

SAME_CONTENT = (
    "source",
    "file_field_delimiter",
    "file_quotation_char",
    "file_escape_char",
    "file_record_delimiter",
    "file_no_trailing_newline",
    "file_double_trailing_newline",
)
"""Beginnings of the names of files whose content is whole and only written in another way."""
MOST_SILENT, LEAST_DAMAGED, LEAST_REAL = 0.01, 9.85, 9.2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reader made of one file."""

    score: float
    is_right: bool
    reported: bool


def score(clean: Rows, loaded: Rows | None) -> float:
    """0 to 10; None is a file that was not read."""
    if loaded is None:
        return 0.0
    if not clean:
        return 10.0
    parts = (
        _agreement(clean[0], loaded[0] if loaded else []),
        _agreement(map("".join, clean[1:]), map("".join, loaded[1:])),
        _agreement((cell for row in clean for cell in row), (cell for row in loaded for cell in row)),
    )
    return 1.0 + sum(parts)


def _agreement(clean: Iterable[str], loaded: Iterable[str]) -> float:
    """Precision, recall and F1 of two multisets, added."""
    wanted, found = Counter(clean), Counter(loaded)
    both = (wanted & found).total()
    if not wanted:
        return 3.0
    if not both:
        return 0.0
    precision, recall = both / wanted.total(), both / found.total()
    return precision + recall + 2 * precision * recall / (precision + recall)


def files(folder: Path) -> list[tuple[Path, Rows]]:
    """Every damaged file with what a reader should get."""
    pairs = []
    for path in sorted((folder / "csv").iterdir()):
        with (folder / "clean" / path.name).open(encoding="utf-8-sig", newline="") as clean:
            pairs.append((path, list(csv.reader(clean))))
    return pairs


def ours(path: Path, clean: Rows) -> Outcome:
    reading = read_one(path, file_name=path.name)
    if reading.text is None:
        return Outcome(0.0, is_right=False, reported=True)
    rows = list(csv.reader(io.StringIO(reading.text, newline="")))
    return Outcome(score(clean, rows), rows == clean, bool(reading.report["misfits"]))


def by_sniffer(path: Path) -> Rows:
    text = _text(path)
    return list(csv.reader(io.StringIO(text, newline=""), csv.Sniffer().sniff(text)))


def by_clevercsv(path: Path) -> Rows:
    import clevercsv

    text = _text(path)
    dialect = clevercsv.Detector().detect(text)
    return [[*row] for row in clevercsv.reader(io.StringIO(text, newline=""), dialect)]


def by_duckdb(path: Path) -> Rows:
    """DuckDB finding out everything, in its tolerant mode."""
    return _from_duckdb(
        path, "ignore_errors = true, null_padding = true, strict_mode = false, parallel = false"
    )


def by_plain_duckdb(path: Path) -> Rows:
    """`read_csv(path)` as people write it, with texts left as they are."""
    return _from_duckdb(path, "")


def _from_duckdb(path: Path, options: str) -> Rows:
    """Texts as they are; whether there is a header is taken from DuckDB's own look at typed columns."""
    import duckdb

    with duckdb.connect(":memory:") as engine:
        named = str(path).replace("'", "''")
        given = f"'{named}'{', ' if options else ''}{options}"
        sniffed = engine.execute(f"SELECT HasHeader FROM sniff_csv('{named}')").fetchone()
        header = bool(sniffed and sniffed[0])
        found = engine.execute(f"FROM read_csv({given}, all_varchar = true, header = {header})")
        names = [column[0] for column in found.description or ()]
        rows = [["" if value is None else value for value in row] for row in found.fetchall()]
    return [names, *rows] if header else rows


def _text(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _rows_or_none(reader: Reader, path: Path) -> Rows | None:
    try:
        return reader(path)
    except Exception:  # a reference that fails on a file has not read it
        return None


def mean_score(reader: Reader, pairs: list[tuple[Path, Rows]]) -> float:
    """Simple score of another reader; a file on which it fails counts 0."""
    return sum(score(clean, _rows_or_none(reader, path)) for path, clean in pairs) / len(pairs)


def silently_wrong(reader: Reader, pairs: list[tuple[Path, Rows]]) -> float:
    """Share of files that another reader reads without an error and not as they should be."""
    read = [(_rows_or_none(reader, path), clean) for path, clean in pairs]
    return sum(rows is not None and rows != clean for rows, clean in read) / len(pairs)


def _references(pairs: list[tuple[Path, Rows]]) -> str:
    named = {"csv.Sniffer": by_sniffer, "DuckDB tolerant": by_duckdb, "CleverCSV": by_clevercsv}
    return ", ".join(f"{name} {mean_score(reader, pairs):.2f}" for name, reader in named.items())


def measures(samples: Path | None) -> Iterator[Measure]:
    """The four measures on damaged and real CSV files."""
    names = (
        "Pollock sample, nothing told, simple score",
        "same: content wrong and nothing reported",
        "same: undamaged content reported as faulty",
        "Pollock survey files (real), simple score",
    )
    reach = (f"≥ {LEAST_DAMAGED}", f"≤ {MOST_SILENT:.0%}", "0", f"≥ {LEAST_REAL}")
    if samples is None or not (samples / "pollock").is_dir():
        why = "no samples: COALITION_SAMPLES names no folder with pollock/"
        yield from (Measure(name, "", to, why, None) for name, to in zip(names, reach, strict=True))
        return
    damaged, real = files(samples / "pollock"), files(samples / "pollock-survey")
    made = {path.name: ours(path, clean) for path, clean in damaged}
    simple = sum(outcome.score for outcome in made.values()) / len(made)
    yield Measure(names[0], _references(damaged), reach[0], f"{simple:.3f}", simple >= LEAST_DAMAGED)
    silent = [name for name, outcome in made.items() if not outcome.is_right and not outcome.reported]
    share = len(silent) / len(made)
    beside = f"DuckDB plain {silently_wrong(by_plain_duckdb, damaged):.0%}"
    yield Measure(
        names[1], beside, reach[1], f"{share:.2%} ({len(silent)} of {len(made)})", share <= MOST_SILENT
    )
    whole = [name for name in made if name.startswith(SAME_CONTENT)]
    faulty = [name for name in whole if made[name].reported]
    yield Measure(names[2], "", reach[2], f"{len(faulty)} of {len(whole)}", not faulty)
    survey = [ours(path, clean).score for path, clean in real]
    simple = sum(survey) / len(survey)
    yield Measure(names[3], _references(real), reach[3], f"{simple:.3f}", simple >= LEAST_REAL)
