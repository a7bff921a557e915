"""In which encoding a text stands, when nobody says so.

A successful decode proves nothing: GB18030 bytes decode as Big5, cp1252 and Latin-1 as well. A byte order
mark, the zeros of UTF-16 and the form of UTF-8 are proof; between older encodings decide known header words,
the share of common signs, and charset-normalizer as one more voice. Bytes that do not fit are kept as the
sign that Windows would show, and reported.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.detecting.decisions import Decision, Misfit
from pipeline.strict_yaml import StrictModel, load_model

ABOUT = "encoding"
SURE = 0.6
"""Confidence below which the encoding is a doubt that is reported."""
SAMPLE_SIGNS = 100_000
"""Signs beyond ASCII on which encodings are compared."""
VOTE_BYTES = 32_768
MOST_MISFITS = 1_000
"""Lines with bytes that do not fit, each named; what follows is said in one line."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MANY_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE_OR_FIELD = re.compile(r"[\r\n\t,;|]")
_UNREADABLE = re.compile("[\udc80-\udcff]")
_CONTROLS = re.compile(r"[\x80-\x9f]")


class _Each(StrictModel):
    simplified: tuple[str, ...]
    traditional: tuple[str, ...]


class _Signs(StrictModel):
    simplified: str
    traditional: str


class Scripts(StrictModel):
    """What `scripts.yaml` must hold."""

    header_words: _Each
    common_signs: _Signs
    western: str


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Text with the encoding it was read in. The byte order mark is not part of the text."""

    text: str
    encoding: str
    decision: Decision
    misfits: tuple[Misfit, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """The bytes as one of the older encodings shows them."""

    encoding: str
    text: str
    fit: float
    """0 to 1: how much the text looks like text of its script."""
    reason: str


def decode_unknown(content: bytes) -> DecodedText:
    """The text of the bytes, with the encoding that the evidence is for."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            codec = "utf-8-sig" if encoding == "utf-8" else encoding
            return _decoded(content, codec, encoding, 1.0, "the file begins with a byte order mark")
    if b"\0" in content and (wide := _wide(content)):
        return _decoded(
            content, wide, wide, 0.98, "zero bytes stand where the signs of this encoding have them"
        )
    high = len(_HIGH.findall(content))
    if not high:
        return _decoded(content, "utf-8", "utf-8", 1.0, "every byte is ASCII")
    sequences = _MANY_BYTES.findall(content)
    stray = high - sum(map(len, sequences))
    readings = _readings(content) if stray or len(sequences) < 4 else []
    if not stray and not (readings and readings[0].fit >= 0.95):
        sure = 0.999 if len(sequences) >= 4 else 0.9
        reason = f"{len(sequences)} signs beyond ASCII have the form of UTF-8, and no byte is against it"
        return _decoded(content, "utf-8", "utf-8", sure, reason)
    if len(sequences) > 2 * stray:
        reason = f"{len(sequences)} signs have the form of UTF-8; {stray} bytes have not"
        return _decoded(content, "utf-8", "utf-8", 0.9, reason)
    best = readings[0]
    return _decoded(content, best.encoding, best.encoding, best.fit, best.reason)


def _decoded(content: bytes, codec: str, encoding: str, confidence: float, reason: str) -> DecodedText:
    decision = Decision(ABOUT, encoding, round(confidence, 3), reason)
    doubt = Misfit("", 0, "", f"the encoding is not certain: {encoding} because {reason}")
    doubts = (doubt,) if confidence < SURE else ()
    try:
        return DecodedText(content.decode(codec).removeprefix("\ufeff"), encoding, decision, doubts)
    except UnicodeDecodeError:
        wide = codec.startswith(("utf-16", "utf-32"))
        text = content.decode(codec, "replace" if wide else "surrogateescape").removeprefix("\ufeff")
        bad = re.compile("\ufffd") if wide else _UNREADABLE
        misfits = (*doubts, *_unreadable_lines(text, bad, encoding))
        return DecodedText(_UNREADABLE.sub(_as_windows, text), encoding, decision, misfits)


def _as_windows(found: re.Match[str]) -> str:
    byte = bytes([ord(found[0]) - 0xDC00])
    try:
        return byte.decode("cp1252")
    except UnicodeDecodeError:
        return byte.decode("latin-1")


def _unreadable_lines(text: str, bad: re.Pattern[str], encoding: str) -> list[Misfit]:
    misfits: list[Misfit] = []
    for number, line in enumerate(_LINE_END.split(text), start=1):
        if found := bad.findall(line):
            if len(misfits) == MOST_MISFITS:
                misfits.append(Misfit("", number, "", f"from here on more bytes are not {encoding}"))
                break
            shown = _UNREADABLE.sub(_as_windows, line)[:200]
            seen = ", ".join(f"0x{ord(sign) - 0xDC00:02X}" for sign in found[:5] if sign != "\ufffd")
            reason = (
                f"bytes that are not {encoding} ({seen or 'broken signs'}); read as Windows would show them"
            )
            misfits.append(Misfit("", number, shown, reason))
    return misfits


def _wide(content: bytes) -> str:
    """UTF-16 or UTF-32 without a byte order mark, told by where the zero bytes stand; '' for neither."""
    for encoding in ("utf-32-be", "utf-32-le", "utf-16-be", "utf-16-le"):
        size = 4 if "32" in encoding else 2
        head = content[: 65_536 // size * size]
        try:
            text = head.decode(encoding)
        except UnicodeDecodeError:
            continue
        odd = sum(_is_odd(sign) for sign in text)
        if odd * 50 <= len(text) and _LINE_OR_FIELD.search(text):
            return encoding
    return ""


def _is_odd(sign: str) -> bool:
    return not sign.isprintable() and sign not in "\t\r\n\u3000\u00a0"


@cache
def scripts() -> Scripts:
    """The declared words and signs. Raises EditedFileError when the file has a mistake."""
    return load_model(Path(__file__).with_name("scripts.yaml"), Scripts)


def _readings(content: bytes) -> list[_Reading]:
    """The bytes in every older encoding in question, the likeliest first."""
    declared = scripts()
    readings = [
        _chinese(content, "gb18030", declared.common_signs.simplified, declared.header_words.simplified),
        _chinese(content, "big5hkscs", declared.common_signs.traditional, declared.header_words.traditional),
        _western(content),
    ]
    best = max(readings, key=lambda reading: reading.fit)
    if best.fit < 0.6 and (voted := _vote(content)):
        readings.append(voted)
    return sorted(readings, key=lambda reading: -reading.fit)


def _chinese(content: bytes, encoding: str, common: str, words: tuple[str, ...]) -> _Reading:
    text = content.decode(encoding, "surrogateescape")
    signs = _BEYOND_ASCII.findall(text)[:SAMPLE_SIGNS]
    unreadable = sum("\udc80" <= sign <= "\udcff" for sign in signs)
    han = [sign for sign in signs if "\u3400" <= sign <= "\u9fff"]
    if not han and signs and all(map(_is_mark, signs)):
        return _Reading(encoding, text, 0.5, "its signs beyond ASCII are full-width marks")
    if not han or unreadable * 20 > len(signs):
        return _Reading(encoding, text, 0.0, "the bytes are not text in it")
    known = sorted({word for word in words if word in text})
    usual = sum(map(frozenset(common).__contains__, han)) / len(han)
    odd = (len(signs) - len(han) - unreadable - sum(map(_is_mark, signs))) / len(signs)
    fit = max(0.0, min(0.9, 0.2 + usual) - odd) if usual > 0.25 else usual
    if known:
        fit = max(fit, 0.97 if len(known) > 1 else 0.93) - min(0.5, odd)
        return _Reading(encoding, text, fit, f"it holds the words {', '.join(known[:5])}")
    return _Reading(encoding, text, fit, f"{usual:.0%} of its Chinese signs are common ones")


def _is_mark(sign: str) -> bool:
    """Full-width signs and Chinese punctuation."""
    return (
        "\u3000" <= sign <= "\u303f"
        or "\uff00" <= sign <= "\uffef"
        or sign in "·§—‘’“”…①②③④⑤⑥⑦⑧⑨⑩℃‰×±≥≤→■●○★√"
    )


def _western(content: bytes) -> _Reading:
    """cp1252, or Latin-1 where cp1252 has no sign for a byte."""
    try:
        text, encoding = content.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        text, encoding = content.decode("latin-1"), "latin-1"
    signs = _BEYOND_ASCII.findall(text)[:SAMPLE_SIGNS]
    usual = sum(map(frozenset(scripts().western).__contains__, signs)) / max(1, len(signs))
    runs = sum(len(run) for run in re.findall(r"[^\x00-\x7f]{2,}", text[: SAMPLE_SIGNS * 10]))
    crowded = runs / max(1, len(signs))
    fit = max(0.05, min(0.85, usual) * (1 - 0.8 * min(1.0, crowded)))
    if encoding == "latin-1" and _CONTROLS.search(text):
        fit *= 0.5
    return _Reading(
        encoding, text, fit, f"{usual:.0%} of its signs beyond ASCII are Western letters and marks"
    )


def _vote(content: bytes) -> _Reading | None:
    """What charset-normalizer says; it knows more languages than we do, and no header words."""
    from charset_normalizer import from_bytes  # noqa: PLC0415  seldom needed, slow to load

    voted = from_bytes(content[:VOTE_BYTES]).best()
    if voted is None:
        return None
    try:
        text = content.decode(voted.encoding)
    except UnicodeDecodeError:
        return None
    return _Reading(voted.encoding.replace("_", "-"), text, 0.5, "charset-normalizer finds it the least odd")
