"""A mistake in a rule file, a word, a SELECT or a translation stops the start, and names file and line."""

from __future__ import annotations

import importlib.util
import shutil
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from pipeline import warehouse
from pipeline.strict_yaml import EditedFileError
from quality.catalogue import RULES, Catalogue, catalogue, load
from quality.cross_rows import Comparison
from quality.round_results import SuiteError
from quality.rows import Numbered
from quality.translations import CHINESE, entries_of, read_catalogue

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Rules:
    """Rule files of a test's own, with their translations."""

    folder: Path

    def file(self, name: str) -> Path:
        return self.folder / name

    def replace(self, name: str, old: str, new: str) -> int:
        """Put a mistake where a text first stands; the line of it."""
        text = self.file(name).read_text(encoding="utf-8")
        assert old in text
        self.file(name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def load(self) -> Catalogue:
        return load(self.folder, self.file("rules.po"))


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    shutil.copytree(RULES, tmp_path / "rules")
    shutil.copy(CHINESE, tmp_path / "rules")
    return Rules(tmp_path / "rules")


MISTAKES = {
    "unknown key": ("value.yaml", "kind: expectation", "kinds: expectation", r"rules\.0\.kinds: Extra"),
    "unknown severity": (
        "value.yaml",
        "severity: error",
        "severity: fatal",
        r"rules\.0\.severity: .*'error'",
    ),
    "unknown kind": ("file.yaml", "kind: emitted", "kind: guessed", r"rules\.0\.kind: "),
    "unknown expectation": (
        "value.yaml",
        "type: ExpectColumnValuesToBeBetween",
        "type: ExpectLuck",
        "ExpectLuck",
    ),
    "unknown code list": ("value.yaml", "codelist: indicators", "codelist: indicator", "no code list"),
    "no number": ("value.yaml", 'min_value: "0"', "min_value: nought", "min_value: "),
    "no version": ("rows.yaml", "version: 1", "version: one", r"rules\.0\.version: "),
    "duplicate key": ("file.yaml", "kind: emitted", "code: again", "'code' stands twice"),
    "duplicate code": ("row.yaml", "code: value-missing", "code: period-span", None),
    "duplicate code elsewhere": (
        "rows.yaml",
        "code: duplicate-value",
        "code: value-missing",
        r"in row\.yaml",
    ),
    "no such SELECT": (
        "row.yaml",
        "sql: value_missing",
        "sql: valve_missing",
        r"no file sql/valve_missing\.sql",
    ),
    "braces": ("file.yaml", "The file {file} has no", "The file {file has no", r"rules\.1\.message: "),
    "brackets": ("file.yaml", "The file {file} has no", "The file[ {file} has no", "square brackets"),
    "word forms": (
        "file.yaml",
        "The file {file} has no",
        "The file {file:is} has no",
        "one thing or several",
    ),
    "blank without a name": ("file.yaml", "The file {file} has no", "The file {} has no", "neither a blank"),
    "kind without SELECT": ("others.yaml", "kind: emitted", "kind: sql", "names its SELECT under 'sql'"),
    "no YAML": ("history.yaml", 'message: "', 'message: ""', "did not find expected"),
    "word that is nothing": ("words.yaml", "subject: company or platform", "subject: [a]", "words.subject: "),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_stops_the_start_with_file_and_line(rules: Rules, mistake: str) -> None:
    name, old, new, told = MISTAKES[mistake]
    line = rules.replace(name, old, new)
    first = line
    if mistake == "duplicate code":  # told at the second of the two
        text = rules.file(name).read_text(encoding="utf-8")
        line = text[: text.rindex("code: period-span")].count("\n") + 1
        assert line > first
    if mistake == "kind without SELECT":  # told where the rule begins
        line -= 3
    with pytest.raises(EditedFileError, match=rf"{name}, line {line}: .*{told or 'stands twice'}"):
        rules.load()


@pytest.mark.parametrize("text", ["message", "advice", "example"])
def test_a_missing_text_is_told_at_its_rule(rules: Rules, text: str) -> None:
    lines = rules.file("rows.yaml").read_text(encoding="utf-8").splitlines()
    gone = next(number for number, line in enumerate(lines) if line.startswith(f"    {text}:"))
    begins = max(number for number in range(gone) if lines[number].startswith("  - code:"))
    rules.file("rows.yaml").write_text("\n".join([*lines[:gone], *lines[gone + 1 :]]), encoding="utf-8")
    with pytest.raises(EditedFileError, match=rf"rows\.yaml, line {begins + 1}: rules\.0\.{text}: Field req"):
        rules.load()


def test_all_mistakes_of_a_file_are_told_at_once(rules: Rules) -> None:
    lines = [
        rules.replace("value.yaml", "severity: error", "severity: fatal"),
        rules.replace("value.yaml", "codelist: obs_status", "codelist: states"),
    ]
    with pytest.raises(EditedFileError) as refused:
        rules.load()
    assert [
        f"line {line}:" in told for line, told in zip(lines, str(refused.value).split("\n"), strict=True)
    ] == [
        True,
        True,
    ]


TRANSLATIONS = {
    "changed English": (
        'msgid "The file {file} is not there."',
        'msgid "No {file}."',
        "English text has changed",
    ),
    "other blanks": ('msgstr "找不到文件 {file}。"', 'msgstr "找不到文件 {fiel}。"', "other {blanks}"),
    "braces": ('msgstr "找不到文件 {file}。"', 'msgstr "找不到文件 {file。"', "cannot be filled in"),
    "brackets": ('msgstr "找不到文件 {file}。"', 'msgstr "找不到文件[ {file}。"', "square brackets"),
    "not translated": ('msgstr "找不到文件 {file}。"', 'msgstr ""', "not translated yet"),
}


@pytest.mark.parametrize("mistake", TRANSLATIONS)
def test_a_translation_that_does_not_serve_stops_the_start(rules: Rules, mistake: str) -> None:
    old, new, told = TRANSLATIONS[mistake]
    line = rules.replace("rules.po", old, new) - old.startswith("msgstr")
    english = (RULES / "file.yaml").read_text(encoding="utf-8").split("The file {file} is not there.")[0]
    where = (
        rf"rules\.po, line {line}: file-missing\.message \(file\.yaml, line {english.count(chr(10)) + 1}\)"
    )
    with pytest.raises(EditedFileError, match=rf"{where}: .*{told}"):
        rules.load()


def test_a_fuzzy_translation_stops_the_start(rules: Rules) -> None:
    line = rules.replace(
        "rules.po", 'msgctxt "file-missing.advice"', '#, fuzzy\nmsgctxt "file-missing.advice"'
    )
    with pytest.raises(EditedFileError, match=rf"rules\.po, line {line + 2}: file-missing\.advice.*fuzzy"):
        rules.load()


def test_an_entry_of_nothing_stops_the_start(rules: Rules) -> None:
    line = rules.replace("rules.po", 'msgctxt "word.subject"', 'msgctxt "word.subjects"')
    with pytest.raises(EditedFileError) as refused:
        rules.load()
    assert f"rules.po, line {line + 1}: word.subjects: no rule or word has such a text" in str(refused.value)
    assert "rules.po: word.subject (words.yaml, line 3): the text has no translation" in str(refused.value)


def test_an_entry_stands_once(rules: Rules) -> None:
    line = rules.replace("rules.po", 'msgctxt "file-missing.advice"', 'msgctxt "file-missing.message"')
    with pytest.raises(
        EditedFileError, match=rf"rules\.po, line {line + 1}: 'file-missing.message' stands twice"
    ):
        rules.load()


def test_obsolete_entries_stop_the_start(rules: Rules) -> None:
    with rules.file("rules.po").open("a", encoding="utf-8") as po:
        po.write('\n#~ msgctxt "gone.message"\n#~ msgid "Gone."\n#~ msgstr "没有了。"\n')
    with pytest.raises(EditedFileError, match=r"rules\.po: entries marked #~"):
        rules.load()


def test_a_broken_catalogue_is_told_with_its_line(rules: Rules) -> None:
    line = rules.replace("rules.po", 'msgid "The file {file} is not there."', "msgid")
    rules.file("rules.po").write_text(
        rules.file("rules.po").read_text(encoding="utf-8").replace("msgid\n", "Gibberish here\n", 1),
        encoding="utf-8",
    )
    with pytest.raises(EditedFileError, match=rf"rules\.po, line {line}: "):
        rules.load()
    rules.file("rules.po").unlink()
    with pytest.raises(EditedFileError, match=r"rules\.po: the file is missing"):
        rules.load()


@pytest.mark.parametrize("name", ["sql/not_whole.sql", "rules.po", "words.yaml", "row.yaml"])
def test_any_change_changes_the_version(rules: Rules, name: str) -> None:
    before = rules.load().version
    assert before == catalogue().version
    with rules.file(name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert rules.load().version != before


def answers_of(rules: Catalogue, select: str) -> None:
    """Ask one SELECT as a review asks it."""
    with warehouse.connection() as engine:
        compared = Comparison(engine, Numbered(()), rules, None)  # type: ignore[arg-type]
        list(compared._answers(rules.rule("not-whole"), select))


@pytest.mark.parametrize(
    ("select", "told"),
    [
        ("SELECT 1 AS row\nFROM FROM x", r"line 2: Parser Error: syntax error at or near \"FROM\""),
        ("SELECT 1 AS row\n\nFROM nowhere", "line 3: Catalog Error: .*nowhere"),
        ("SELECT\n  o.valeu\nFROM (SELECT 1 AS value) AS o", "line 2: Binder Error: .*valeu"),
    ],
)
def test_a_select_with_a_mistake_stops_the_first_review(select: str, told: str) -> None:
    with pytest.raises(EditedFileError, match=rf"rules/sql/not_whole\.sql, {told}"):
        answers_of(catalogue(), select)


def test_a_select_that_fails_on_the_rows_is_our_own_mistake() -> None:
    with pytest.raises(SuiteError, match="the rule not-whole could not be tested: Conversion Error"):
        answers_of(catalogue(), "SELECT CAST(text AS INTEGER) AS row FROM (VALUES ('a')) AS t(text)")


def test_an_empty_select_stops_the_start(rules: Rules) -> None:
    rules.file("sql/value_missing.sql").write_text("-- Nothing.\n", encoding="utf-8")
    with pytest.raises(EditedFileError, match=r"row\.yaml, line \d+: value-missing: sql: .* holds no SELECT"):
        rules.load()


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "update_catalogue", ROOT / "scripts" / "update_catalogue.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_catalogue_is_as_the_script_writes_it(script: ModuleType) -> None:
    assert script.updated(RULES, CHINESE) == CHINESE.read_text(encoding="utf-8")


def test_the_script_brings_changes_to_the_translators(rules: Rules, script: ModuleType) -> None:
    rules.replace("file.yaml", "The file {file} is not there.", "There is no file {file}.")
    rules.replace(
        "words.yaml", "subject: company or platform", "actor: who acts\n  subject: company or platform"
    )
    rules.replace("rules.po", 'msgctxt "file-missing.advice"', '# A remark.\nmsgctxt "file-missing.advice"')
    po = rules.file("rules.po")
    for _ in range(2):
        po.write_text(script.updated(rules.folder, po), encoding="utf-8")
    text = po.read_text(encoding="utf-8")
    assert '#| msgid "The file {file} is not there."\nmsgctxt "file-missing.message"\n' in text
    entries = entries_of(read_catalogue(po))
    assert entries["file-missing.message"].id == "There is no file {file}."
    assert entries["file-missing.message"].fuzzy
    assert entries["file-missing.message"].string == "找不到文件 {file}。"
    assert entries["file-missing.advice"].user_comments == ["A remark."]
    assert entries["word.actor"].string == ""
    with pytest.raises(EditedFileError, match="fuzzy"):
        rules.load()
    assert script.HEADER.splitlines()[0] == text.splitlines()[0]
