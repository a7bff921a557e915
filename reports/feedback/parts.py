"""The parts of a workbook's zip: read, added to, written again with everything untouched as it was."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from xml.sax.saxutils import quoteattr

from lxml import etree

from pipeline.readers.package import Package, resolved
from reports.feedback.patching import Edit, UnpatchableError, edited, outline
from reports.saving import ZIP_DATE

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NO_RELATIONS = f'<Relationships xmlns="{_PACKAGE_RELATIONS}"></Relationships>'.encode()
_TYPES = "[Content_Types].xml"
_NUMBER = re.compile(r"\d+")


class Parts:
    """The parts of one workbook. Raises UnpatchableError where adding would mean rewriting."""

    def __init__(self, content: bytes) -> None:
        Package(content).screen_rest()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self._entries = archive.infolist()
            self._contents = {entry.filename: archive.read(entry) for entry in self._entries}
        if len(self._contents) != len(self._entries):
            raise UnpatchableError("two parts of one name")
        self._names = {name.lower(): name for name in self._contents}

    def __getitem__(self, name: str) -> bytes:
        try:
            return self._contents[self._names[name.lower()]]
        except KeyError:
            raise UnpatchableError(f"no part {name}") from None

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    @property
    def signed(self) -> bool:
        """Whether the workbook bears a digital signature, which does not cover what is added."""
        return any(name.startswith("_xmlsignatures/") for name in self._names)

    def __setitem__(self, name: str, content: bytes) -> None:
        self._contents[self._names.setdefault(name.lower(), name)] = content

    def add(self, stem: str, suffix: str, content: bytes, kind: str) -> str:
        """Add a part under a free name like `stem1.suffix`; returns the name."""
        taken = [name for name in self._names if name.startswith(stem.lower())]
        numbers = [int(number) for name in taken for number in _NUMBER.findall(name[len(stem) :])]
        name = f"{stem}{max(numbers, default=0) + 1}{suffix}"
        self.put(name, content, kind)
        return name

    def put(self, name: str, content: bytes, kind: str) -> None:
        """Add a part with its content type."""
        self[name] = content
        types = self[_TYPES]
        part = outline(types)
        text = f"<{part.named('Override')} PartName={quoteattr('/' + name)} ContentType={quoteattr(kind)}/>"
        self[_TYPES] = edited(types, [Edit(part.end, part.end, text.encode())])

    def related(self, part: str, kind: str) -> str | None:
        """The part that another one names in a relation of this kind ("/comments"); None without one."""
        return next((target for type_, target, _ in self._relations(part) if type_.endswith(kind)), None)

    def target(self, part: str, relation: str | None, kind: str) -> str | None:
        """The part behind the id of a relation of this kind."""
        found = (
            target for type_, target, id_ in self._relations(part) if id_ == relation and type_.endswith(kind)
        )
        return next(found, None)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation from one part to another; returns its id."""
        rels = _rels(part)
        if rels not in self:
            self[rels] = _NO_RELATIONS
        used = {id_ for _, _, id_ in self._relations(part)}
        relation = next(name for name in (f"mend{n}" for n in range(1, len(used) + 2)) if name not in used)
        content = self[rels]
        root = outline(content)
        place = posixpath.relpath(target, posixpath.dirname(part) or ".")
        text = (
            f'<{root.named("Relationship")} Id="{relation}" Type="{RELATIONS}{kind}" '
            f"Target={quoteattr(place)}/>"
        )
        self[rels] = edited(content, [Edit(root.end, root.end, text.encode())])
        return relation

    def unrelate(self, part: str) -> None:
        """Take all relations from a part."""
        if _rels(part) in self:
            self[_rels(part)] = _NO_RELATIONS

    def _relations(self, part: str) -> list[tuple[str, str, str]]:
        rels = _rels(part)
        if rels not in self:
            return []
        tree = etree.fromstring(self[rels], etree.XMLParser(resolve_entities=False, no_network=True))
        return [
            (found.get("Type", ""), resolved(found.get("Target", ""), part), found.get("Id", ""))
            for found in tree.iterfind("{*}Relationship")
            if found.get("TargetMode") != "External"
        ]

    def written(self) -> bytes:
        """The zip: parts in their old order and compression, new ones after them. No clock is read."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in self._entries:
                kept = zipfile.ZipInfo(entry.filename, entry.date_time)
                kept.compress_type = entry.compress_type
                kept.external_attr = entry.external_attr
                archive.writestr(kept, self._contents[entry.filename])
            old = {entry.filename for entry in self._entries}
            for name in [name for name in self._contents if name not in old]:
                added = zipfile.ZipInfo(name, ZIP_DATE)
                added.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(added, self._contents[name])
        return stream.getvalue()


def _rels(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
