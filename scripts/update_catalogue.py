"""Bring the Chinese catalogue up to the English texts of the rules.

Called by `make catalogue`. A new text gets an empty entry, a changed one keeps its translation marked as
fuzzy (with the English it was made for), a text that is gone leaves with its translation. What is then empty
or fuzzy is a translator's work; until it is done the rules do not load, and say so.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import denormalize, write_po

from quality.rule_files import RULES, read_rules
from quality.translations import CHINESE, entries_of, read_catalogue

ONE_LINE = 10_000
"""Width of a text: none is broken, so that it can be searched for and its changes can be read."""
HEADER = """\
# Chinese texts of the rules and words in quality/rules. The English stands there, the translation here.
msgid ""
msgstr ""
"Project-Id-Version: coalition-progress\\n"
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def updated(folder: Path, chinese: Path) -> str:
    """The text of the catalogue as it has to be for the rules of a folder."""
    old = entries_of(read_catalogue(chinese)) if chinese.is_file() else {}
    new = Catalog(locale="zh_Hans")
    for english in read_rules(folder).texts:
        known = old.get(english.context) or Message(english.text)
        to_review = bool(known.string) and (known.id != english.text or known.fuzzy)
        added = new.add(
            english.text,
            known.string,
            locations=[(f"quality/rules/{english.file.name}", None)],
            flags=["fuzzy"] if to_review else [],
            user_comments=[note for note in known.user_comments if not note.startswith("|")],
            previous_id=_translated_from(known, english.text) if to_review else (),
            context=english.context,
        )
        added.flags.discard("python-format")  # which the library suspects in "73.5% for"
    written = io.BytesIO()
    write_po(written, new, width=ONE_LINE, omit_header=True, include_previous=True, include_lineno=False)
    return f"{_header(chinese)}\n{written.getvalue().decode('utf-8').lstrip()}"


def _translated_from(known: Message, english: str) -> str:
    """The English that a translation was made for; the library reads its mark `#|` as a remark."""
    noted = [note for note in known.user_comments if note.startswith("|")]
    if noted:
        return denormalize("".join(noted).removeprefix("| msgid "))
    return str(known.id) if known.id != english else ""


def _header(chinese: Path) -> str:
    """The header as it stands, since translators' tools write their names there."""
    if not chinese.is_file():
        return HEADER
    return chinese.read_text(encoding="utf-8").split("\n\n", 1)[0] + "\n"


if __name__ == "__main__":
    text = updated(RULES, CHINESE)
    CHINESE.write_text(text, encoding="utf-8")
    waiting = [
        f"  {context} (line {entry.lineno}): {'to be reviewed' if entry.fuzzy else 'to be translated'}"
        for context, entry in entries_of(read_catalogue(CHINESE)).items()
        if entry.fuzzy or not entry.string
    ]
    print(f"{CHINESE}: {len(waiting)} texts wait for a translator", *waiting, sep="\n")
