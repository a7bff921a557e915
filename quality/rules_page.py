"""The page docs/rules.md: every rule with its weight, its texts in both languages and an example."""

from __future__ import annotations

from quality.catalogue import catalogue
from quality.rule import Rule
from quality.rule_files import CATEGORIES, RuleCategory
from quality.wording import unfilled

_HEADINGS: dict[RuleCategory, str] = {
    "file": "The file",
    "value": "One value",
    "row": "One observation",
    "rows": "Observations of one file against each other",
    "history": "Against what was accepted before",
    "others": "Against the register, the calendar and other reporters",
}


def as_markdown() -> str:
    """The page, from the rules of this installation."""
    rules = catalogue()
    lines = [
        "# Rules",
        "",
        "Every finding that a review can raise, from `quality/rules/*.yaml`; a test holds this page equal",
        "to them. Weights: **blocker** (the file cannot be read), **error** (the values concerned are held",
        "back), **warning** (accepted, an explanation is asked for), **advice** (accepted, nothing is owed).",
        "An error marked *explainable* is let through by an explanation of the sender.",
    ]
    for category in CATEGORIES:
        lines += ["", f"## {_HEADINGS[category]}"]
        for entry in rules.entries.values():
            if entry.category == category:
                lines += _markdown_of(entry.rule)
    return "\n".join(lines) + "\n"


def _markdown_of(rule: Rule) -> list[str]:
    return [
        "",
        f"### `{rule.code}` · {rule.severity}{', explainable' if rule.explainable else ''}",
        f"- {unfilled(rule.message.en)} {unfilled(rule.advice.en)}",
        f"- {unfilled(rule.message.zh)}{unfilled(rule.advice.zh)}",
        f"- For example: {rule.example.en} / {rule.example.zh}",
    ]
