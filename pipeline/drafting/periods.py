"""Where the period of an unknown table comes from: a column, the header, a title, the sheet, the file.

Nearer beats farther: a column before the header, the header before a title, a title before the names of sheet
and file. Two places that disagree leave the question open, and so does a file that names no period at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from pipeline.drafting.choices import LIKELY, STRONG, SURE, Choice
from pipeline.drafting.columns import Part
from pipeline.drafting.labelling import column_label, literal
from pipeline.drafting.levels import Level
from pipeline.drafting.outline import Outline
from pipeline.drafting.when import Found, escaped, find_period, joined, loose_part, loosened
from pipeline.drafting.yaml_text import Noted, Tree
from pipeline.rounds import first_day, last_day
from pipeline.values.periods import parse_day, parse_period

_RUNNING = ("since", "cumulative", "to date", "running total", "累计", "以来", "截至", "截止")
_SINCE = ("since", "from", "自", "从", "以来", "起")
_MADE_ON = re.compile(
    r"publish|prepar|updat|creat|print|generat|issued|export|reported|submitted|date:|发布|制表|填报|更新|打印|生成|日期",
    re.IGNORECASE,
)
"""Words before a period that make it the day of the report, not what the figures cover."""
_ASK_PERIOD = "which period do the figures cover? (round: true if it is always the round's quarter)"


@dataclass(slots=True)
class When:
    """The period fields of a block, and the titles that they read or that confirm them."""

    fields: dict[str, Tree] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    """Labels of titles that must stand above."""
    claimed: set[tuple[int, int]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Texts around a table that may name its period."""

    sheet: str
    """'' where sheets have no names."""
    file_name: str
    round: str = ""
    """Round for which the file was sent; '' where nobody said."""

    def agrees(self, named: Found) -> bool:
        """Whether a period in a name is that of the round: a name may as well give the day of export."""
        try:
            first, last = first_day(self.round), last_day(self.round)
        except ValueError:
            return False
        return named.period.start <= last and first <= named.period.end


def find_when(outline: Outline, parts: Sequence[Part], levels: Sequence[Level], around: Surroundings) -> When:
    """Decide where the period comes from."""
    when = When()
    by_kind = {part.kind: part for part in parts}
    whole = next((level for level in levels if level.kind == "period"), None)
    part = next((level for level in levels if level.kind == "part"), None)
    if "period_end" in by_kind and "period_start" in by_kind:
        for kind in ("period_start", "period_end"):
            chosen = by_kind[kind]
            when.fields[kind] = Noted(
                {"column": _label(chosen)}, f"{chosen.choice.confidence:.2f}: first and last day"
            )
    elif "as_of" in by_kind:
        _running(outline, by_kind["as_of"], when)
    elif "year" in by_kind and "part" in by_kind:
        _two_columns(outline, by_kind["year"], by_kind["part"], when)
    elif "period" in by_kind:
        _column(outline, by_kind["period"], when)
    elif whole is not None and part is not None:
        _joined_header(whole, part, when)
    elif whole is not None:
        spoken = Choice(whole.choice.value, whole.choice.confidence, whole.choice.reason, whole.choice.ask)
        when.fields["period"] = {"header": str(whole.number), "span": Noted(spoken.written, spoken.comment)}
    elif part is not None:
        _part_and_year(
            {"header": str(part.number)},
            part.labels[0],
            part.choice.value,
            outline=outline,
            around=around,
            when=when,
        )
    elif "part" in by_kind:
        texts = outline.distinct(by_kind["part"].column)
        _part_and_year(
            {"column": _label(by_kind["part"])},
            texts[0],
            by_kind["part"].choice.value,
            outline=outline,
            around=around,
            when=when,
        )
    else:
        _around(outline, around, when)
    return when


def _label(part: Part) -> str:
    return column_label(part.column)


def _titles(outline: Outline) -> list[tuple[tuple[int, int], Found]]:
    found = []
    for position in outline.titles:
        text = outline.account.text(*position)
        named = find_period(text)
        if named is not None and not _MADE_ON.search(text[: named.start]):
            found.append((position, named))
    return found


def _column(outline: Outline, part: Part, when: When) -> None:
    """A column of periods. A title that speaks of running totals makes their length a question."""
    choice = part.choice
    running = _running_title(outline)
    if running and choice.settled:
        ask = (
            f"the title says '{running}': do figures run from a first day on, or each of one {choice.value}?"
        )
        choice = Choice(choice.value, LIKELY, choice.reason, ask)
    when.fields["period"] = {"column": _label(part), "span": Noted(choice.written, choice.comment)}


def _running_title(outline: Outline) -> str:
    for position in outline.titles:
        text = outline.account.text(*position)
        if any(word in text.lower() for word in _RUNNING):
            return text
    return ""


def _running(outline: Outline, part: Part, when: When) -> None:
    """A column of last days: the first day is said above, or asked."""
    when.fields["period"] = Noted(
        {"column": _label(part), "date_is": "end"}, f"{part.choice.confidence:.2f}: {part.choice.reason}"
    )
    for position, named in _titles(outline):
        before = named.text[: named.start].lower()
        after = named.text[named.end :]
        if not (before.rstrip().endswith(_SINCE) or after.startswith(_SINCE)):
            continue
        day = parse_day(named.words)
        ask = f"from which day on do totals run? '{named.words}' stands above"
        choice = Choice(
            named.period.start.isoformat(), SURE if day else LIKELY, f"'{named.text}' stands above", ask
        )
        when.fields["since"] = {"constant": Noted(choice.written, choice.comment)}
        when.titles.append(_since_label(named))
        when.claimed.add(position)
        return
    when.fields["since"] = {"constant": Noted("?", "ask the member: from which day on do these totals run?")}


def _since_label(named: Found) -> str:
    """A label for the text that confirms a first day: its words stay, other periods and digits may differ."""
    before, after = loosened(named.text[: named.start]), loosened(named.text[named.end :])
    if before + after == escaped(named.text[: named.start]) + escaped(named.text[named.end :]):
        return literal(named.text)
    return f"/{before}{escaped(named.words)}{after}/"


def _two_columns(outline: Outline, year: Part, part: Part, when: When) -> None:
    """A column of years and one of quarters, months or halves."""
    first, second = outline.distinct(year.column)[0], outline.distinct(part.column)[0]
    sources: list[Tree] | None
    ask = f"are '{part.column.path}' months or quarters?"
    if part.choice.value == "number":
        label = part.column.path.lower()
        quarter = "quarter" in label or "季" in label
        if not quarter and "month" not in label and "月" not in label:
            when.fields["period"] = {"column": _label(year), "span": Noted("?", f"ask the member: {ask}")}
            return
        between = {"constant": "Q"} if quarter else {"constant": "-"}
        sources = [{"column": _label(year)}, between, {"column": _label(part)}]
        span = "quarter" if quarter else "month"
    else:
        sources = _joined({"column": _label(year)}, {"column": _label(part)}, first, second)
        span = part.choice.value
    _set_join(sources, span, "year and part of the year stand in two columns", when)


def _joined(year: Mapping[str, Tree], part: Mapping[str, Tree], years: str, parts: str) -> list[Tree] | None:
    """Year and part in the order, and with the sign between, that can be read."""
    order = joined(years, parts)
    if order is None:
        return None
    between: list[Tree] = [{"constant": "-"}] if "-" in order else []
    return [year, *between, part] if order.startswith("year") else [part, *between, year]


def _set_join(
    sources: list[Tree] | None, span: str, reason: str, when: When, confidence: float = STRONG
) -> None:
    if sources is None:
        when.fields["period"] = {"round": Noted("?", f"ask the member: {_ASK_PERIOD}")}
        return
    choice = Choice(span, confidence, reason, f"{reason}: is that the year of the figures? then write {span}")
    when.fields["period"] = {"join": sources, "span": Noted(choice.written, choice.comment)}


def _joined_header(whole: Level, part: Level, when: When) -> None:
    sources = _joined(
        {"header": str(whole.number)}, {"header": str(part.number)}, whole.labels[0], part.labels[0]
    )
    _set_join(sources, part.choice.value, "the year stands in one header row, its part in another", when)


def _part_and_year(
    source: Mapping[str, Tree], text: str, span: str, *, outline: Outline, around: Surroundings, when: When
) -> None:
    """Parts of a year whose year stands in a title, in the sheet's name or in the file's."""
    for name, named in _years(outline, around, when):
        year = str(named.period.start.year) + (
            "年" if "年" in text or "季" in text or "月" in text or "半" in text else ""
        )
        pattern = _year_pattern(named)
        sources = _joined({name: pattern}, source, str(named.period.start.year), text) or _joined(
            {name: pattern}, source, year, text
        )
        certain = name == "title" or around.agrees(named)
        reason = f"the year stands in '{named.text}'"
        _set_join(sources, span, reason, when, STRONG if certain else LIKELY)
        return
    ask = f"of which year is '{text}'?"
    when.fields["period"] = {
        "join": [{"constant": Noted("?", f"ask the member: {ask}")}, source],
        "span": span,
    }


def _years(outline: Outline, around: Surroundings, when: When) -> list[tuple[str, Found]]:
    titled = _titles(outline)
    if titled:
        when.claimed.add(titled[0][0])
        if len({named.period.start.year for _, named in titled}) > 1:
            return []
        return [("title", titled[0][1])]
    return [(name, named) for name, named in _names(around) if named is not None][:1]


def _names(around: Surroundings) -> list[tuple[str, Found | None]]:
    stem = PurePath(around.file_name)
    return [("sheet", find_period(around.sheet)), ("file", find_period(stem.name))]


def _year_pattern(named: Found) -> str:
    """A pattern for the text whose group is the year alone (the rest of the period may stand behind it)."""
    at = named.text.index(str(named.period.start.year), named.start)
    return f"/{loosened(named.text[:at])}(\\d{{4}}){loose_part(named.text[at + 4 :])}/"


def _around(outline: Outline, around: Surroundings, when: When) -> None:
    """One period for the whole table, named above it, by the sheet or by the file."""
    titled = _titles(outline)
    running = _running_title(outline)
    candidates = [("title", named, position) for position, named in titled if named.period.span != "day"]
    candidates += [(name, named, (0, 0)) for name, named in _names(around) if named is not None]
    candidates = [c for c in candidates if parse_period(c[1].words) is not None]
    if not candidates:
        when.fields["period"] = {"round": Noted("?", f"ask the member: {_ASK_PERIOD}")}
        return
    source, named, position = candidates[0]
    if position != (0, 0):
        when.claimed.add(position)
    rival = next((other for _, other, _ in candidates[1:] if not _fits(named, other)), None)
    ask = f"is '{named.words}' ({source}) what the figures cover?"
    confidence, reason = SURE if source == "title" else STRONG, f"the {source} names {named.words}"
    if source != "title" and not around.agrees(named):
        confidence, reason = LIKELY, f"{reason}, and nothing else does"
    if rival is not None:
        confidence, reason = LIKELY, f"{reason}, but '{rival.text}' says {rival.words}"
    elif running:
        confidence, reason = LIKELY, f"{reason}, but '{running}' may mean a running total"
    choice = Choice(named.period.span, confidence, reason, ask)
    when.fields["period"] = {source: named.pattern, "span": Noted(choice.written, choice.comment)}


def _fits(named: Found, other: Found) -> bool:
    """Whether one of two periods lies within the other."""
    one, two = named.period, other.period
    return (one.start <= two.start and two.end <= one.end) or (two.start <= one.start and one.end <= two.end)
