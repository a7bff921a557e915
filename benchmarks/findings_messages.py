"""Does every message read well? What members are told about planted errors, in both languages.

A text reads badly when it shows a name or code of ours, leaves a blank unfilled, is not one sentence of what
is wrong (for the advice: one or two of how to mend it), or has the marks of the other language. What stands
in quotation marks, and what the finding brings along, is the reporter's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import get_args

from measure import Measure

from pipeline import codes
from pipeline.model import Finding
from quality.catalogue import Language, blanks, catalogue

LONGEST = {"en": 420, "zh": 220}
"""Signs of a message without what the finding brings along."""
SENTENCES = {"message": 1, "advice": 2}
MOST_ITEMS = 5
CHINESE = re.compile(r"[\u4e00-\u9fff]")
BAD = {
    "a name of ours": re.compile(r"\w_\w"),
    "a value of Python": re.compile(r"\b(None|True|False)\b|Decimal\(|datetime|\['|\{'|object at 0x"),
    "a sign of the form": re.compile(r"[\[\]{}|]"),
    "two blanks": re.compile(r"\s\s"),
    "a blank beside a mark": re.compile(r"\s[.,;:!?)。，；：）]|[(（]\s"),
    "a doubled mark": re.compile(r"[.,;:!?。，；：]{2,}|\([\s,]*\)|（[\s，]*）|“”"),
    "an unfilled blank": re.compile("…"),
}
MARKS_OF_THE_OTHER = {
    "en": re.compile(r"[，。；：（）、]"),
    "zh": re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]"),
}
_QUOTED = re.compile(r"“[^“”]*”")


def badly_told(finding: Finding) -> Iterator[str]:
    """What reads badly in the message and the advice of a finding."""
    for language in get_args(Language):
        for part in SENTENCES:
            text = getattr(catalogue(), part)(finding, language)
            for problem in _problems(text, finding, language, part):
                yield f"{finding.code}: {part} has {problem}: {text}"


def _problems(text: str, finding: Finding, language: Language, part: str) -> Iterator[str]:
    given = {"value": finding.value, **finding.params}
    template = getattr(catalogue().rule(finding.code), part).within(language)
    if missing := blanks(re.sub(r"\[[^\]]*\]", "", template)) - given.keys():
        yield f"nothing for {', '.join(sorted(missing))}"
    own = _own(text, given)
    for problem, pattern in BAD.items():
        if pattern.search(own):
            yield problem
    if MARKS_OF_THE_OTHER[language].search(own):
        yield "a mark of the other language"
    if language == "en" and CHINESE.search(own.replace("万", "")):
        yield "Chinese in English"
    if language == "zh" and not CHINESE.search(own):
        yield "no Chinese"
    if raw := sorted(set(re.findall(r"[\w-]+", own)) & _codes_with_labels()):
        yield f"a code ({', '.join(raw)})"
    if not 1 <= _sentences(own, language) <= SENTENCES[part]:
        yield f"{_sentences(own, language)} sentences"
    if len(own) > LONGEST[language]:
        yield f"{len(own)} signs"
    if any(len(run) > MOST_ITEMS for run in _lists(text)):
        yield "a long list"


def _own(text: str, given: dict[str, str]) -> str:
    """The text without quotations and without what the finding brings along."""
    own = _QUOTED.sub("Q", text)
    for brought in sorted((text for text in given.values() if len(text) > 1), key=len, reverse=True):
        if brought not in _codes_with_labels():
            own = own.replace(brought, "Q")
    return own


def _sentences(own: str, language: Language) -> int:
    """Sentences of a text; -1 when the last is not ended."""
    if language == "zh":
        return own.count("。") if own.endswith("。") else -1
    return len(re.findall(r"[.!?](?=\s+[A-Z“]|$)", own)) if own.endswith(".") else -1


def _lists(text: str) -> Iterator[list[str]]:
    """Runs of quotations that follow each other."""
    run: list[str] = []
    quoted = list(_QUOTED.finditer(text))
    for before, after in pairwise(quoted):
        run = run or [before[0]]
        if text[before.end() : after.start()] in (", ", ""):
            run.append(after[0])
        else:
            yield run
            run = []
    yield run


@cache
def _codes_with_labels() -> frozenset[str]:
    """Codes that no person writes as a word: those with an underscore, and where the label is another."""
    listed = [code for name in codes.names() for code in codes.codelist(name)]
    return frozenset(
        entry.code
        for entry in listed
        if "_" in entry.code and entry.code not in (entry.label.en, entry.label.zh)
    )


def measures(samples: Path | None) -> Iterator[Measure]:
    """Messages of all planted errors."""
    import findings_planted

    outcomes, _ = findings_planted.taken()
    found = [rated.finding for outcome in outcomes for rated in outcome.review.findings]
    bad = [problem for finding in found for problem in badly_told(finding)]
    rules = {finding.code for finding in found}
    yield Measure(
        "messages that read badly in either language (no names of ours, one sentence, short lists)",
        "",
        "0",
        f"{len(bad)} of {2 * len(found)} (of {len(rules)} rules)",
        not bad,
    )
