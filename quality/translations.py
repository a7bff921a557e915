"""The Chinese texts of the rules: a gettext catalogue that translators edit with their own tools.

The rule files hold the English. A translation that is missing, empty, still to be reviewed (fuzzy), of
another English text or of nothing at all stops the start: nobody reads half of a message in another language.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser

from pipeline.strict_yaml import EditedFileError
from quality.rule import Wording, blanks, check_form
from quality.rule_files import English

CHINESE = Path(str(files("quality") / "locale" / "zh_Hans" / "LC_MESSAGES" / "rules.po"))
_MEND = "run `make catalogue`"


def translated(texts: list[English], path: Path) -> dict[str, Wording]:
    """Context of each text -> the text in both languages. Raises EditedFileError naming every mistake."""
    read = read_catalogue(path)
    entries = entries_of(read)
    contexts = {text.context for text in texts}
    mistakes = [f"{path}: entries marked #~ belong to no text any more; {_MEND}"] if read.obsolete else []
    for context, entry in entries.items():
        if context not in contexts:
            mistakes.append(
                f"{path}, line {entry.lineno}: {context}: no rule or word has such a text; {_MEND}"
            )
    for text in texts:
        known = entries.get(text.context)
        if problem := _problem(text, known):
            where = f"{path}, line {known.lineno}" if known else str(path)
            mistakes.append(f"{where}: {text.context} ({text.file.name}, line {text.line}): {problem}")
    if mistakes:
        raise EditedFileError("\n".join(mistakes))
    return {text.context: Wording(en=text.text, zh=str(entries[text.context].string)) for text in texts}


def _problem(text: English, entry: Message | None) -> str:
    """What keeps a translation from being used; empty when nothing does."""
    if entry is None:
        return f"the text has no translation; {_MEND} and translate it"
    if entry.id != text.text:
        return f"the English text has changed; {_MEND} and review the translation"
    if not entry.string:
        return "the text is not translated yet"
    if entry.fuzzy:
        return "the translation is marked fuzzy: review it and take the mark away"
    return "" if text.context.endswith(".example") else _problem_of_blanks(text.text, str(entry.string))


def _problem_of_blanks(english: str, chinese: str) -> str:
    try:
        check_form(chinese)
    except ValueError as error:
        return f"the Chinese text cannot be filled in ({error})"
    return (
        "" if blanks(english) == blanks(chinese) else "the Chinese text has other {blanks} than the English"
    )


def entries_of(read: Catalog) -> dict[str, Message]:
    """Context -> entry, without the header."""
    return {str(entry.context or ""): entry for entry in read if entry.id}


def read_catalogue(path: Path) -> Catalog:
    """A gettext catalogue as it stands. Raises EditedFileError naming the line."""
    read = _EachOnce(locale="zh_Hans")
    try:
        text = path.read_text(encoding="utf-8")
        PoFileParser(read, abort_invalid=True).parse(text.splitlines())
    except PoFileError as error:
        raise EditedFileError(f"{path}, line {error.lineno + 1}: {error}") from None
    except _TwiceError as error:
        raise EditedFileError(f"{path}, {error}") from None
    except FileNotFoundError:
        raise EditedFileError(f"{path}: the file is missing") from None
    except UnicodeDecodeError as error:
        raise EditedFileError(f"{path}: not UTF-8 text ({error.reason} at byte {error.start})") from None
    return read


class _TwiceError(Exception):
    """A context stands twice."""


class _EachOnce(Catalog):
    """A catalogue that refuses a second entry of a context, which the library would merge in silence."""

    def __setitem__(self, id: str | list[str] | tuple[str, ...], message: Message) -> None:
        seen: set[str] = self.__dict__.setdefault("contexts_seen", set())
        if id and str(message.context) in seen:
            raise _TwiceError(f"line {message.lineno}: '{message.context}' stands twice")
        seen.add(str(message.context))
        super().__setitem__(id, message)
