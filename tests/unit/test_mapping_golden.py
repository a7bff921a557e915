"""Golden cases: one folder a layout, with a profile, a file, and exactly what reading it must give.

`expected.txt` lists the observations, the findings and the account of cells. To write it anew after a wanted
change, run this file as a script and read the difference before committing it.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook

from pipeline.intake import read_submission
from pipeline.model import DIMENSIONS, Intake, Observation, Submission
from pipeline.profiles import load_profile
from pipeline.register import Register, RegisterFile
from pipeline.strict_yaml import as_model, parse_text

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
CASES = sorted(folder.parent.name for folder in GOLDEN.glob("*/case.yaml"))
PARTIES = "parties: [{id: alpha, kind: company, name: {en: Alpha, zh: 甲}}]"
BINARY = (".xls", ".xlsb", ".ods", ".parquet", ".zip")
DEFAULTS = {"definition_version": "1", "protocol": "none"}


DAMAGED = ("damaged-table", "statement-log-faults")


class SmallDeployment:
    """As much of a deployment as reading one file needs."""

    def __init__(self, folder: Path) -> None:
        self.register = Register(as_model(parse_text(PARTIES, name="r"), RegisterFile, name="r"))
        self.profiles = {"alpha": load_profile(folder)}


def stored(case: Path, described: dict[str, Any], folder: Path) -> Path:
    """The bytes of a case: its text in the stated encoding, a workbook of its cells, or as they are."""
    target = folder / "stored"
    if "sheets" in described:
        workbook(described["sheets"]).save(target)
    else:
        (source,) = case.glob("file.*")
        if source.suffix in BINARY:
            target.write_bytes(source.read_bytes())
            return target
        target.write_bytes(source.read_text(encoding="utf-8").encode(described.get("encoding", "utf-8")))
    return target


def workbook(sheets: list[dict[str, Any]]) -> Workbook:
    made = Workbook()
    made.remove(made.worksheets[0])
    for described in sheets:
        sheet = made.create_sheet(described["name"])
        for number, row in enumerate(described["rows"], start=1):
            for column, text in enumerate(row, start=1):
                if text != "":
                    sheet.cell(number, column, typed(text))
        for address, code in described.get("formats", {}).items():
            sheet[address].number_format = code
        for merged in described.get("merges", ()):
            sheet.merge_cells(merged)
    return made


def typed(text: str) -> object:
    kind, _, rest = text.partition(" ")
    if kind == "number":
        return float(rest) if "." in rest else int(rest)
    return date.fromisoformat(rest) if kind == "date" else text


def read(name: str, folder: Path) -> Intake:
    case = GOLDEN / name
    described = yaml.load((case / "case.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    profile = folder / "alpha.yaml"
    profile.write_text((case / "profile.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    submission = Submission(
        id="s",
        reporter="alpha",
        round=described["round"],
        file_name=described["file_name"],
        sha256="",
        size=1,
        received_at=datetime(2021, 7, 1, tzinfo=UTC),
    )
    deployment: Any = SmallDeployment(profile)
    return read_submission(stored(case, described, folder), submission, deployment)


def line(o: Observation) -> str:
    """One observation in words."""
    dimensions = [getattr(o, name) for name in DIMENSIONS if getattr(o, name) != DEFAULTS.get(name, "all")]
    bounds = f"{shown(o.value)} [{shown(o.value_low)}, {shown(o.value_high)}] {o.qualifier}"
    period = f"{o.period_start or ''}/{o.period_end}"
    state = "" if o.obs_status == "normal" else f" {o.obs_status}"
    words = [o.place, o.indicator, *dimensions, period, bounds]
    return " ".join(words) + state + f" “{o.printed_text}” {o.printed_scale or ''}".rstrip()


def shown(value: object) -> str:
    return "" if value is None else f"{value:f}"


def summary(intake: Intake) -> str:
    findings = [
        f"! {f.code} {', '.join(f.places)} “{f.value}” "
        + " ".join(f"{name}={text}" for name, text in sorted(f.params.items()))
        for f in intake.findings
    ]
    cells = intake.cells
    account = f"= {cells.in_file} cells: {cells.as_observations} read, {cells.explained} explained"
    return "\n".join([intake.profile, *map(line, intake.observations), *findings, account]) + "\n"


@pytest.mark.parametrize("name", CASES)
def test_a_golden_case_reads_as_it_must(name: str, tmp_path: Path) -> None:
    assert summary(read(name, tmp_path)) == (GOLDEN / name / "expected.txt").read_text(encoding="utf-8")


def test_good_cases_have_no_unexplained_cell(tmp_path: Path) -> None:
    for name in CASES:
        folder = tmp_path / name
        folder.mkdir()
        intake = read(name, folder)
        assert bool(intake.cells.unexplained) is (name in DAMAGED), name


def write_anew(folder: Path) -> None:
    """Write every `expected.txt` from what is read now."""
    for name in CASES:
        (GOLDEN / name / "expected.txt").write_text(summary(read(name, folder)), encoding="utf-8")


if __name__ == "__main__":
    write_anew(Path(sys.argv[1]))
