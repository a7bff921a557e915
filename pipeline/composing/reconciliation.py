"""The public record held against itself and against this release: what adds up, what cannot be compared.

The declared comparisons first; then every published output of the Coalition beside our own total of the same
indicator and days, or the reason why there is none to put beside it. Hedges stand with their numbers, and
days are compared like numbers: an open bound, or days that differ, never come to more than `possible`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from pipeline import wording
from pipeline.codes import codelist
from pipeline.comparisons import Comparison
from pipeline.composing.days import DaysApart, days_apart, listed
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
        value, bounds = sum((_value(figure) for figure in of), Decimal(0)), _added(of)
        sign, days = " + ", days_apart(printed, of)
    else:
        value, bounds = _value(of[0]) - _value(of[1]), _taken(of[0], of[1])
        sign, days = " − ", days_apart(of[0], (of[1], printed))
    numbers = _answer(value, bounds, printed)
    answer = _with_days(numbers, days)
    said = [
        _arithmetic(sign.join(wording.number(_value(figure)) for figure in of), value),
        *_hedges(sign, of, bounds),
        sentence("compared_printed", printed=_hedged(printed), answer=sentence(f"compared_{numbers}")),
        *_about_days(answer, days),
        *([comparison.note] if comparison.note else []),
    ]
    return _told(comparison, answer, Text(" ".join(t.en for t in said), "".join(t.zh for t in said)))


def _arithmetic(shown: str, value: Decimal) -> Text:
    told = f"{shown} = {wording.number(value)}"
    return Text(f"{told}.", f"{told}。")


def _hedges(sign: str, of: Sequence[Figure], bounds: Bounds) -> list[Text]:
    """The numbers as they were hedged, and what is left open so; nothing where no words hedge them."""
    shown = [_hedged(figure) for figure in of]
    if all(told.en == wording.number(_value(figure)) for told, figure in zip(shown, of, strict=True)):
        return []
    least, most = bounds
    return [
        sentence(
            "compared_hedged_open" if most is None else "compared_hedged",
            shown=Text(sign.join(t.en for t in shown), sign.join(t.zh for t in shown)),
            least=wording.number(least),
            most="" if most is None else wording.number(most),
        )
    ]


def _hedged(figure: Figure) -> Text:
    """The number with its hedge, as it was printed: `over 100,000`."""
    nothing = Text("", "")
    told = wording.amount(figure.value, figure.value_low, figure.value_high, figure.qualifier, nothing)
    return Text(told.en.strip(), told.zh.strip())


def _with_days(numbers: Answer, days: DaysApart) -> Answer:
    """What numbers that agree, or do not, come to where their days are not the same."""
    if not days:
        return numbers
    return "not_comparable" if numbers == "disagrees" else "possible"


def _about_days(answer: Answer, days: DaysApart) -> list[Text]:
    """Which days differ and what follows; that a start is not stated; nothing where days add up as stated."""
    told = [("outside", days.outside), ("missing", days.missing), ("twice", days.twice)]
    said = [sentence(f"compared_days_{name}", days=listed(found)) for name, found in told if found]
    if days.unsaid:
        said.append(sentence("compared_days_unsaid"))
    return [*said, sentence(f"compared_days_{answer}")] if days else said


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
    """`agrees` within the rounding of what was printed, `possible` where only the words allow it.

    Where a part, or what was printed, has no upper bound, nothing more can be said.
    """
    low, high = _bounds(printed)
    least, most = bounds
    if most is not None and high is not None and low <= value <= high:
        return "agrees"
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
        missing = mine.coverage_n != mine.coverage_of
        least, most = _bounds(mine)
        answer = _answer(mine.value, (least, None if missing else most), figure)
        return answer, sentence(
            "beside_ours_in_part" if missing else "beside_ours",
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
