"""Encodings: proof where there is proof, evidence otherwise, and nothing lost where bytes do not fit."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detecting.encodings import decode_unknown

SIMPLIFIED = "序号,物种类别,下架数量（条）\n1,象牙制品,1024\n2,穿山甲,36\n"
TRADITIONAL = "序號,物種類別,下架數量\n1,象牙製品,1024\n2,穿山甲,36\n"
WESTERN = "Kategorie;Größe;Bemerkung\nElfenbein;5;„schön“ – 3 €\n"


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (SIMPLIFIED, "utf-32", "utf-32"),
        (SIMPLIFIED, "utf-32-be", "utf-32-be"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (WESTERN, "cp1252", "cp1252"),
        ("a,b\n1,2\n", "ascii", "utf-8"),
        ("a,b\n1,2\n", "utf-16-be", "utf-16-be"),
    ],
)
def test_text_is_read_in_its_encoding(text, encoding, named):
    decoded = decode_unknown(text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, named)
    assert decoded.decision.about == "encoding"
    assert decoded.decision.reason


def test_proof_is_surer_than_statistics():
    marked = decode_unknown(codecs.BOM_UTF8 + SIMPLIFIED.encode()).decision.confidence
    by_words = decode_unknown(SIMPLIFIED.encode("gb18030")).decision.confidence
    by_signs = decode_unknown("a,b\n的一是不了\n".encode("gb18030")).decision.confidence
    assert 1.0 == marked > by_words > by_signs


def test_an_encoding_without_evidence_is_a_doubt():
    decoded = decode_unknown("名,b\n骎骎,羇\n".encode("gb18030"))
    assert decoded.decision.confidence < 0.6
    assert "not certain" in decoded.misfits[0].reason


def test_windows_bytes_among_utf_8_are_kept_and_named():
    content = "物种,备注\n象牙,正常\n".encode() + b"ivory,caf\xe9 \x93x\x94\n"
    decoded = decode_unknown(content)
    assert decoded.encoding == "utf-8"
    assert decoded.text.endswith("ivory,café “x”\n")
    (misfit,) = decoded.misfits
    assert (misfit.line, misfit.text) == (3, "ivory,café “x”")
    assert "0xE9" in misfit.reason


def test_a_cut_last_sign_costs_one_line():
    decoded = decode_unknown("物种,数量\n象牙,五\n犀角,三".encode()[:-1])
    assert decoded.encoding == "utf-8"
    assert [misfit.line for misfit in decoded.misfits] == [3]


@given(st.text(st.characters(exclude_characters="\0\ufeff", exclude_categories=["Cs"]), max_size=60))
def test_utf_8_and_marked_utf_16_are_never_taken_for_another(text):
    assert decode_unknown(text.encode("utf-16")).text == text
    assert decode_unknown(codecs.BOM_UTF8 + text.encode()).text == text


@given(st.binary(max_size=80))
def test_any_bytes_give_a_text_that_keeps_every_one(content):
    decoded = decode_unknown(content)
    if decoded.encoding in ("cp1252", "latin-1"):
        assert len(decoded.text) == len(content)
    assert bool(decoded.text) == bool(content) or content in (codecs.BOM_UTF8, *_WIDE_MARKS)


_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
