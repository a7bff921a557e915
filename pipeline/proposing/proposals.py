"""From a text to proposals: every figure with its words, and what it seems to say; a person decides.

A proposal is never an observation. It carries the exact quote with its offsets, how sure the reading is and
why, and whether it lies outside of what is reported (a goal, a plan, an organisation's description of
itself, something that no indicator covers).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from pipeline.codes import codelist
from pipeline.model import Qualifier
from pipeline.proposing.counting import PERCENT
from pipeline.proposing.figures import Figure, figures_of
from pipeline.proposing.judging import PLANNED, Case, sureness, why_outside
from pipeline.proposing.masks import Span, masked
from pipeline.proposing.meaning import Named, Names, actions_in, actions_of, indicator_of, subject_of
from pipeline.proposing.mentions import Mention, mentions
from pipeline.proposing.texts import Page, Sentence, sentences
from pipeline.proposing.timing import Covered, cover, dateline, earlier, said, without_start
from pipeline.proposing.vocabulary import IndicatorEntry, vocabulary
from pipeline.register import Register
from pipeline.values.bounds import Bounded, bounded
from pipeline.values.limits import is_change
from pipeline.values.printed import plain
from pipeline.values.spoken import Spoken, find_periods

_AGAINST = re.compile(r"\b(?:than|over|from|on|to|versus|against|compared)\b", re.IGNORECASE)
_OWN = re.compile(r"[,;，；]|\b(?:and|while|but)\b|以及")
"""What parts the words of one figure from those of its neighbour."""
Direction = Literal["", "decline", "increase"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A figure of a text and what it seems to mean. Offsets count in the page's text."""

    quote: str
    quote_at: Span
    printed: str
    printed_at: Span
    value: Decimal | None
    """In the unit; a percentage in hundredths; None for a vague figure and for a range."""
    bounds: Bounded
    qualifier: Qualifier
    unit: str
    unit_words: str
    covered: Covered
    indicator: str = ""
    subject: str = ""
    direction: Direction = ""
    confidence: float
    reason: str
    outside: str = ""
    """Why it is no observation as it stands; empty where a person need only agree."""
    repeats: int | None = None
    """Number of the earlier proposal of this text that says the same."""
    also_in: str = ""
    """Another source that prints the same passage."""


@dataclass(slots=True)
class _Article:
    """What is known while a text is read from its start."""

    said_on: date | None
    dated_by: str
    about: str = ""
    """The heading "About …" under which the text stands."""
    block: int = -1
    carried: Covered | None = None
    """Period of the sentence before in the same paragraph."""
    subject: str = ""


def propose(
    page: Page, register: Register | None = None, *, published: date | None = None, reporter: str = ""
) -> list[Proposal]:
    """Every figure of a page in its order. `published` stands above the date that the page states.

    `reporter` is the party in whose name the text speaks where it says "we".
    """
    names = Names(register)
    lines = sentences(page.text)
    article = _Article(*_said_first(page, lines, published))
    found: list[Proposal] = []
    before: list[str] = (
        [reporter] if reporter and names.kind(reporter) not in ("secretariat", "convener") else []
    )
    for line in lines:
        _turn(article, line)
        named = names.find(line.text)
        for proposal in _of_sentence(line, article, named, before, names):
            found.append(_with_repeat(proposal, found, line))
        before += [n.party for n in named]
    return found


def _said_first(page: Page, lines: Sequence[Sentence], published: date | None) -> tuple[date | None, str]:
    """The day from which a text speaks, and how it is known."""
    if day := published or page.published:
        return day, "day of publication"
    if day := next((found for line in lines if (found := dateline(line))), None):
        return day, "dateline"
    opening = (period for line in lines[:4] for period in find_periods(line.text))
    day = next((p.start for p in opening if p.start and p.start == p.end), None)
    return day, "first day that the opening lines name"


def _turn(article: _Article, line: Sentence) -> None:
    """Notice a dateline, a heading about an organisation, and the start of a paragraph."""
    if line.block != article.block:
        article.block, article.carried, article.subject = line.block, None, ""
        if day := dateline(line, article.said_on):
            article.said_on, article.dated_by = day, "dateline"
    if line.heading:
        article.about = line.text if re.search(vocabulary().cues.boilerplate, line.text) else ""


def _of_sentence(
    line: Sentence, article: _Article, named: list[Named], before: Sequence[str], names: Names
) -> Iterator[Proposal]:
    periods = find_periods(line.text, article.said_on)
    masks = masked(line.text, periods, names.with_digits(line.text, named))
    for figure in figures_of(line.text, mentions(line.text, masks)):
        entry = _indicator(line.text, figure)
        covered = _covered(line, figure, periods, article, entry)
        fixed = entry.subject if entry else ""
        known = [article.subject] if article.subject else before
        subject = fixed or subject_of(line.text, figure.mention.start, named, known, names)
        article.subject = subject or article.subject
        if covered.text and covered.end and covered.carries and not line.heading:
            article.carried = covered
        case = Case(
            sentence=line.text,
            mention=figure.mention,
            unit=figure.unit,
            entry=entry,
            covered=covered,
            subject=subject,
            named_here=bool(fixed) or any(n.party == subject for n in named),
            of_convener=names.kind(subject) in ("convener", "secretariat"),
            about=article.about,
            said_on=article.said_on,
        )
        yield _proposal(line, case, said(article.said_on, article.dated_by))


def _indicator(text: str, figure: Figure) -> IndicatorEntry | None:
    """The indicator by the sentence; of a percentage by what follows it, else by its own clause."""
    mention, (start, stop) = figure.mention, figure.stretch
    actions = actions_of(text, (start, mention.start), (mention.tail, stop))
    behind, ahead = text[start : mention.start], text[mention.tail : stop]
    alone = not text[:start].strip() and not text[stop:].strip()
    own = text if alone else f"{_OWN.split(behind)[-1]} {_OWN.split(ahead)[0]}"
    if figure.unit.unit != PERCENT:
        return indicator_of(figure.unit, text, actions, own)
    clause = re.split(r"[,;，；]", behind)[-1]
    return indicator_of(figure.unit, ahead, actions, own) or indicator_of(
        figure.unit, clause + ahead, actions, own
    )


def _covered(
    line: Sentence,
    figure: Figure,
    periods: Sequence[Spoken],
    article: _Article,
    entry: IndicatorEntry | None,
) -> Covered:
    """Own period, else the paragraph's (for what happens in a period), else the day of saying."""
    mention, stop = figure.mention, figure.stretch[1]
    basis = codelist("indicators")[entry.indicator].extra["time_basis"] if entry else ""
    found = cover(line.text, (mention.start, mention.stop), stop, periods, article.said_on)
    if found is None and article.carried is not None and basis in ("flow", ""):
        found = replace(article.carried, how=f"the sentence before: {article.carried.how}", confidence=0.7)
    compared = re.search(vocabulary().cues.earlier, line.text[mention.tail : stop])
    if compared and not _AGAINST.search(line.text[mention.tail : mention.tail + compared.start()]):
        return earlier(found, compared.group(0))
    if found is None:
        return said(article.said_on, article.dated_by)
    return without_start(found) if basis == "stock" and found.running else found


def _proposal(line: Sentence, case: Case, as_said: Covered) -> Proposal:
    mention, outside = case.mention, why_outside(case)
    found = bounded(mention.printed, mention.qualifier)
    bounds = Bounded(_unpadded(found.value), _unpadded(found.low), _unpadded(found.high))
    direction = _direction(line.text, mention, case.indicator)
    if direction == "decline":
        bounds = Bounded(*(None if b is None else -b for b in (bounds.value, bounds.high, bounds.low)))
    confidence, reason = sureness(case, outside)
    return Proposal(
        quote=line.text,
        quote_at=(line.start, line.stop),
        printed=line.text[mention.start : mention.stop],
        printed_at=(line.start + mention.start, line.start + mention.stop),
        value=bounds.value,
        bounds=bounds,
        qualifier=mention.qualifier,
        unit=case.unit.unit,
        unit_words=case.unit.words,
        covered=as_said if outside == PLANNED else case.covered,
        indicator=case.indicator,
        subject=case.subject,
        direction=direction,
        confidence=confidence,
        reason=reason,
        outside=outside,
    )


def _unpadded(number: Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(plain(number))


def _direction(sentence: str, mention: Mention, indicator: str) -> Direction:
    if not indicator or not is_change(indicator):
        return ""
    return "decline" if "declined" in actions_in(sentence[: mention.start]) else "increase"


def _with_repeat(proposal: Proposal, earlier: Sequence[Proposal], line: Sentence) -> Proposal:
    """The same figure of the same thing for the same days, or a headline's, is said twice."""
    for number, other in enumerate(earlier):
        same = (other.bounds, other.unit, other.indicator, other.subject) == (
            proposal.bounds, proposal.unit, proposal.indicator, proposal.subject,
        )  # fmt: skip
        same_days = _days(other) == _days(proposal) or other.quote == proposal.quote or line.heading
        if same and same_days:
            return replace(proposal, repeats=number)
    return proposal


def _days(proposal: Proposal) -> tuple[date | None, date | None]:
    return proposal.covered.start, proposal.covered.end
