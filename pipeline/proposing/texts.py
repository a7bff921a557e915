"""The text of a page: plain text as it is, HTML without scripts and styles, in blocks and sentences.

Every offset of a proposal counts in the extracted text, which is kept beside the proposal. Blocks
(paragraphs, headings, list items, cells) are lines of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.values.periods import parse_day
from pipeline.values.worded_dates import resolve

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DROPPED = ("script", "style", "noscript", "template", "svg", "head", "iframe", "form", "button", "select")
_BLOCKS = frozenset({
    "p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "ul", "ol", "li", "table",
    "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "figure", "figcaption", "br", "hr",
    "pre", "dl", "dt", "dd", "address",
})  # fmt: skip
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|article|div|p)\b", re.IGNORECASE)
_DATED = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@name='date' or @name='pubdate' or @name='publishdate' or @itemprop='datePublished']/@content",
    "//time/@datetime",
)
_STOPS = re.compile(r"[。！？；]+[”’」』\"]?|[.!?]+[\"”’)]*(?=\s+[\"“‘(]?[A-Z0-9#@\u3400-\u9fff])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|vs|etc|approx|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    r"|U\.S|U\.K|e\.g|i\.e)|\b[A-Z])\.$"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A text with what it says about itself."""

    text: str
    title: str = ""
    url: str = ""
    published: date | None = None
    site: str = ""
    """Name of the site that published it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its place in the text; `block` numbers the line it stands in."""

    start: int
    text: str
    block: int
    heading: bool = False

    @property
    def stop(self) -> int:
        """Offset behind its last character."""
        return self.start + len(self.text)


def read_page(path: Path) -> Page:
    """The text of a file, HTML or plain. Raises OSError, and UnicodeDecodeError for what is not UTF-8."""
    content = path.read_bytes()
    if _HTML.search(content[:4096]) or path.suffix.lower() in (".html", ".htm", ".xhtml"):
        return page_of_html(content)
    return page_of_text(content.decode("utf-8-sig"))


def page_of_text(text: str) -> Page:
    """A plain text; its first line is taken as the title when it is short."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    return Page(text, first if len(first) <= 160 else "", "", _published_in(text))


def page_of_html(content: bytes) -> Page:
    """The visible text of a page, a line a block."""
    from lxml import etree  # noqa: PLC0415 - heavy, and plain texts do not need it
    from lxml.html import HTMLParser, document_fromstring  # noqa: PLC0415

    parser = HTMLParser(encoding=_declared(content), no_network=True, remove_comments=True, huge_tree=False)
    try:
        root = document_fromstring(content, parser=parser)
    except (etree.ParserError, ValueError):
        return Page("")
    title = " ".join(_first(root, "string(//head/title)").split())
    url = _first(root, "//link[@rel='canonical']/@href")
    site = _first(root, "//meta[@property='og:site_name']/@content") or urlsplit(url).netloc
    dated = next((day for path in _DATED if (day := parse_day(_first(root, path)[:10]))), None)
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag in _BLOCKS:
            element.text = "\n" + (element.text or "")
            element.tail = "\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in _first(root, "string()").split("\n"))
    text = "\n".join(line for line in lines if line) + "\n"
    return Page(text, title, url, dated or _published_in(text), site)


def _first(root: HtmlElement, path: str) -> str:
    """The first text that a path finds; empty without one."""
    found = root.xpath(path)
    if isinstance(found, list):
        return str(found[0]) if found else ""
    return str(found)


def _declared(content: bytes) -> str:
    match = re.search(rb"charset=[\"']?([\w-]+)", content[:4096], re.IGNORECASE)
    named = match[1].decode("ascii").lower() if match else "utf-8"
    return {"gb2312": "gb18030", "gbk": "gb18030"}.get(named, named)


_PUBLISHED = re.compile(
    r"(?:^|\n)[ \t]*(?:[Pp]ublished|PUBLISHED|Posted|Updated|Date|发布时间|发布日期|发表时间|时间|日期)"
    r"(?: on| at)?[:：]?\s*([^\n]{6,40})"
)


def _published_in(text: str) -> date | None:
    """The day that the text itself says it was published."""
    for match in _PUBLISHED.finditer(text[:4000]):
        words = match[1].strip()
        for stop in range(len(words), 5, -1):
            found = resolve(words[:stop].strip(" .,|"), None)
            if found and found[0].start == found[0].end:
                return found[0].start
    return None


def sentences(text: str) -> list[Sentence]:
    """Sentences in their order; a line of its own without a closing stop is a heading when it is short."""
    found: list[Sentence] = []
    start = block = 0
    for match in _STOPS.finditer(text):
        if "\n" not in match[0] and _ABBREVIATION.search(text[max(0, match.start() - 8) : match.end()]):
            continue
        found += _sentence(text, start, match.end(), block)
        start = match.end()
        block += match[0].count("\n") > 0
    return found + _sentence(text, start, len(text), block)


LONGEST_SENTENCE = 1_200
"""Characters; what has no full stop for longer than that is cut at a blank or comma."""


def _sentence(text: str, start: int, stop: int, block: int) -> list[Sentence]:
    found: list[Sentence] = []
    while stop - start > LONGEST_SENTENCE:
        end = start + LONGEST_SENTENCE
        cut = max(text.rfind(sign, start + 1, end) for sign in " ，,；、\t") + 1
        cut = cut if cut > start + 1 else end
        found += _sentence_part(text, start, cut, block)
        start = cut
    return found + _sentence_part(text, start, stop, block)


def _sentence_part(text: str, start: int, stop: int, block: int) -> list[Sentence]:
    raw = text[start:stop]
    words = raw.strip()
    if not words:
        return []
    begin = start + raw.index(words[0])
    alone = (start == 0 or text[start - 1] == "\n") and (stop == len(text) or raw.endswith("\n"))
    short = len(words) <= (100 if words.isascii() else 60)
    heading = alone and short and not re.search(r"[.!?。！？；;:：,，]$", words)
    return [Sentence(begin, words, block, heading)]
