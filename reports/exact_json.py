"""JSON with exact decimals.

The standard encoder knows no Decimal and would turn 73.5 into a binary fraction or a string; here a decimal
is written as the number it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from reports.phrases import plain


def as_json(value: object, indent: int = 0) -> str:
    """The value as indented JSON text, keys in the order given, ending in a line break at the top level."""
    text = _written(value, indent)
    return f"{text}\n" if indent == 0 else text


def _written(value: object, indent: int) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    if isinstance(value, Mapping):
        pairs = [
            f"{json.dumps(str(k), ensure_ascii=False)}: {_written(v, indent + 2)}" for k, v in value.items()
        ]
        return _block("{", pairs, "}", indent)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _block("[", [_written(entry, indent + 2) for entry in value], "]", indent)
    return json.dumps(value, ensure_ascii=False)


def _block(opening: str, parts: list[str], closing: str, indent: int) -> str:
    if not parts:
        return opening + closing
    inner = ",\n".join(" " * (indent + 2) + part for part in parts)
    return f"{opening}\n{inner}\n{' ' * indent}{closing}"
