"""How delimited text is written: encoding, delimiter, quote, escape. Stated by a profile, not guessed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way of writing delimited text. The default is RFC 4180 in UTF-8."""

    encoding: str = "utf-8"
    delimiter: str = ","
    """One sign or more (", " is a delimiter that some programs write)."""
    quote: str = '"'
    """Encloses a field; '' where nothing does."""
    escape: str = '"'
    """What makes a quote inside a field plain: the quote itself (doubled), another sign, or '' for none: then
    a quote closes a field only where a delimiter or a line end follows."""
