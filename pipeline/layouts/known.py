"""Built-in layouts, used from a member's profile by name: `known: eu-template-5`, filled in by `with`.

A built-in layout is `layouts/NAME.yaml`: a layout as a profile writes it, with blanks (`$subjects`) that the
member's profile fills. `asks` says what each blank is; one with a default may be left out. Other keys of the
member's layout (`file`, `notes`, `ignore_sheets`) come before the built-in ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline.codes import Code, codelist
from pipeline.strict_yaml import EditedFileError, StrictModel, as_model, load_text

_FOLDER = Path(str(files("pipeline") / "layouts"))
_CODES = "codes"
"""Every spelling of a code list's entries, as codes: `$codes/NAME`."""
_PARTS = "parts"
"""Folder of pieces that several layouts share: `$parts/NAME`."""
Given = Mapping[str, Any]


class Blank(StrictModel):
    """A blank that the member's profile fills."""

    what: str
    default: Any = None
    """Stands where the profile says nothing; without one the blank must be filled."""


class BuiltIn(StrictModel):
    """A built-in layout as written."""

    what: str
    asks: dict[str, Blank]
    layout: dict[str, Any]


def names() -> tuple[str, ...]:
    """Names of the built-in layouts, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


def built_in(name: str) -> BuiltIn:
    """One built-in layout. Raises ValueError for a name that there is not."""
    if name not in names():
        raise ValueError(f"there is no built-in layout '{name}'; there are {', '.join(names())}")
    return as_model(_written(_FOLDER / f"{name}.yaml"), BuiltIn, name=name)


@cache
def _written(path: Path) -> Any:  # noqa: ANN401  YAML may be anything
    return load_text(path)


def expanded(given: Given) -> dict[str, Any]:
    """A layout that names a built-in one, written out. Raises ValueError for what does not fit it."""
    name = given["known"]
    try:
        base = built_in(str(name))
    except EditedFileError as error:
        raise ValueError(str(error)) from None
    filled = given.get("with", {})
    if not isinstance(filled, Mapping):
        raise ValueError("with: names what fills the blanks of the built-in layout")
    if unknown := sorted(set(filled) - set(base.asks)):
        raise ValueError(f"with: {name} does not ask for {', '.join(unknown)}, but for {_asked(base)}")
    missing = [blank for blank, asked in base.asks.items() if blank not in filled and asked.default is None]
    if missing:
        raise ValueError(f"with: {name} asks for {', '.join(missing)}")
    blanks = {blank: filled.get(blank, asked.default) for blank, asked in base.asks.items()}
    layout = _filled(base.layout, blanks)
    own = {key: value for key, value in given.items() if key != "with"}
    for key in ("notes", "ignore_sheets"):
        if key in own or key in layout:
            own[key] = [*own.get(key, ()), *layout.pop(key, ())]
    own["file"] = _file(layout.pop("file"), own.get("file", {}))
    if own["file"]["format"] != "excel":
        layout["blocks"] = [{k: v for k, v in block.items() if k != "sheet"} for block in layout["blocks"]]
    return {**layout, **own}


def _file(built: Given, own: Given) -> dict[str, Any]:
    """The file as built in, with what the profile says of it; options of another format do not pass on."""
    same = own.get("format", built["format"]) == built["format"]
    return {**(built if same else {}), **own}


def _asked(base: BuiltIn) -> str:
    return "; ".join(f"{name}: {blank.what}" for name, blank in base.asks.items())


def _filled(written: Any, blanks: Given) -> Any:  # noqa: ANN401  as above
    """The text with its blanks filled; a list in a list becomes part of it, a mapping under `<` likewise."""
    if isinstance(written, str):
        return _blank(written, blanks) if written.startswith("$") else written
    if isinstance(written, list):
        return [entry for part in written for entry in _spliced(part, blanks)]
    if isinstance(written, dict):
        merged = _filled(written["<"], blanks) if "<" in written else {}
        return {**merged, **{key: _filled(value, blanks) for key, value in written.items() if key != "<"}}
    return written


def _spliced(part: object, blanks: Given) -> list[Any]:
    found = _filled(part, blanks)
    return found if isinstance(part, str) and isinstance(found, list) else [found]


def _blank(written: str, blanks: Given) -> Any:  # noqa: ANN401  as above
    name = written.removeprefix("$")
    if name.startswith(f"{_PARTS}/"):
        return _filled(_written(_FOLDER / f"{name}.yaml"), blanks)
    if name.startswith(f"{_CODES}/"):
        return _spellings(name.removeprefix(f"{_CODES}/"))
    return blanks[name]


def _spellings(listed: str) -> dict[str, Any]:
    """Text -> code for each code and its labels; of indicators, with each spelling of their units behind."""
    if listed != "indicators":
        return {text: entry.code for entry in codelist(listed) for text in _texts(entry)}
    units = codelist("units")
    return {
        text + unit: {"indicator": entry.code, "shown": "number"}
        if entry.extra["unit"] == "percent"
        else entry.code
        for entry in codelist("indicators")
        for text in _texts(entry)
        for unit in _texts(units[entry.extra["unit"]])
    }


def _texts(entry: Code) -> tuple[str, ...]:
    return entry.code, entry.label.en, entry.label.zh
