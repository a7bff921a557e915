"""What does a number count? The noun behind it, or before it where nothing follows.

English: the last unit word of the noun phrase that follows ("600 million Douyin users", "video searches"),
plural unless the number is one, so that "the 2020 report" counts nothing. Chinese: the noun behind the
measure word, else the one before the number (信息1607万条), else the measure word itself (人, 家).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from pipeline.proposing.mentions import HAN, Mention
from pipeline.proposing.vocabulary import UnitKind, vocabulary

PERCENT = "percent"
UNSTATED = "unstated"
"""Unit of a number of which the words do not say what it counts."""
_STOP_WORDS = frozenset({
    "among", "amid",
    "for", "from", "in", "on", "at", "by", "to", "that", "which", "who", "whose", "with", "were", "was",
    "are", "is", "has", "have", "had", "been", "be", "will", "would", "can", "could", "across", "around",
     "through", "since", "per", "during", "while", "as", "when", "where", "including", "involving",
    "containing", "featuring", "offering", "relating", "pertaining", "linked",  "after", "before",
    "under", "over", "into", "within", "without", "against", "toward", "towards", "but", "if", "so",
    "because", "via", "worldwide", "globally", "annually", "daily", "every", "each", "up", "also", "not",
    "than", "they", "we", "it",
})  # fmt: skip
_STOP_SIGN = re.compile(r"[,;:()\[\]{}\"“”—–!?/|•·■]|\.(?:\s|$)|\s-\s|\n")
_TOKEN = re.compile(r"[\w'’&-]+(?:\.\w+)*|[^\w\s]")
_OF_THE = re.compile(
    r"\s*(?:of|out of)\s+(?:(?:the|its|our|their|these|those|all|all the|world[’']s|whom|which)\b\s*)*",
    re.IGNORECASE,
)
_HAN_STOP = re.compile(r"[，。；：、！？,;!?()（）「」『』“”\"\n\d]|被|并|已|均|进行|用于|遭|涉及|累计|达|超")
_HAN_TIME = re.compile(
    r"\s*余?多?个?(?:工作日|自然日|小时|分钟|周年|周岁|世纪|年代|季度|月|年|周|天|日|秒|岁|届|倍|度|公斤|千克|吨|克|公里|千米|米|公顷|平方米|"
    r"平方公里|号|点|时|级|折|分|线|大|强|方面|阶段|步)"
)
_HAN_MONEY = re.compile(r"\s*余?多?(?P<money>美元|元|人民币)")
_IRREGULAR = frozenset({"people", "staff", "species", "children", "fish"})


@dataclass(frozen=True, slots=True)
class Counted:
    """The unit of a number, its words in the text, and how it was found."""

    unit: str
    words: str
    kind: UnitKind = "counted"
    sure: bool = True
    """False for a noun that no list holds, and for one that stands before the number."""


def counted(text: str, mention: Mention, previous_stop: int, next_start: int) -> Counted | None:
    """What a mention counts; the stretch that belongs to it ends where the neighbouring numbers stand."""
    if mention.printed.percent:
        return Counted(PERCENT, "%")
    ahead, behind = text[mention.tail : next_start], text[previous_stop : mention.start]
    if HAN.search(text):
        return _chinese(ahead, behind, mention)
    return _english(text, ahead, behind, mention)


def _english(text: str, ahead: str, behind: str, mention: Mention) -> Counted | None:
    money = re.search(r"(?P<sign>US\$|[$€£¥])\s*$", text[: mention.start]) or re.match(
        r"(?P<sign>US\$|[$€£¥])", _digits_part(text, mention)
    )
    if money:
        unit = {"¥": "CNY", "€": "EUR", "£": "GBP"}.get(money["sign"], "USD")
        return Counted(unit, money["sign"], "money")
    found = _following(ahead, mention)
    if found is not None:
        return found
    return _preceding(behind, mention)


def _digits_part(text: str, mention: Mention) -> str:
    part = text[mention.start : mention.stop]
    match = re.search(r"(?:US\$|[$€£¥])?\s*\d", part)
    return part[match.start() :] if match else part


def _following(ahead: str, mention: Mention) -> Counted | None:
    """The noun phrase behind the number."""
    skip = _OF_THE.match(ahead)
    rest = ahead[skip.end() :] if skip else ahead
    rest = re.sub(r"^-(?=\w)|^\s*(?:were|are|was|is)\b(?! (?:\w+ed|found|shut)\b)", " ", rest)
    phrase = _noun_phrase(rest)
    words = vocabulary()
    matches = [m for m in words.english_units.finditer(phrase) if _agrees(m.group(0), mention)]
    if not matches:
        return _unlisted(phrase, mention)
    first_group = _coordinated(
        phrase, [(m.start(), m.end(), words.unit_of_english[_key(m.group(0))]) for m in matches]
    )
    unit, text = first_group
    return Counted(unit, text, words.kind(unit))


def _key(text: str) -> str:
    """A unit word as the vocabulary lists it."""
    joined = re.sub(r"[\s-]+", " ", text.lower())
    return joined if joined in vocabulary().unit_of_english else text.lower()


def _agrees(word: str, mention: Mention) -> bool:
    """A plural, or a word without one, or a single thing."""
    last = word.lower().split()[-1]
    plural = last in _IRREGULAR or (last.endswith("s") and not last.endswith(("ss", "us")))
    money = vocabulary().kind(vocabulary().unit_of_english.get(_key(word), "")) == "money"
    return (
        plural
        or money
        or (mention.printed.value == 1 and not mention.printed.vague)
        or last in ("rmb", "yuan")
    )


def _noun_phrase(rest: str) -> str:
    """Words up to a preposition, an auxiliary, a sign, or a participle behind a unit word."""
    stop = _STOP_SIGN.search(rest)
    rest = rest[: stop.start()] if stop else rest
    words = vocabulary()
    seen_unit = False
    taken, previous = 0, ""
    for number, token in enumerate(_TOKEN.finditer(rest)):
        word = token.group(0).lower()
        adjective = word == "daily" and not seen_unit
        if (
            (word in _STOP_WORDS and not adjective)
            or number > 11
            or (word == "of" and number > 0 and seen_unit)
        ):
            return rest[: token.start()]
        if (
            seen_unit
            and previous not in ("and", "or")
            and re.fullmatch(r"\w+ed|found|shut|taken|put|seen|sent|made|joined|sold", word)
        ):
            return rest[: token.start()]
        seen_unit = seen_unit or bool(words.english_units.search(rest[: token.end()]))
        taken, previous = token.end(), word
    return rest[:taken]


def _coordinated(phrase: str, matches: list[tuple[int, int, str]]) -> tuple[str, str]:
    """One unit: the last of a compound noun, or the sum of two that "and" or "or" joins."""
    groups: list[list[tuple[int, int, str]]] = [[]]
    for number, found in enumerate(matches):
        between = phrase[matches[number - 1][1] : found[0]] if number else ""
        if number and re.search(r"\b(?:and|or|nor|as well as)\b|&", between):
            groups.append([])
        groups[-1].append(found)
    heads = [group[-1] for group in groups if group]
    sums = vocabulary().sums
    if len(heads) > 1 and (unit := sums.get(frozenset(head[2] for head in heads[:2]))):
        return unit, phrase[heads[0][0] : heads[1][1]]
    start, stop, unit = heads[0]
    return unit, phrase[start:stop]


def _unlisted(phrase: str, mention: Mention) -> Counted | None:
    """A plural noun that no list holds, behind digits."""
    if mention.words or mention.year_like or mention.printed.vague:
        return None
    nouns = [word for word in _TOKEN.findall(phrase)[:5] if re.fullmatch(r"[a-z][A-Za-z-]{2,}s", word)]
    nouns = [word for word in nouns if not word.lower().endswith(("ss", "us", "is"))]
    return Counted(nouns[-1].lower().removesuffix("s"), nouns[-1], sure=False) if nouns else None


_REACHING = re.compile(
    r"\b(?:reach(?:ed|es|ing)?|total(?:l?ed|s|l?ing)?|stood at|stands at|was|were|is|are|to|hit|at|"
    r"exceed(?:ed|s|ing)?|surpass(?:ed|es|ing)?|grew|rose|fell|numbered|topped|of|from|by|passed|=|:|nearly|over|about)\s*$",
    re.IGNORECASE,
)


def _preceding(behind: str, mention: Mention) -> Counted | None:
    """The plural unit word that the number is said to have reached ("daily users … reached 600 million")."""
    if not _REACHING.search(behind.rstrip()) and not re.search(r"[:(–—]\s*$", behind):
        return None
    words = vocabulary()
    matches = [m for m in words.english_units.finditer(behind) if _agrees(m.group(0), mention)]
    matches = [m for m in matches if words.kind(words.unit_of_english[_key(m.group(0))]) == "counted"]
    if not matches or mention.year_like:
        return None
    named = [m for m in matches if re.search(r"\bnumber of\b[^,.;]*$", behind[: m.start()])]
    chosen = (named or matches)[-1]
    return Counted(words.unit_of_english[_key(chosen.group(0))], chosen.group(0), sure=False)


def _chinese(ahead: str, behind: str, mention: Mention) -> Counted | None:
    words = vocabulary()
    ahead, behind = ahead.translate(words.simplified), behind.translate(words.simplified)
    fixed = words.measures.get(mention.measure, "")
    return (
        _han_money(ahead, mention)
        or _han_time(ahead, mention)
        or _han_ahead(ahead, fixed)
        or _han_behind(behind, fixed, mention)
        or _by_measure(fixed, mention)
    )


def _han_money(ahead: str, mention: Mention) -> Counted | None:
    if mention.measure == "元":
        return Counted("CNY", "元", "money")
    match = _HAN_MONEY.match(ahead)
    if match is None:
        return None
    return Counted("USD" if match["money"] == "美元" else "CNY", match["money"], "money")


def _han_time(ahead: str, mention: Mention) -> Counted | None:
    """Durations, weights and multiples: 三个月, 两吨, 1.5倍."""
    match = _HAN_TIME.match(ahead) if mention.measure in ("", "个") else None
    return Counted("time", match.group(0).strip(), "time") if match else None


def _han_ahead(ahead: str, fixed: str) -> Counted | None:
    stop = _HAN_STOP.search(ahead)
    window = ahead[: stop.start()] if stop else ahead
    return _han_noun(_before_the_verb(window[:28]), fixed)


def _han_behind(behind: str, fixed: str, mention: Mention) -> Counted | None:
    """The noun before the number; 人 and 家 count by themselves unless the noun stands right beside."""
    clauses = re.split(r"[，,、]", re.split(r"[。；;！？\n]", behind)[-1])
    if fixed in ("person", "company", "partner"):
        beside = _han_noun(re.split(r"[，,、。；;！？\n]", behind)[-1], "", before=True)
        near = beside is not None and behind.rstrip().endswith(beside.words)
        return beside if near else None
    found = _han_noun(clauses[-1], fixed, before=True)
    if found is None and mention.measure != "人次" and len(clauses) > 1:
        found = _han_noun(clauses[-2], fixed, before=True)
    return found


def _by_measure(fixed: str, mention: Mention) -> Counted | None:
    """The measure word alone."""
    if mention.measure == "人次":
        return Counted("person", mention.measure, sure=False)
    if fixed:
        return Counted(fixed, mention.measure, sure=fixed in ("person", "company", "partner"))
    vague = ("", "次", "个", "项", "款")
    return None if mention.measure in vague else Counted(mention.measure, mention.measure, sure=False)


def _before_the_verb(window: str) -> str:
    """What stands before the first action behind a unit noun (47家成员企业|清理…)."""
    words = vocabulary()
    noun = words.chinese_units.search(window)
    verbs = [m.start() for form in words.actions.values() for m in form.finditer(window)]
    behind = [at for at in verbs if noun is not None and at >= noun.end()]
    return window[: min(behind)] if behind else window


def _han_noun(window: str, fixed: str, *, before: bool = False) -> Counted | None:
    """The last noun of a stretch that names a unit; a verb of reporting is none beside a measure of goods."""
    words = vocabulary()
    matches = list(words.chinese_units.finditer(window))
    if fixed:
        matches = [
            m
            for m in matches
            if words.unit_of_chinese[m.group(0)] not in ("report", "search", "view", "click")
        ]
    matches = [m for m in matches if words.kind(words.unit_of_chinese[m.group(0)]) == "counted"]
    if not matches:
        return None
    joined = [(m.start(), m.end(), words.unit_of_chinese[m.group(0)]) for m in matches]
    for left, right in pairwise(joined):
        if re.fullmatch(r"[或和及、与]", window[left[1] : right[0]]):
            unit = words.sums.get(frozenset((left[2], right[2])))
            if unit:
                return Counted(unit, window[left[0] : right[1]], sure=not before)
    start, stop, unit = joined[0 if fixed == "company" else -1]
    return Counted(unit, window[start:stop], sure=not before)
