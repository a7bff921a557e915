"""Sentences in both languages, from `sentences.yaml`, with their blanks filled in."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pipeline.model import Text
from pipeline.strict_yaml import parse_text


@cache
def _sentences() -> dict[str, Text]:
    written = (files("pipeline") / "sentences.yaml").read_text(encoding="utf-8")
    parsed = parse_text(written, name="sentences.yaml")
    if not isinstance(parsed, dict):
        raise TypeError("sentences.yaml is a mapping of names to texts")
    return {name: Text(**texts) for name, texts in parsed.items()}


def names() -> frozenset[str]:
    """All sentences."""
    return frozenset(_sentences())


def sentence(name: str, **blanks: Text | str | int) -> Text:
    """One sentence; a blank that is a Text is filled with its own language. Raises KeyError."""
    text = _sentences()[name]
    en = {key: blank.en if isinstance(blank, Text) else blank for key, blank in blanks.items()}
    zh = {key: blank.zh if isinstance(blank, Text) else blank for key, blank in blanks.items()}
    return Text(text.en.format(**en), text.zh.format(**zh))
