"""Adding a waiver to waivers.yaml: everything else in the file, comments too, stays as people wrote it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import yaml

from pipeline.deployment import Waiver, WaiverFile
from pipeline.home import Home, write_bytes
from pipeline.strict_yaml import EditedFileError, TextLoader, parse_model

BYTE_ORDER_MARK = "\ufeff"


def add_waiver(home: Home, waiver: Waiver) -> None:
    """Write a waiver behind those in the file, atomically.

    Raises EditedFileError for a mistake in the file as it is, for a file that changed meanwhile, and for one
    whose form leaves no room for an entry.
    """
    path = home.edited("waivers.yaml")
    before = path.read_bytes()
    text = before.decode("utf-8")
    known = parse_model(text, WaiverFile, name=str(path)).waivers
    unmarked = text.removeprefix(BYTE_ORDER_MARK)
    for rest in _with_entry(unmarked, _entry(waiver)):
        candidate = text[: len(text) - len(unmarked)] + rest
        try:
            now = parse_model(candidate, WaiverFile, name=str(path)).waivers
        except EditedFileError:
            continue
        if now in ((*known, waiver), (waiver, *known)):
            if path.read_bytes() != before:
                raise EditedFileError(f"{path} was changed by somebody else just now; try again")
            write_bytes(path, candidate.encode("utf-8"))
            return
    raise EditedFileError(f"{path}: there is no place for another entry; add it by hand:\n{_entry(waiver)}")


def _entry(waiver: Waiver) -> str:
    """The waiver on one line, texts in quotes."""
    texts = waiver.model_dump(include={"code", "submission", "place", "reason", "by"}, exclude_defaults=True)
    written = [f"{name}: {json.dumps(text, ensure_ascii=False)}" for name, text in texts.items()]
    return f"{{{', '.join([*written, f'on: {waiver.on}', f'expires: {waiver.expires}'])}}}"


def _with_entry(text: str, entry: str) -> Iterator[str]:
    """The text with the entry added, best way first; whoever asks checks what it then says."""
    newline = "\r\n" if "\r\n" in text else "\n"
    block = f"{newline}  - {entry}"
    root = yaml.compose(text, Loader=TextLoader)
    if not isinstance(root, yaml.MappingNode):
        yield f"{text.rstrip()}{newline if text.strip() else ''}waivers:{block}{newline}"
        return
    listed = next((value for key, value in root.value if key.value == "waivers"), None)
    if listed is None:
        yield f"{text.rstrip()}{newline}waivers:{block}{newline}"
        return
    start, end = listed.start_mark.index, listed.end_mark.index
    if isinstance(listed, yaml.SequenceNode) and not listed.value and "#" in text[start:end]:
        yield f"{text[: end - 1].rstrip(' ')}  {entry}{newline}{text[end - 1 :]}"
        return
    if not isinstance(listed, yaml.SequenceNode) or not listed.value:
        yield text[:start].rstrip(" ") + block + text[end:]
        return
    if listed.flow_style:
        last = listed.value[-1].end_mark.index
        yield f"{text[:last]}, {entry}{text[last:]}"
        return
    indent = " " * listed.start_mark.column
    last = _end_of_content(text, end)
    yield f"{text[:last]}{newline}{indent}- {entry}{text[last:] or newline}"
    yield f"{text[:start]}- {entry}{newline}{indent}{text[start:]}"


def _end_of_content(text: str, end: int) -> int:
    """Where the last line before `end` ends that is neither blank nor a comment."""
    lines = text[:end].splitlines(keepends=True)
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return len("".join(lines).rstrip("\r\n"))
