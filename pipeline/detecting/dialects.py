"""How an unknown text is delimited, quoted and escaped.

Every sign that could delimit is tried on a sample of whole lines, with every sign that could quote: the
dialect wins under which most lines have the same number of fields, no quote stands where none may, and the
fields look like values and words rather than like halves of them. The escape is told from the quotes inside
quoted fields.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.detecting.decisions import Decision, Misfit
from pipeline.detecting.escapes import with_escape
from pipeline.readers.dialect import Dialect
from pipeline.readers.quoting import APOSTROPHE, LINE_END

SAMPLE_SIGNS = 40_000
"""Text on which delimiters are compared, from the start, the middle and the end of the file."""
SURE = 0.6
"""Confidence below which a decision is a doubt that is reported."""
MOST_RIVAL = 0.65
"""Score of the second best delimiter, as a share of the best, up to which the best is believed."""
QUOTES = '"' + APOSTROPHE + "`"
_WEIGHTS = {",": 1.0, "\t": 1.0, ";": 1.0, "|": 1.0, ":": 0.5, " ": 0.6}
_OTHER_WEIGHT = 0.7
_NEVER = frozenset("\r\n._-/\\()[]{}<>+'\"`%$€£¥0123456789\ufeff\u3000\u00a0。？！、·…（）《》“”‘’%℃°")
_BESIDE = " \t|~^"
"""Signs that may stand after a delimiter and belong to it."""
LEAST_REPEATED = 3
"""Fewest columns of which a repeated comma is the delimiter, rather than an empty column between two."""
_MOST_BESIDE = 2
_MOST_CANDIDATES = 8
_IN_QUOTES = re.compile(r"""(?<!\w)"[^"]*"(?!\w)|(?<!\w)'[^']*'(?!\w)""")
_HINT = re.compile(r'"?sep=(.{1,3}?)"?')
_MARKS = r"[-+(]?[$€£¥]?\s?"
_KNOWN_FORM = re.compile(
    rf"""\s*(?:
      | {_MARKS}\d{{1,3}}(?:[,\ ']\d{{3}})+(?:\.\d+)?\s?%?\)?
      | {_MARKS}\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?\s?%?\)?
      | \d{{1,4}}[-/.]\d{{1,2}}(?:[-/.]\d{{1,4}})?
        (?:[T ]\d{{1,2}}:\d\d(?::\d\d(?:[.,]\d+)?)?Z?(?:[-+]\d\d:?\d\d)?)?
      | \d{{1,2}}:\d\d(?::\d\d(?:\.\d+)?)?(?:\s?[AaPp][Mm])?
      | (?:https?|ftp)://\S+ | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
      | [^\W\d]\w*(?:[ _/&.'-]{{1,3}}\w+)* | \w+(?:[-_/.]\w+)*
    )\s*""",
    re.VERBOSE,
)
"""Values and words as they stand in cells: numbers, days, times, addresses, names."""


@dataclass(frozen=True, slots=True)
class _Trial:
    """A delimiter and a quote, and how well the sample reads with them."""

    delimiter: str
    quote: str
    score: float
    width: int
    regular: float
    """Share of lines that have `width` fields."""
    steady: float = 0.0
    """The same among the lines that are no title or remark: a few lines of one field do not count."""
    broken: float = 0.0
    """Share of lines where a quote stands where this dialect has none."""


def detect_dialect(text: str, encoding: str) -> tuple[Dialect, tuple[Decision, ...], tuple[Misfit, ...]]:
    """The dialect of a text, what was decided with which confidence, and a doubt where two signs fit alike.

    A text of one column has the default dialect.
    """
    sample = _sample(text)
    if hint := _HINT.fullmatch(LINE_END.split(text[:20], maxsplit=1)[0]):
        trials = [_tried(sample, hint[1], quote) for quote in _quotes(sample, hint[1])]
    else:
        trials = [_tried(sample, d, quote) for d in _delimiters(sample) for quote in _quotes(sample, d)]
    trials = sorted((t for t in trials if t.width > 1), key=lambda trial: -trial.score)
    if not trials:
        reason = "no sign divides the lines into the same number of fields"
        return Dialect(encoding=encoding), (Decision("delimiter", "none", 0.6, reason),), ()
    best = _longest(trials)
    rival = next((t.score for t in trials if best.delimiter not in t.delimiter not in best.delimiter), 0.0)
    dialect = Dialect(encoding, best.delimiter, best.quote)
    delimiter = Decision(
        "delimiter",
        best.delimiter,
        1.0 if hint else round(max(0.1, min(0.99, best.steady * (1 - 0.5 * rival / (best.score or 1)))), 3),
        "the first line says so"
        if hint
        else f"{best.regular:.0%} of the lines have {best.width} fields with it",
    )
    dialect, noun, escape = with_escape(text, dialect)
    doubtful = not hint and rival > MOST_RIVAL * best.score
    doubts = []
    if doubtful:
        others = f"other signs divide the lines as well as {best.delimiter!r}"
        doubts.append(Misfit("", 0, "", f"the delimiter is not certain: {others}"))
    if escape.confidence < SURE:
        doubts.append(Misfit("", 0, "", f"the escape is not certain: {escape.reason}"))
    return dialect, (delimiter, noun, escape), tuple(doubts)


def _longest(trials: list[_Trial]) -> _Trial:
    """The best trial, or one whose delimiter holds the best one's and divides the lines as regularly.

    A sign that stands repeated or beside a blank everywhere, is not half of a delimiter.
    """
    best = trials[0]
    for trial in trials:
        longer = best.delimiter in trial.delimiter and len(trial.delimiter) > len(best.delimiter)
        repeated = (
            len(set(trial.delimiter)) == 1 and trial.width < LEAST_REPEATED and trial.delimiter[0] != "|"
        )
        if longer and trial.regular >= best.regular * 0.99 and trial.broken <= best.broken and not repeated:
            best = trial
    return best


def _sample(text: str) -> list[str]:
    """Whole lines, quoted line ends and all, from the start, the middle and the end."""
    if len(text) <= SAMPLE_SIGNS:
        return [text]
    third, parts = SAMPLE_SIGNS // 3, []
    for start in (0, len(text) // 2, len(text) - third):
        begin = start and (found.end() if (found := LINE_END.search(text, start)) else start)
        stop = found.start() if (found := LINE_END.search(text, begin + third)) else len(text)
        parts.append(text[begin : min(stop, begin + 4 * third)])
    return [part for part in parts if part]


def _lines(sample: list[str]) -> list[str]:
    return [line for part in sample for line in LINE_END.split(part) if line.strip()]


def _delimiters(sample: list[str]) -> list[str]:
    """Signs that stand on many lines, the most regular first, each also with what stands beside it mostly."""
    lines = [_IN_QUOTES.sub("x", line) for line in _lines(sample)]
    seen: dict[str, Counter[int]] = {}
    for line in lines:
        for sign, count in Counter(line).items():
            if sign not in _NEVER and not sign.isalnum():
                seen.setdefault(sign, Counter())[count] += 1
    ranked = sorted(
        seen, key=lambda sign: (-_weight(sign) * (sum(seen[sign].values()) + max(seen[sign].values())), sign)
    )
    singles = [sign for sign in ranked if sum(seen[sign].values()) * 10 >= len(lines)][:_MOST_CANDIDATES]
    return list(dict.fromkeys(longer for sign in singles for longer in (sign, *_longer(lines, sign))))


def _weight(delimiter: str) -> float:
    base = delimiter.strip() or delimiter[0]
    return _WEIGHTS.get(base, _WEIGHTS.get(base[0], _OTHER_WEIGHT) if len(set(base)) == 1 else _OTHER_WEIGHT)


def _longer(lines: list[str], sign: str) -> Iterator[str]:
    """The sign repeated, or with the blanks that stand beside it (nearly) always: "||", ", ", " | "."""
    runs = Counter(len(run) for line in lines for run in re.findall(f"{re.escape(sign)}+", line))
    least = min((size for size, count in runs.items() if count * 10 >= runs.total()), default=1)
    found = sign * least
    if least > 1:
        yield found
    for _ in range(_MOST_BESIDE):
        after = Counter(follower for line in lines for follower in _followers(line, found))
        before = Counter(line[at - 1] for line in lines for at in _places(line, found) if at)
        if follows := _mostly(after, sign):
            found += follows
        elif precedes := _mostly(before, sign):
            found = precedes + found
        else:
            return
        yield found


def _mostly(neighbours: Counter[str], sign: str) -> str:
    """The sign beside a delimiter that stands there three times of four; '' where none does."""
    for beside in _BESIDE:
        if beside != sign and neighbours[beside] and neighbours[beside] * 4 >= neighbours.total() * 3:
            return beside
    return ""


def _followers(line: str, sign: str) -> Iterator[str]:
    for at in _places(line, sign):
        if at + len(sign) < len(line):
            yield line[at + len(sign)]


def _places(line: str, sign: str) -> Iterator[int]:
    at = line.find(sign)
    while at >= 0:
        yield at
        at = line.find(sign, at + len(sign))


def _quotes(sample: list[str], delimiter: str) -> Iterator[str]:
    """Signs that stand before and after whole fields, and none."""
    mark = re.escape(delimiter)
    for quote in QUOTES:
        opens = re.compile(rf"(?:\A|[\r\n]|{mark}){quote}")
        closes = re.compile(rf"{quote}(?:\Z|[\r\n]|{mark})")
        if any(opens.search(part) and closes.search(part) for part in sample):
            yield quote
    yield ""


def _tried(sample: list[str], delimiter: str, quote: str) -> _Trial:
    """Read the sample: a quoted field ends where a delimiter or line end follows, whatever the escape."""
    widths: Counter[int] = Counter()
    broken = fields = known = 0
    for part in sample:
        for record in _rough_records(part, delimiter, quote):
            if record == [""]:
                continue
            widths[len(record)] += 1
            broken += any(_is_broken(field, quote) for field in record)
            if widths.total() <= 400:
                fields += len(record)
                known += sum(_is_known(field, quote) for field in record)
    records = max(1, widths.total())
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return _Trial(delimiter, quote, 0.0, 1, 0.0)
    width = max(wide, key=lambda w: (wide[w] * (w - 1) / w, w))
    alone = min(widths[1], max(2, records // 5)) if wide[width] > 1 else 0
    regular = wide[width] / max(1, records - alone)
    sound = (1 - broken / records) ** 2
    form = 0.1 + 0.9 * known / max(1, fields)
    score = regular * (width - 1) / width * sound * form * _weight(delimiter)
    score *= 1.05 if quote else 1.0
    return _Trial(delimiter, quote, score, width, wide[width] / records, regular, broken / records)


def _rough_records(part: str, delimiter: str, quote: str) -> Iterable[list[str]]:
    if not quote:
        return (line.split(delimiter) for line in LINE_END.split(part))
    return _rough_quoted(part, delimiter, quote)


def _rough_quoted(part: str, delimiter: str, quote: str) -> Iterator[list[str]]:
    mark = re.escape(delimiter)
    end = rf"({mark}|\r\n|\r|\n|\Z)"
    doubled = rf"{quote}(?:[^{quote}]++|{quote}{quote})*+{quote}"
    single = rf"{quote}(?:[^{quote}]++|{quote}(?!{mark}|\r|\n|\Z))*+{quote}"
    field = re.compile(rf"({doubled}(?={mark}|[\r\n]|\Z)|{single}|.*?){end}")
    record: list[str] = []
    at = 0
    while at < len(part):
        found = field.match(part, at)
        if found is None:
            break
        record.append(found[1])
        at = found.end()
        if found[2] != delimiter:
            yield record
            record = []
    if record:
        yield record


def _is_broken(field: str, quote: str) -> bool:
    """A quote stands where this dialect has none: inside a bare field, or at one end only."""
    if quote and len(field) > 1 and field[0] == quote == field[-1]:
        return False
    for sign in '"' if quote != APOSTROPHE else '"' + APOSTROPHE:
        inner = field.strip()
        if inner.startswith(sign) or inner.endswith(sign):
            return not (sign == APOSTROPHE and inner[-2:-1].isalnum()) if quote else inner.count(sign) > 0
        if sign == '"' == quote and sign in inner:
            return True
    return False


def _is_known(field: str, quote: str) -> bool:
    """Whether a field has the form of a value or of words, rather than of a piece of one."""
    if quote and len(field) > 1 and field[0] == quote == field[-1]:
        return True
    return len(field) <= 200 and _KNOWN_FORM.fullmatch(field) is not None
