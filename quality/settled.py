"""How often findings are settled rather than mended: the rules that cry wolf, and the waivers in use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.deployment import Waiver
from pipeline.home import Home
from pipeline.ledger import Ledger
from pipeline.model import Severity
from quality import store
from quality.catalogue import catalogue
from quality.store import StoredReview


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleUse:
    """What became of one rule's findings. A finding at several places counts once for each."""

    code: str
    severity: Severity
    findings: int
    waived: int
    explained: int

    @property
    def share(self) -> float:
        """Part of the findings that were waived or explained, 0 to 1."""
        return (self.waived + self.explained) / self.findings


def kept_reviews(
    home: Home, ledger: Ledger, round_: str | None = None, *, as_of: datetime | None = None
) -> Iterator[StoredReview]:
    """The last reviews of all submissions that were not taken back, of one round where given.

    With `as_of` of those received by then and not taken back by then, as they were reviewed last.
    """
    for submission in ledger.submissions(round_=round_, as_of=as_of):
        try:
            yield store.load(home, submission.id)
        except FileNotFoundError:
            continue


def settled_by_rule(
    reviews: Iterable[StoredReview], as_of: datetime | None = None
) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """By rule: findings, and how many of them were waived and explained (by a moment), counted by place."""
    found, waived, explained = Counter[str](), Counter[str](), Counter[str]()
    for rated in (rated for review in reviews for rated in review.findings):
        places = len(rated.finding.places) or 1
        found[rated.finding.code] += places
        if rated.settled_by(as_of):
            (waived if rated.waiver else explained)[rated.finding.code] += places
    return found, waived, explained


def rule_use(reviews: Iterable[StoredReview], *, as_of: datetime | None = None) -> list[RuleUse]:
    """Every rule with findings that can be settled, the most settled first: those are the noisy ones.

    With `as_of` only what was settled by then counts as settled.
    """
    rules = catalogue()
    found, waived, explained = settled_by_rule(reviews, as_of)
    used = [
        RuleUse(
            code=code,
            severity=rules.rule(code).severity,
            findings=count,
            waived=waived[code],
            explained=explained[code],
        )
        for code, count in found.items()
        if code in rules and rules.rule(code).severity in (Severity.ERROR, Severity.WARNING)
    ]
    return sorted(used, key=lambda use: (-use.share, -use.findings, use.code))


def beside_table(reviews: Sequence[StoredReview]) -> Iterator[str]:
    """What the table of rules leaves out, and why it is empty where it is, in sentences."""
    rules = catalogue()
    found, _, _ = settled_by_rule(reviews)
    if not found:
        yield f"files reviewed: {len(reviews)}, findings: none"
    for severity, why in (
        (Severity.BLOCKER, "nobody can settle it: without another file nothing can be read"),
        (Severity.ADVICE, "nothing is owed"),
    ):
        codes = sorted(code for code in found if code in rules and rules.rule(code).severity is severity)
        if codes:
            counted = ", ".join(f"{code} ({found[code]})" for code in codes)
            yield f"not in the table, being {severity.value}: {counted}; {why}"


def as_table(used: Sequence[RuleUse]) -> str:
    """The rules as lines of columns that stand under each other."""
    heads = ("rule", "weight", "findings", "waived", "explained", "share")
    rows = [
        (u.code, u.severity.value, str(u.findings), str(u.waived), str(u.explained), f"{u.share:.0%}")
        for u in used
    ]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    return "\n".join(
        "  ".join(
            text.ljust(width) if number < 2 else text.rjust(width)
            for number, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (heads, *rows)
    )


def waiver_use(reviews: Iterable[StoredReview]) -> Counter[Waiver]:
    """Waiver -> how many findings it settles in the reviews, by place."""
    settled = Counter[Waiver]()
    for rated in (rated for review in reviews for rated in review.findings):
        if rated.waiver:
            settled[rated.waiver] += len(rated.finding.places) or 1
    return settled
