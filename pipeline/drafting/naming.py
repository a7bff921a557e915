"""What the texts of one column, or the labels of one header level, are about: which field, and which codes.

A field is certain when its label is in the list of synonyms, or when nearly all texts mean codes of one field
and of no other. Codes are settled text by text; a text that the list does not know is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.codes import DIMENSION_LISTS, codelist
from pipeline.drafting.choices import CONFIDENT, LIKELY, STRONG, SURE, WEAK, Choice
from pipeline.drafting.synonyms import Meaning, synonyms
from pipeline.drafting.wording import wording
from pipeline.labels import fold
from pipeline.register import Register

CODED = ("taxon_group", "indicator", "form", "channel", "detection_source", "decision_mode", "obs_status",
         "category", "geography")  # fmt: skip
"""Fields whose codes a draft looks for, the more telling ones first."""
FREE = ("protocol", "definition_version")
_TELLING_SHARE = 0.7
"""Share of texts that must mean codes of one field before the texts alone decide on it."""


@dataclass(frozen=True, slots=True)
class Reporting:
    """Who sends the file, and the register to look names up in; both may be unknown."""

    reporter: str = ""
    register: Register | None = None
    names: dict[str, str] = field(default_factory=dict)
    """Folded name without brackets, lower case -> party."""

    @classmethod
    def of(cls, reporter: str, register: Register | None) -> Reporting:
        """Index the names of the register; a name that two parties bear names nobody."""
        names: dict[str, str] = {}
        twice: set[str] = set()
        for party in register.parties.values() if register else ():
            for name in {party.id, party.name.en, party.name.zh}:
                key = _plain_name(name)
                if names.setdefault(key, party.id) != party.id:
                    twice.add(key)
        return cls(reporter, register, {key: party for key, party in names.items() if key not in twice})

    def party(self, text: str) -> str | None:
        """The party that a text names exactly."""
        return self.names.get(_plain_name(text))


def _plain_name(name: str) -> str:
    return wording(fold(name)).bare.lower().replace("-", " ")


@dataclass(frozen=True, slots=True)
class About:
    """What texts are about."""

    field: Choice
    codes: dict[str, Choice]
    """Text -> code."""


def code_of(name: str, text: str, reporting: Reporting, *, near: bool = True) -> Choice:
    """The code of a field that one text means; without `near` by listed words only."""
    ask = f"what does '{text}' mean ({name})?"
    if name == "subject":
        party = reporting.party(text)
        if party is not None:
            return Choice(party, SURE, "the register knows this name", ask)
        return Choice("", 0.0, "no party of the register has this name", ask)
    if name in FREE:
        slug = "-".join(text.lower().split())
        return Choice(
            slug, WEAK, "an identifier that the goal and other files use", f"which {name} is '{text}'?"
        )
    found = synonyms().best(text, name, near=near)
    if found is None:
        return Choice("", 0.0, "not in the list of synonyms", ask)
    label = codelist({**DIMENSION_LISTS, "indicator": "indicators", "obs_status": "obs_status"}[name])
    return Choice(
        found.code, found.confidence, found.reason, f"does '{text}' mean {label[found.code].label.en}?"
    )


def codes_of(
    name: str, texts: Iterable[str], reporting: Reporting, *, near: bool = True
) -> dict[str, Choice]:
    """The codes of a field that texts mean."""
    return {text: code_of(name, text, reporting, near=near) for text in texts}


def by_label(label: str) -> list[Meaning]:
    """Kinds of columns that a label may name, most certain first."""
    return synonyms().meanings(label, "column")


def by_texts(texts: Sequence[str], reporting: Reporting) -> list[tuple[str, float, float]]:
    """Fields that texts may be codes of: (field, share of certain texts, share of known ones), best first."""
    if not texts:
        return []
    shares = []
    for name in (*CODED, "subject"):
        codes = codes_of(name, texts, reporting, near=False).values()
        certain = sum(code.settled for code in codes) / len(texts)
        known = sum(bool(code.value) and code.confidence >= LIKELY for code in codes) / len(texts)
        if known:
            shares.append((name, certain, known))
    return sorted(shares, key=lambda share: (-share[1], -share[2]))


def about(label: str, texts: Sequence[str], reporting: Reporting) -> About:
    """What a column (or level) with these texts is about, by its label and its texts."""
    chosen = _field(label, texts, reporting)
    codes = codes_of(chosen.value, texts, reporting) if chosen.value in (*CODED, *FREE, "subject") else {}
    return About(chosen, codes)


def _field(  # noqa: PLR0911 - one a grade of evidence
    label: str, texts: Sequence[str], reporting: Reporting
) -> Choice:
    named = [m for m in by_label(label) if m.code in (*CODED, *FREE, "subject")] if label else []
    shares = by_texts(texts, reporting)
    which = f"column '{label}'" if label else "column without a label"
    ask = f"what does the {which} say? Name the field, or move it to ignore"
    if named and named[0].confidence >= CONFIDENT:
        best = named[0]
        told = next((share for share in shares if share[0] == best.code), (best.code, 0.0, 0.0))
        if (
            shares
            and shares[0][0] != best.code
            and shares[0][1] >= _TELLING_SHARE > told[1]
            and len(texts) > 1
        ):
            reason = f"its label says {best.code}, its texts are codes of {shares[0][0]}"
            return Choice(best.code, WEAK, reason, ask)
        return Choice(best.code, best.confidence, best.reason, ask)
    if not shares:
        best_named = named[0] if named else None
        return (
            Choice(best_named.code, best_named.confidence, best_named.reason, ask)
            if best_named
            else (Choice("", 0.0, "neither label nor texts are known", ask))
        )
    name, certain, known = shares[0]
    rival = shares[1][1] if len(shares) > 1 else 0.0
    agreed = any(m.code == name for m in named)
    count = f"{round(certain * len(texts))} of {len(texts)} texts are codes of {name}"
    if certain >= _TELLING_SHARE and rival < certain / 2 and (agreed or len(texts) > 1):
        return Choice(name, STRONG, count, ask)
    if known == 1.0 and certain > 0 and rival == 0 and len(texts) > 1:
        return Choice(name, STRONG, f"{count}, and the others may be", ask)
    if agreed and certain > 0 and rival == 0:
        return Choice(name, STRONG, f"{count}, and its label fits", ask)
    return Choice(name, LIKELY if known >= _TELLING_SHARE else WEAK, count, ask)
