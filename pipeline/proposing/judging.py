"""How sure is a reading, and does the figure lie outside of what is reported?

Outside are goals, plans, an organisation's description of itself, and what no indicator or no party of the
register covers. Such figures are proposed as explained, so that the text is accounted for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipeline.codes import codelist
from pipeline.model import Qualifier
from pipeline.proposing.counting import PERCENT, UNSTATED, Counted
from pipeline.proposing.mentions import Mention
from pipeline.proposing.timing import Covered
from pipeline.proposing.vocabulary import IndicatorEntry, vocabulary

PLANNED = "planned or wished for, not done"
_COMING = re.compile(r"[^,;.]{0,40}?\b(?:will|is to|are to|to) be\b|[^，。；]{0,12}将")


@dataclass(frozen=True, slots=True)
class Case:
    """A figure in its sentence, with everything that was made out about it."""

    sentence: str
    mention: Mention
    unit: Counted
    entry: IndicatorEntry | None
    covered: Covered
    subject: str
    named_here: bool
    """Whether the sentence itself names the subject."""
    of_convener: bool
    """Whether the subject is a convener or the secretariat."""
    about: str
    """The heading "About …" above it."""
    said_on: date | None

    @property
    def indicator(self) -> str:
        """Code of the indicator; empty without one."""
        return self.entry.indicator if self.entry else ""


def why_outside(case: Case) -> str:
    """Why a figure is no observation as it stands; empty where it may be one."""
    reasons = (
        ("a goal, not a measurement", _is_goal(case)),
        (PLANNED, _is_planned(case)),
        (
            f"under “{case.about}”: how an organisation describes itself",
            bool(case.about) and (not case.indicator or case.of_convener),
        ),
        ("the words do not say what is counted", case.unit.unit == UNSTATED),
        ("no indicator covers it", not case.indicator),
        ("nobody of the register is named", not case.subject),
        ("its period is not known; give the date of publication", case.covered.end is None),
    )
    return next((reason for reason, holds in reasons if holds), "")


def _is_goal(case: Case) -> bool:
    before = case.sentence[: case.mention.start]
    unmeasured = case.unit.unit == PERCENT or not case.indicator
    return unmeasured and re.search(vocabulary().cues.goal, before) is not None


def _is_planned(case: Case) -> bool:
    """A plan in the figure's own clause, or days that lie ahead; a state ("600 million users") is no plan."""
    if case.covered.start and case.said_on and case.covered.start > case.said_on:
        return True
    before = case.sentence[: case.mention.start]
    clause = re.split(r"[,;，；]", before)[-1]
    coming = _COMING.match(case.sentence[case.mention.tail :])
    if not coming and not re.search(vocabulary().cues.planned, clause):
        return False
    stock = case.indicator and codelist("indicators")[case.indicator].extra["time_basis"] == "stock"
    return not stock or re.search(r"call\w* on|呼吁", before) is not None


def sureness(case: Case, outside: str) -> tuple[float, str]:
    """Confidence between 0 and 1, and what it rests on."""
    unit, entry = case.unit, case.entry
    sure, reasons = 0.98 * case.covered.confidence, [f"counts “{unit.words}”"]
    if not unit.sure:
        sure *= 0.85
        reasons[0] += " (beside the number, or a word of no list)"
    if entry is None:
        sure *= 0.6
    else:
        reasons.append(
            f"{entry.indicator}: {unit.unit} {' and '.join((*entry.actions, *entry.clause))}".rstrip()
        )
    if case.mention.qualifier is Qualifier.VAGUE:
        sure *= 0.7
        reasons.append("an order of magnitude, no number")
    reasons.append(case.covered.how)
    reasons.append(f"about {case.subject}" if case.subject else "about nobody who is named")
    if case.subject and not case.named_here:
        sure *= 0.8
        reasons[-1] += " (named before, not in this sentence)"
    if outside:
        sure *= 0.6
    return round(sure, 2), "; ".join(reasons)
