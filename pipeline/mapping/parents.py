"""Children under their parents: a code that stands below another must belong to it by the code list.

The same child text may stand below several parents ("Other" does), so codes may be listed as
`PARENT | CHILD`. A row that slipped below another parent is a finding, never another code.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.codes import DIMENSION_LISTS, codelist
from pipeline.fields import FieldRule
from pipeline.mapping.complaints import Complaints
from pipeline.mapping.refining import Parts, Trouble, refine
from pipeline.profiles import Block


@dataclass(slots=True)
class Family:
    """The parent that holds for the rows at hand, and all parents seen so far, by field."""

    _current: dict[str, str] = field(default_factory=dict)
    _seen: dict[str, dict[str, None]] = field(default_factory=dict)

    def code(self, name: str, rule: FieldRule, text: str, above: str, label: str) -> Parts | Trouble:
        """What a field sets for a text; `above` is the text of the parent's own column, if it has one."""
        parent = self._parent(name, rule, text, above)
        alone = _stands_alone(rule, text)
        wanted = parent if alone else text
        if not alone and f"{parent} | {text}" in (rule.codes or {}):
            wanted = f"{parent} | {text}"
        found = refine(name, rule, wanted, label)
        if alone or isinstance(found, Trouble):
            return found
        expected = refine(name, rule, parent, label) if parent else Parts()
        if isinstance(expected, Trouble):
            return expected
        listed = codelist(DIMENSION_LISTS[name])
        if listed[found.codes[name]].extra.get("parent") != expected.codes.get(name):
            return Trouble("child-elsewhere", text, {"field": name, "label": label, "parent": parent})
        return found

    def _parent(self, name: str, rule: FieldRule, text: str, above: str) -> str:
        in_own_column = rule.parent is not None and rule.parent.text is not None
        stated = (text if _stands_alone(rule, text) else "") if in_own_column else above
        if stated:
            self._current[name] = stated
            self._seen.setdefault(name, {})[stated] = None
        return self._current.get(name, "")

    def check_counts(self, block: Block, complaints: Complaints) -> None:
        """Complain when there are fewer or more parents than the profile says."""
        for name, rule in block.fields.items():
            expected = rule.parent.count if rule.parent is not None else None
            seen = self._seen.get(name, {})
            if expected is not None and len(seen) != expected:
                complaints.add(
                    "parents-differ",
                    (),
                    "; ".join(seen),
                    block=block.name,
                    field=name,
                    found=str(len(seen)),
                    expected=str(expected),
                )


def _stands_alone(rule: FieldRule, text: str) -> bool:
    """Whether a text is a parent itself: by its own words, or because no child stands beside the parent."""
    if rule.parent is None or rule.parent.text is None:
        return not text
    return rule.parent.text.matches(text)
