"""Labels: how a text in a profile is held against a text in a file.

A label in a profile is a literal or a `/pattern/` that must match the whole text. Both sides are folded
first (NFKC, trimmed, inner blanks folded, blanks between Han characters dropped, invisible characters
dropped, case kept), so that `备 注` is 备注 and a full-width bracket is a bracket, while `Ivory` stays
another word than `ivory`. A column may also be named by its place: `A >> B` is the first B right of A.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from pydantic import BeforeValidator, PlainValidator

_BLANKS = re.compile(r"\s+")
_HAN = r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ffff]"
_BLANK_BETWEEN_HAN = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_REGEX_SIGNS = frozenset(r".^$*+?{}[]\|()")
_RIGHT_OF = " >> "
_DIGITS = re.compile(r"\\d(\{\d+\})?")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The text as it is compared."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
        text = _BLANK_BETWEEN_HAN.sub("", text)
    return _BLANKS.sub(" ", text).strip()


def is_blank(text: str) -> bool:
    """Whether nothing readable stands there (blanks of any kind and invisible characters are nothing)."""
    return not text or not fold(text)


def _compiled(written: str) -> re.Pattern[str]:
    """Compile a pattern for folded text; a full-width sign in it means the sign, not regex syntax."""
    folded = []
    for sign in written:
        plain = unicodedata.normalize("NFKC", sign)
        folded.append(re.escape(plain) if plain != sign and set(plain) & _REGEX_SIGNS else plain)
    try:
        return re.compile("".join(folded))
    except re.error as error:
        raise ValueError(f"'/{written}/' is no regular expression: {error}") from None


@dataclass(frozen=True, slots=True)
class Label:
    """A literal, a `/pattern/`, or (in conditions) `!` and one of these: anything but that."""

    written: str
    literal: str
    pattern: re.Pattern[str] | None = None
    negated: bool = False
    after: Label | None = None
    """Of a column: the label it stands right of."""

    @classmethod
    def parse(cls, written: object) -> Label:
        """Read a label as a profile writes it. Raises ValueError for no text or a broken pattern."""
        if not isinstance(written, str):
            raise ValueError("a label is one text")
        negated = written.startswith("!")
        text = written[1:] if negated else written
        if len(text) > 1 and text.startswith("/") and text.endswith("/"):
            return cls(written, "", _compiled(text[1:-1]), negated)
        return cls(written, fold(text), None, negated)

    @classmethod
    def of_column(cls, written: object) -> Label:
        """Read the label of a column, which may say what it stands right of. Raises ValueError."""
        label = cls.parse(written)
        if label.negated:
            raise ValueError(f"'{written}': '!' belongs in conditions only")
        left, right_of, name = label.written.rpartition(_RIGHT_OF)
        if not right_of:
            return label
        if not left.strip() or not name.strip():
            raise ValueError(f"'{written}': '>>' stands between two labels")
        return dataclasses.replace(cls.parse(name), written=label.written, after=cls.of_column(left))

    @property
    def is_choice(self) -> bool:
        """Whether it is a choice of whole texts and nothing else: `Note|备注`, one word in two languages."""
        if self.pattern is None or "|" not in self.pattern.pattern:
            return False
        return not set(_DIGITS.sub("", self.pattern.pattern)) & (_REGEX_SIGNS - {"|"})

    def matches(self, folded: str) -> bool:
        """Whether a folded text is meant."""
        if self.pattern is not None:
            return (self.pattern.fullmatch(folded) is not None) != self.negated
        return (folded == self.literal) != self.negated

    def extract(self, folded: str) -> str | None:
        """The text of the pattern's group (the whole match without one); None when it does not match."""
        if self.pattern is None:
            return folded if folded == self.literal else None
        match = self.pattern.fullmatch(folded)
        if match is None:
            return None
        return match.group(1) if self.pattern.groups else match.group(0)

    def __str__(self) -> str:
        return self.written


def _text_label(written: object) -> Label:
    label = Label.of_column(written)
    if label.after is not None:
        raise ValueError(f"'{written}': '>>' names a column, and here a text is named")
    return label


def _extracting(written: object) -> Label:
    label = _text_label(written)
    if label.pattern is not None and label.pattern.groups > 1:
        raise ValueError(f"'{written}' has more than one (group); write the others as (?:…)")
    return label


LabelText = Annotated[Label, PlainValidator(_text_label)]
"""A label that names sheets, texts or the labels of a header row."""
ColumnText = Annotated[Label, PlainValidator(Label.of_column)]
"""A label that names columns: also by what they stand right of."""
Condition = Annotated[Label, PlainValidator(Label.parse)]
"""A label that may be negated: `!Total`."""
Extraction = Annotated[Label, PlainValidator(_extracting)]
"""A label whose group, if it has one, is the text wanted."""
Folded = Annotated[str, BeforeValidator(fold)]
"""A text compared after folding."""
