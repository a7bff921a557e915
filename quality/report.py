"""A review as JSON with stable keys; `quality.told` puts the same into words.

Keys, all always present:

- `submission`: id, reporter, round, file_name, sha256, size, received_at, reason, replaces
- `verdict`, `decided_at`, `profile` (name@version/layout, empty when none fitted), `fingerprint`
- `cells`: in_file, as_observations, explained, unexplained
- `valueless`: places of open errors of which reading made no value, neither accepted nor held
- `counts`: accepted, held, capabilities, valueless (cells), and findings by severity: blocker, error,
  warning, advice; those that are settled apart: waived, explained
- `held`: the values held back, each with its place and the codes of the findings that hold it; `held_by`:
  code -> how many values it holds
- `answers`: everything that was said about its findings and was known, as `answer` has it
- `versions`: rules, codes, software
- `findings`, heaviest first: code, severity, category, rule_version, places, value, params, message, advice,
  example (each in `en` and `zh`), waiver (null, or code, submission, place, reason, by, on, expires), answer
  (null, or submission, code, place, reason, status, by, at, given_for: the earlier file of the round that it
  is carried over from, with that submission, else empty), consequences (findings that follow from it and
  are not told beside it, with the same keys), state
  (null where no earlier file was sent, else `new` or `remaining`), new_places (those that the earlier review
  did not complain of)
- `since`: null where no earlier file was sent for the round, else what became of it: submission, file_name,
  received_at; points (findings by place, what follows from them too: mended, remaining, new, and unread where
  nothing was read that would show it); mended and unread (findings of the earlier review with those of its
  places); values (added, changed, gone, same); added, changed and gone (each
  value with its place, as printed before and now)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from quality.catalogue import SEVERITIES
from quality.rating import RatedFinding
from quality.resubmission import Since
from quality.review import Review


def as_json(review: Review, since: Since | None = None) -> dict[str, Any]:
    """The review as plain values, ready for `json.dumps`; equal reviews give equal values."""
    submission = asdict(review.submission)
    submission["received_at"] = review.submission.received_at.isoformat()
    findings = findings_as_json(review.findings)
    for number, finding in enumerate(findings):
        finding["state"] = since.state(number, len(finding["places"])) if since else None
        finding["new_places"] = [p for p in since.new_places.get(number, ()) if p] if since else []
    return {
        "submission": submission,
        "verdict": review.verdict.value,
        "decided_at": review.decided_at.isoformat(),
        "profile": review.profile,
        "fingerprint": review.fingerprint,
        "cells": {**asdict(review.cells), "unexplained": review.cells.unexplained},
        "counts": counts(review),
        "held": [{"place": h.observation.place, "codes": list(h.codes)} for h in review.held],
        "held_by": held_by(review),
        "valueless": list(review.valueless),
        "answers": [answer.as_json() for answer in review.answers],
        "versions": {
            "rules": review.rules_version,
            "codes": review.codes_version,
            "software": review.software_version,
        },
        "findings": findings,
        "since": _since_as_json(since) if since else None,
    }


def counts(review: Review) -> dict[str, int]:
    """How much was accepted and held, and how many findings of each severity; settled ones apart."""
    found = {
        severity.value: sum(1 for f in review.findings if f.severity is severity and not f.settled)
        for severity in SEVERITIES
    }
    return {
        "accepted": len(review.accepted),
        "held": len(review.held),
        "capabilities": len(review.capabilities),
        "valueless": len(review.valueless),
        **found,
        "waived": sum(1 for f in review.findings if f.waiver),
        "explained": sum(1 for f in review.findings if f.answer and not f.waiver),
    }


def held_by(review: Review) -> dict[str, int]:
    """Code -> how many values its findings hold back, most first; a value may be held by several."""
    found = Counter(code for held in review.held for code in dict.fromkeys(held.codes))
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def findings_as_json(findings: Sequence[RatedFinding]) -> list[dict[str, Any]]:
    """The findings as plain values, in the order given, nothing said of an earlier file."""
    return [_finding_as_json(finding) for finding in findings]


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
        "answer": rated.answer.as_json() if rated.answer else None,
        "consequences": findings_as_json(rated.consequences),
    }


def _since_as_json(since: Since) -> dict[str, Any]:
    kept = ("code", "severity", "category", "places", "value", "message", "advice")
    return {
        "submission": since.earlier["id"],
        "file_name": since.earlier["file_name"],
        "received_at": since.earlier["received_at"],
        "points": dict(since.points),
        "mended": [{name: finding[name] for name in kept} for finding in since.mended],
        "unread": [{name: finding[name] for name in kept} for finding in since.unread],
        "values": since.values,
        "added": [asdict(change) for change in since.added],
        "changed": [asdict(change) for change in since.changed],
        "gone": [asdict(change) for change in since.gone],
    }
