"""The command that shows what a file holds: any supported kind, nothing told, no data home needed."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from pipeline.confinement import DOCUMENT, confined
from pipeline.detecting.reading import NoSuchSheetError, Reading, read_one, refusal_report
from pipeline.model import Finding, RefusalError
from portal.answers import UsageError, say


def read(given: Namespace) -> int:
    """Write the cells of each file as CSV or JSON; 1 when a file was refused, which stops no other."""
    paths = [Path(file) for file in given.file]
    targets = _targets(given, paths)
    refused = 0
    for path, target in zip(paths, targets, strict=True):
        outcome = _read_safely(path, given)
        refused += outcome.text is None
        if outcome.text is not None:
            _write(outcome.text, target)
        else:
            say(f"{path}: refused")
            for line in _refusal_lines(outcome.report):
                say(line)
        if given.report:
            _tell(outcome.report, target, beside=given.out_dir is not None)
    return 1 if refused else 0


def _targets(given: Namespace, paths: list[Path]) -> list[Path | None]:
    """Where each file's cells go; None is standard output. Raises UsageError."""
    if given.out and given.out_dir:
        raise UsageError("-o names one file, --out-dir a folder for many; give one of them")
    if given.out_dir is None:
        if len(paths) > 1:
            raise UsageError("several files need --out-dir DIR, so that each has a file of its own")
        target = Path(given.out) if given.out else None
        _guard([target] if target else [], paths)
        return [target]
    folder = Path(given.out_dir)
    targets = [folder / _name(path, as_json=given.json) for path in paths]
    twice = sorted({target.name for target in targets if targets.count(target) > 1})
    if twice:
        raise UsageError(f"more than one of the files would be written as {', '.join(twice)}")
    _guard(targets, paths)
    folder.mkdir(parents=True, exist_ok=True)
    return [*targets]


def _name(path: Path, *, as_json: bool) -> str:
    ending = ".json" if as_json else ".csv"
    return path.name if path.suffix.lower() == ending else path.name + ending


def _guard(targets: list[Path], paths: list[Path]) -> None:
    """What is read is never overwritten."""
    read_from = {path.resolve() for path in paths}
    for target in targets:
        if target.resolve() in read_from:
            raise UsageError(f"{target} is one of the files to read; name another place to write to")


def _read_safely(path: Path, given: Namespace) -> Reading:
    """Read in a child process with limits. Raises UsageError for a sheet that is not there."""
    try:
        return confined(
            DOCUMENT,
            read_one,
            path.absolute(),
            file_name=path.name,
            sheet=given.sheet,
            as_json=given.json,
        )
    except RefusalError as error:
        return Reading(None, refusal_report(path.name, error))
    except NoSuchSheetError as error:
        raise UsageError(str(error)) from None


def _write(text: str, target: Path | None) -> None:
    content = text.encode("utf-8")
    if target is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        target.write_bytes(content)


def _tell(report: dict[str, Any], target: Path | None, *, beside: bool) -> None:
    if beside and target is not None:
        written = json.dumps(report, ensure_ascii=False, indent=1) + "\n"
        target.with_name(target.name + ".report.json").write_text(written, encoding="utf-8")
    elif report["status"] == "read":
        for line in _report_lines(report):
            say(line)


def _report_lines(report: dict[str, Any]) -> list[str]:
    block = report["block"]
    lines = [f"{report['file']}: {block['records']} records, {block['columns']} columns"]
    for made in report["decisions"] + block["decisions"]:
        lines.append(f"  {made['about']}: {made['value']!r} ({made['confidence']:.0%}): {made['reason']}")
    for misfit in report["misfits"]:
        where = f"line {misfit['line']}" if misfit["line"] else "whole file"
        place = f" ({misfit['place']})" if misfit["place"] else ""
        lines.append(f"  did not fit: {where}{place}: {misfit['reason']}: {misfit['text']!r}")
    lines += [
        f"  left out: {left['place']} ({left['role']}): {left['text']!r}" for left in report["left_out"]
    ]
    return lines + [f"  remark: {line}" for line in _messages(report["remarks"], report["file"])]


def _refusal_lines(report: dict[str, Any]) -> list[str]:
    return [f"  {line}" for line in _messages(report["refusals"], report["file"])]


def _messages(found: list[dict[str, Any]], file_name: str) -> list[str]:
    """Findings in the words of the rules."""
    if not found:
        return []
    from quality.catalogue import catalogue

    lines = []
    for one in found:
        params = {"file": file_name, **one["params"]}
        finding = Finding(code=one["code"], places=tuple(one["places"]), value=one["value"], params=params)
        where = f" ({', '.join(finding.places)})" if finding.places else ""
        lines.append(f"{catalogue().message(finding, 'en')}{where} {catalogue().advice(finding, 'en')}")
    return lines
