"""How a dialect makes a quote plain inside a quoted field: doubled, by another sign, or not at all.

The sample is read strictly with each escape in question; the one under which fewest fields are broken is
taken, when it explains more fields than it leaves. One broken field is damage, not another dialect.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.detecting.decisions import Decision
from pipeline.readers.dialect import Dialect
from pipeline.readers.quoting import LINE_END, grammar

SAMPLE_SIGNS = 1_000_000
USUAL = "\\"
"""The sign of which one is evidence enough; of the others it takes two."""
SIGNS = "\\^~/!%#@&*"
"""Signs other than the quote that may escape it."""


@dataclass(frozen=True, slots=True)
class _Trial:
    dialect: Dialect
    quoted: int
    """Fields in quotes that end where a delimiter or a line end follows."""
    with_quotes: int
    """Those of them that hold a quote."""
    broken: int
    """Places where the dialect does not say how to go on."""


def with_escape(text: str, dialect: Dialect) -> tuple[Dialect, Decision, Decision]:
    """The dialect with the escape that quotes inside quoted fields speak for, and both decisions."""
    quote = dialect.quote
    if not quote:
        return _without_quotes(text, dialect)
    sample = text[:SAMPLE_SIGNS]
    doubled = _tried(sample, replace(dialect, escape=quote))
    noun = Decision(
        "quote", quote, 0.99 if doubled.quoted > 1 else 0.7, f"{doubled.quoted} fields stand in it"
    )
    if doubled.broken:
        signs = [
            s for s in SIGNS if s not in dialect.delimiter + quote and sample.count(s + quote) > (s != USUAL)
        ]
        for trial in sorted((_tried(sample, replace(dialect, escape=s)) for s in signs), key=_brokenness):
            if trial.broken < doubled.broken and trial.with_quotes > max(doubled.with_quotes, trial.broken):
                sign = trial.dialect.escape
                why = f"{sign} stands before the quotes inside {trial.with_quotes} quoted fields"
                return trial.dialect, noun, Decision("escape", sign, 0.95, why)
        none = _tried(sample, replace(dialect, escape=""))
        if doubled.broken > 1 and doubled.broken > doubled.with_quotes and none.broken < doubled.broken:
            why = f"{none.with_quotes} quoted fields hold quotes that nothing makes plain"
            return none.dialect, noun, Decision("escape", "none", 0.8, why)
    if doubled.with_quotes:
        why = f"{doubled.with_quotes} quoted fields hold doubled quotes"
        return doubled.dialect, noun, Decision("escape", quote, 0.99, why)
    if USUAL * 2 in sample and USUAL not in sample.replace(USUAL * 2, ""):
        why = f"no quoted field holds a quote; {USUAL} stands doubled everywhere and could be an escape"
        return doubled.dialect, noun, Decision("escape", quote, 0.5, why)
    return doubled.dialect, noun, Decision("escape", quote, 0.9, "no quoted field holds a quote")


def _without_quotes(text: str, dialect: Dialect) -> tuple[Dialect, Decision, Decision]:
    if '"' in text:
        reason = "no field begins and ends with a quote sign"
        bare = replace(dialect, quote="", escape="")
        return bare, Decision("quote", "none", 0.8, reason), Decision("escape", "none", 0.8, reason)
    usual = replace(dialect, quote='"', escape='"')
    reason = "there is no quote sign in the file"
    return usual, Decision("quote", '"', 0.9, reason), Decision("escape", '"', 0.9, reason)


def _brokenness(trial: _Trial) -> int:
    return trial.broken


def _tried(sample: str, dialect: Dialect) -> _Trial:
    rules = grammar(dialect)
    quoted = with_quotes = broken = at = 0
    while at < len(sample):
        found = rules.field.match(sample, at)
        if found is None:
            broken += 1
            end = LINE_END.search(sample, at)
            at = end.end() if end else len(sample)
            continue
        if found[1] is not None:
            quoted += 1
            with_quotes += dialect.quote in found[1]
        at = found.end()
        if found[0] == "":
            break
    return _Trial(dialect, quoted, with_quotes, broken)
