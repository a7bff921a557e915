"""A review in words: as JSON with stable keys, and as plain text for a terminal.

Keys of the JSON, all always present:

- `submission`: id, reporter, round, file_name, sha256, size, received_at, reason, replaces
- `verdict`, `decided_at`, `profile` (name@version/layout, empty when none fitted), `fingerprint`
- `cells`: in_file, as_observations, explained, unexplained
- `counts`: accepted, held, capabilities, and findings by severity: blocker, error, warning, advice, waived
- `versions`: rules, codes, software
- `findings`, heaviest first: code, severity, category, rule_version, places, value, params, message, advice,
  example (each in `en` and `zh`), waiver (null, or code, submission, place, reason, by, on, expires)
"""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from typing import Any

from pipeline.codes import codelist
from pipeline.model import Severity
from quality.catalogue import SEVERITIES, Language
from quality.rating import RatedFinding
from quality.review import Review

WIDTH = 100


def as_json(review: Review) -> dict[str, Any]:
    """The review as plain values, ready for `json.dumps`; equal reviews give equal values."""
    submission = asdict(review.submission)
    submission["received_at"] = review.submission.received_at.isoformat()
    return {
        "submission": submission,
        "verdict": review.verdict.value,
        "decided_at": review.decided_at.isoformat(),
        "profile": review.profile,
        "fingerprint": review.fingerprint,
        "cells": {**asdict(review.cells), "unexplained": review.cells.unexplained},
        "counts": counts(review),
        "versions": {
            "rules": review.rules_version,
            "codes": review.codes_version,
            "software": review.software_version,
        },
        "findings": [_finding_as_json(finding) for finding in review.findings],
    }


def counts(review: Review) -> dict[str, int]:
    """How much was accepted and held, and how many findings of each severity; waived ones apart."""
    found = {
        severity.value: sum(1 for f in review.findings if f.severity is severity and f.waiver is None)
        for severity in SEVERITIES
    }
    return {
        "accepted": len(review.accepted),
        "held": len(review.held),
        "capabilities": len(review.capabilities),
        **found,
        "waived": sum(1 for f in review.findings if f.waiver is not None),
    }


def _finding_as_json(rated: RatedFinding) -> dict[str, Any]:
    return {
        "code": rated.finding.code,
        "severity": rated.severity.value,
        "category": rated.category,
        "rule_version": rated.rule_version,
        "places": list(rated.finding.places),
        "value": rated.finding.value,
        "params": dict(sorted(rated.finding.params.items())),
        "message": {"en": rated.message("en"), "zh": rated.message("zh")},
        "advice": {"en": rated.advice("en"), "zh": rated.advice("zh")},
        "example": {"en": rated.example("en"), "zh": rated.example("zh")},
        "waiver": rated.waiver.model_dump(mode="json") if rated.waiver else None,
    }


_PHRASES: dict[Language, dict[str, str]] = {
    "en": {
        "summary": "{accepted} values accepted, {held} held back; {capabilities} capability records",
        "cells": "{in_file} cells: {as_observations} values, {explained} explained, {unexplained} not",
        "places": "at",
        "waived": "Waived",
        "by": "waived by {by} on {on} until {expires}: {reason}",
    },
    "zh": {
        "summary": "接受 {accepted} 个数值，暂缓 {held} 个；{capabilities} 条能力记录",
        "cells": "{in_file} 个单元格：数值 {as_observations}，已解释 {explained}，未解释 {unexplained}",
        "places": "位置",
        "waived": "已豁免",
        "by": "{by} 于 {on} 豁免，有效期至 {expires}：{reason}",
    },
}


def as_text(review: Review, language: Language = "en") -> str:
    """The review for a terminal: verdict, counts, then the findings by severity with every place."""
    phrases = _PHRASES[language]
    verdict = codelist("verdicts").label(review.verdict.value)
    cells = {**asdict(review.cells), "unexplained": review.cells.unexplained}
    lines = [
        f"{review.submission.file_name}: {verdict.en if language == 'en' else verdict.zh}",
        phrases["summary"].format_map(counts(review)),
        phrases["cells"].format_map(cells),
    ]
    for severity in SEVERITIES:
        lines += _group(_heading(severity, language), _of(review, severity, waived=False), language)
    waived = [f for f in review.findings if f.waiver is not None]
    return "\n".join([*lines, *_group(phrases["waived"], waived, language)])


def _heading(severity: Severity, language: Language) -> str:
    label = codelist("severities").label(severity.value)
    return label.en if language == "en" else label.zh


def _of(review: Review, severity: Severity, *, waived: bool) -> list[RatedFinding]:
    return [f for f in review.findings if f.severity is severity and (f.waiver is not None) == waived]


def _group(heading: str, findings: list[RatedFinding], language: Language) -> list[str]:
    if not findings:
        return []
    lines = ["", f"{heading} ({len(findings)})"]
    for rated in findings:
        lines += _wrapped(rated.message(language), "  - ")
        if rated.finding.places:
            lines += _wrapped(f"{_PHRASES[language]['places']} {', '.join(rated.finding.places)}", "    ")
        if rated.waiver:
            lines += _wrapped(_PHRASES[language]["by"].format_map(rated.waiver.model_dump()), "    ")
        else:
            lines += _wrapped(rated.advice(language), "    ")
        lines.append(f"    [{rated.finding.code}]")
    return lines


def _wrapped(text: str, lead: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead), break_on_hyphens=False
    )
