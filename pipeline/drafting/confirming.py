"""Makes a draft binding: adds who confirmed it and when, without touching what was confirmed before.

The text of a profile is edited in place so that its comments stay. What the edited text loads as is compared
with what was meant; where the two differ (a file in a style that cannot be edited so), the profile is written
anew, without comments.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from pipeline.drafting.yaml_text import as_yaml, scalar
from pipeline.home import Home, write_bytes
from pipeline.profiles import Profile
from pipeline.questions import open_questions, spelled
from pipeline.strict_yaml import EditedFileError, as_model, load_text, parse_text

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What became binding."""

    path: Path
    changes: tuple[str, ...]
    """What changed, in sentences; empty when it was confirmed already."""


def load_complete(path: Path) -> tuple[str, Tree, Profile]:
    """Text, content and profile of a file without open questions. Raises EditedFileError listing them."""
    content = load_text(path)
    asked = [spelled(question) for question in open_questions(content)]
    if asked:
        raise EditedFileError(
            "\n".join([f"{path}: these questions are still open:", *(f"  {a}" for a in asked)])
        )
    if not isinstance(content, dict):
        raise EditedFileError(f"{path}: this is no profile")
    text = path.read_text(encoding="utf-8")
    return text, content, as_model(content, Profile, name=str(path), text=lambda: text)


def confirm(source: Path, home: Home, *, by: str, on: date, layout: str | None = None) -> Confirmed:
    """Make a profile, or one layout of it, binding in a home. Raises EditedFileError with the reason."""
    text, content, profile = load_complete(source)
    if profile.profile != profile.reporter:
        raise EditedFileError(f"{source}: profile and reporter must be the same: '{profile.reporter}'")
    if layout is not None and layout not in {each.name for each in profile.layouts}:
        names = ", ".join(each.name for each in profile.layouts)
        raise EditedFileError(f"{source}: there is no layout '{layout}'; its layouts are {names}")
    target = home.profiles / f"{profile.reporter}.yaml"
    said = {"by": by, "on": on.isoformat()}
    if target.exists() and source.resolve() == target.resolve():
        return _in_place(target, text, content, profile, said=said, layout=layout)
    if target.exists():
        return _add_layouts(source, target, text, content, said=said, layout=layout)
    if layout is not None and len(profile.layouts) > 1:
        raise EditedFileError(f"{source}: the first confirmation of a profile is that of all its layouts")
    if _is_said(content):
        raise EditedFileError(f"{source}: it carries a confirmation already; a draft has none")
    _write(target, _with_confirmed(text, said), {**content, "confirmed": said})
    return Confirmed(target, (f"{target.name} is new: version {profile.version}, confirmed by {by} on {on}",))


def _is_said(content: Tree) -> bool:
    return "confirmed" in content or any("confirmed" in layout for layout in content["layouts"])


def _in_place(
    target: Path, text: str, content: Tree, profile: Profile, *, said: Tree, layout: str | None
) -> Confirmed:
    """A profile that stands in the home already: confirm all of it, or one layout."""
    if layout is None:
        if profile.confirmed is not None:
            return Confirmed(target, ())
        _write(target, _with_confirmed(text, said), {**content, "confirmed": said})
        return Confirmed(target, (f"{target.name}: confirmed by {said['by']} on {said['on']}",))
    number = next(i for i, each in enumerate(profile.layouts) if each.name == layout)
    if profile.layouts[number].confirmed is not None:
        return Confirmed(target, ())
    version = str(profile.version + 1)
    layouts = [
        {**each, "confirmed": said} if i == number else each for i, each in enumerate(content["layouts"])
    ]
    item = _item(text, number)
    edited = text[: item.start] + _item_with(item, said) + text[item.end :] if item else ""
    _write(target, _with_version(edited, version), {**content, "version": version, "layouts": layouts})
    return Confirmed(
        target, (f"{target.name}: layout {layout} confirmed by {said['by']}, version {version}",)
    )


def _add_layouts(
    source: Path, target: Path, text: str, content: Tree, *, said: Tree, layout: str | None
) -> Confirmed:
    """Layouts of a draft beside those that are there, which stay as they are, letter for letter."""
    old_text, old, before = load_complete(target)
    if _is_said(content):
        raise EditedFileError(f"{source}: it carries a confirmation already; a draft has none")
    there = {each["name"]: each for each in old["layouts"]}
    edited, layouts, changes = old_text, list(old["layouts"]), []
    for number, given in enumerate(content["layouts"]):
        if layout not in (None, given["name"]):
            continue
        if given["name"] in there:
            raise EditedFileError(
                f"{source}: {target.name} has a layout '{given['name']}' already, which stays as it is; "
                "give the new one another name"
            )
        layouts.append({**given, "confirmed": said})
        item = _item(text, number)
        edited = _appended(edited, _item_with(item, said, dedent=True)) if item and edited else ""
        changes.append(
            f"{target.name}: layout {given['name']} from {given['from']} on, confirmed by {said['by']}"
        )
        changes += _also_serving(before, given)
    version = str(before.version + 1)
    _write(target, _with_version(edited, version), {**old, "version": version, "layouts": layouts})
    return Confirmed(target, (*changes, f"{target.name}: version {before.version} is now {version}"))


def _also_serving(before: Profile, given: Mapping[str, Any]) -> list[str]:
    """Earlier layouts without an end: whoever reads the profile should know that both are tried."""
    return [
        f"layout {each.name} serves these rounds, too: the one that fits a file reads it; "
        f"if its reporter has left it, give it a `to:`"
        for each in before.layouts
        if each.to_round is None or each.to_round >= given["from"]
    ]


def _write(target: Path, edited: str, meant: Tree) -> None:
    """Write the edited text if it loads as what was meant, the plain content otherwise."""
    text = edited if edited and _loads_as(edited, meant) else as_yaml(meant)
    as_model(parse_text(text, name=str(target)), Profile, name=str(target))
    write_bytes(target, text.encode())


def _loads_as(text: str, meant: Tree) -> bool:
    try:
        return parse_text(text, name="edited") == meant
    except EditedFileError:
        return False


def _root(text: str) -> yaml.MappingNode:
    node = yaml.compose(text, Loader=yaml.BaseLoader)
    if not isinstance(node, yaml.MappingNode):
        raise EditedFileError("this is no profile")
    return node


def _value(node: yaml.MappingNode, key: str) -> yaml.Node:
    found: yaml.Node = next(value for name, value in node.value if name.value == key)
    return found


def _with_confirmed(text: str, said: Tree) -> str:
    """The text with a line for the confirmation below its version."""
    return _inserted(text, _value(_root(text), "version"), f"confirmed: {_flow(said)}")


def _inserted(text: str, after: yaml.Node, line: str) -> str:
    end = text.find("\n", after.end_mark.index)
    end = len(text) if end < 0 else end
    pad = " " * (after.start_mark.column - len(text[: after.start_mark.index].rpartition("\n")[2].lstrip()))
    return f"{text[:end]}\n{pad}{line}{text[end:]}"


def _flow(said: Tree) -> str:
    quoted = scalar(str(said["by"]))
    by = f"'{quoted}'" if set(quoted) & set(",[]{}") and not quoted.startswith(("'", '"')) else quoted
    return f"{{by: {by}, on: {said['on']}}}"


def _with_version(text: str, version: str) -> str:
    if not text:
        return ""
    node = _value(_root(text), "version")
    return text[: node.start_mark.index] + version + text[node.end_mark.index :]


@dataclass(frozen=True, slots=True)
class _Item:
    """One layout as it is written."""

    start: int
    end: int
    column: int
    text: str


def _item(text: str, number: int) -> _Item | None:
    """A layout of a profile in block style; None for one in brackets."""
    layouts = _value(_root(text), "layouts")
    node = layouts.value[number]
    if not isinstance(layouts, yaml.SequenceNode) or node.flow_style or layouts.flow_style:
        return None
    start = node.start_mark.index
    written = text[start : node.end_mark.index].rstrip()
    return _Item(start, start + len(written), node.start_mark.column, written)


def _item_with(item: _Item, said: Tree, *, dedent: bool = False) -> str:
    """The layout with a line for its confirmation below its name; with `dedent` moved to the left margin."""
    first, _, rest = item.text.partition("\n")
    margin = " " * item.column
    lines = [first, f"{margin}confirmed: {_flow(said)}", *rest.split("\n")] if rest else [first]
    whole = "\n".join([margin + lines[0], *lines[1:]])
    return textwrap.dedent(whole) if dedent else whole[item.column :]


def _appended(text: str, item: str) -> str:
    """The text with one more layout behind its last one, in the same indentation."""
    layouts = _value(_root(text), "layouts")
    last = _item(text, len(layouts.value) - 1)
    if last is None:
        return ""
    line = text[: last.start].rpartition("\n")[2]
    dash = line.index("-")
    body = textwrap.indent(item, " " * last.column)
    added = " " * dash + "-" + body[dash + 1 :]
    rest = text[last.end :]
    return f"{text[: last.end]}\n{added}{rest if rest.startswith(chr(10)) else chr(10) + rest}"
