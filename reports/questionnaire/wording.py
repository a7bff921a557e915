"""The texts of the reporting workbook in both languages, from `wording.yaml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pipeline.model import Text
from pipeline.strict_yaml import StrictModel, parse_model
from reports.language import Language, say
from reports.phrases import dated
from reports.questionnaire.plan import Plan

Named = dict[str, Text]


class Wording(StrictModel):
    """Everything that `wording.yaml` says."""

    names: Named
    lines: Named
    headings: Named
    prompts: Named
    facts: tuple[tuple[Text, Text], ...]
    steps: tuple[tuple[Text, Text], ...]
    reasons: Text
    meanings: Named
    """Status of a blank value -> when to choose it."""
    lists: Named


@cache
def wording() -> Wording:
    """The texts, with blanks in braces. Raises EditedFileError for a file that breaks the form."""
    text = (files("reports") / "questionnaire" / "wording.yaml").read_text(encoding="utf-8")
    return parse_model(text, Wording, name="wording.yaml")


def filled(text: Text, plan: Plan, language: Language) -> str:
    """A text in one language with what the plan says in its blanks."""
    called = plan.round
    return say(text, language).format(
        edition=plan.edition,
        member=say(plan.member, language),
        publisher=say(plan.publisher, language),
        round=called.round,
        first=say(dated(called.first_day), language),
        last=say(dated(called.last_day), language),
        due=say(dated(called.due), language),
        cut_off=say(dated(called.cut_off), language),
    )
