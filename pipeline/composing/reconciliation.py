"""The public record held against itself and against this release: what adds up, what cannot be compared.

The declared comparisons first; then every published output of the Coalition beside our own total of the same
indicator and days, or the reason why there is none to put beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from pipeline import wording
from pipeline.codes import codelist
from pipeline.comparisons import Comparison
from pipeline.figures import Answer, Figure, Reconciliation
from pipeline.model import Text
from pipeline.register import COALITION
from pipeline.sentences import sentence

_OURS = ("output_round", "output_year", "running_total")


def reconciliations(
    comparisons: Sequence[Comparison], figures: Sequence[Figure]
) -> tuple[Reconciliation, ...]:
    """All comparisons that the figures of a release allow, in the order of their declaration."""
    by_id = {figure.id: figure for figure in figures}
    declared = [_declared(c, by_id) for c in comparisons if set(c.named) <= by_id.keys()]
    return (*declared, *_beside_ours(figures))


def _declared(comparison: Comparison, by_id: Mapping[str, Figure]) -> Reconciliation:
    of = [by_id[name] for name in comparison.figures]
    if comparison.kind == "apart":
        return _told(comparison, "not_comparable", comparison.why or Text("", ""))
    if comparison.kind == "pace":
        return _pace(comparison, of)
    printed = by_id[comparison.printed]
    if comparison.kind == "sum":
        bounds = _added(of)
        value = sum((_value(figure) for figure in of), Decimal(0))
        shown = " + ".join(wording.number(_value(figure)) for figure in of)
    else:
        value, bounds = _value(of[0]) - _value(of[1]), _taken(of[0], of[1])
        shown = f"{wording.number(_value(of[0]))} − {wording.number(_value(of[1]))}"
    answer = _answer(value, bounds, printed)
    text = sentence(
        "compared_numbers",
        shown=shown,
        result=wording.number(value),
        printed=wording.number(_value(printed)),
        answer=sentence(f"compared_{answer}"),
    )
    return _told(comparison, answer, text)


def _told(comparison: Comparison, answer: Answer, text: Text) -> Reconciliation:
    return Reconciliation(
        id=comparison.id, about=comparison.about, answer=answer, wording=text, figures=comparison.named
    )


def _value(figure: Figure) -> Decimal:
    """The printed number; of a figure without one, its bound."""
    return next((v for v in (figure.value, figure.value_low, figure.value_high) if v is not None), Decimal(0))


Bounds = tuple[Decimal, Decimal | None]


def _bounds(figure: Figure) -> Bounds:
    return figure.value_low or Decimal(0), figure.value_high


def _added(figures: Iterable[Figure]) -> Bounds:
    lows, highs = zip(*(_bounds(figure) for figure in figures), strict=True)
    known = [high for high in highs if high is not None]
    return sum(lows, Decimal(0)), sum(known, Decimal(0)) if len(known) == len(highs) else None


def _taken(whole: Figure, part: Figure) -> Bounds:
    low, high = _bounds(whole)
    part_low, part_high = _bounds(part)
    least = Decimal(0) if part_high is None else low - part_high
    return least, None if high is None else high - part_low


def _answer(value: Decimal, bounds: Bounds, printed: Figure) -> Answer:
    """`agrees` within the rounding of what was printed, `possible` where only the words allow it."""
    low, high = _bounds(printed)
    if low <= value and (high is None or value <= high):
        return "agrees"
    least, most = bounds
    meets = (high is None or least <= high) and (most is None or low <= most)
    return "possible" if meets else "disagrees"


def _pace(comparison: Comparison, of: Sequence[Figure]) -> Reconciliation:
    """By the month before and after, for each way to cut the time."""
    first, whole = _value(of[0]), _value(of[1])
    changes: list[Decimal] = []
    told: list[Text] = []
    for segments in comparison.segments:
        before, after = first / segments.first, (whole - first) / segments.then
        change = 100 * (after / before - 1)
        changes.append(change)
        told.append(
            sentence(
                "pace_cut",
                assumed=segments.assumed,
                before=f"{before:,.0f}",
                after=f"{after:,.0f}",
                change=f"{change:+.1f}".replace("-", "−"),
            )
        )
    depends = min(changes) < 0 < max(changes)
    closing = sentence("pace_depends" if depends else "pace_agrees")
    parts = [*told, closing]
    text = Text(" ".join(t.en for t in parts), "".join(t.zh for t in parts))
    return _told(comparison, "depends" if depends else "agrees", text)


def _beside_ours(figures: Sequence[Figure]) -> Iterator[Reconciliation]:
    """Every published output of the Coalition, with our total of the same days or why there is none."""
    ours = {(f.indicator, f.period_start, f.period_end): f for f in figures if f.topic in _OURS}
    for figure in figures:
        if figure.topic != "quotation" or figure.subject != COALITION or figure.measure_class != "activity":
            continue
        mine = ours.get((figure.indicator, figure.period_start, figure.period_end))
        answer, text = _beside(figure, mine)
        yield Reconciliation(
            id=f"beside/{figure.id}",
            about=_worded(figure),
            answer=answer,
            wording=text,
            figures=(figure.id,) if mine is None else (figure.id, mine.id),
        )


def _worded(figure: Figure) -> Text:
    """The published figure in short; its source stands with the figure itself."""
    amount = wording.amount(
        figure.value, figure.value_low, figure.value_high, figure.qualifier, figure.unit_label
    )
    period = wording.period(figure.period_start, figure.period_end)
    return sentence("beside_about", amount=amount, period=period, indicator=figure.indicator_label)


def _beside(figure: Figure, mine: Figure | None) -> tuple[Answer, Text]:
    if mine is not None and mine.value is not None:
        answer = _answer(mine.value, _bounds(mine), figure)
        return answer, sentence(
            "beside_ours",
            ours=wording.number(mine.value),
            n=str(mine.coverage_n),
            of=str(mine.coverage_of),
            answer=sentence(f"compared_{answer}"),
        )
    if codelist("indicators")[figure.indicator].extra["add_subjects"] != "yes":
        return "not_comparable", sentence("beside_mixed")
    if figure.period_start is None:
        return "not_comparable", sentence("beside_no_start")
    if mine is not None:
        return "not_comparable", sentence("beside_suppressed")
    return "not_comparable", sentence("beside_no_total")
