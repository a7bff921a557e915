"""JSON records: text exactly as printed, places as pointers, nothing lost beside the list."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import RefusalError
from pipeline.readers import json_records


def read(text, pointer=""):
    content = text if isinstance(text, bytes) else text.encode()
    return json_records.read_records(content, pointer=pointer)


def texts(sheet):
    return [[cell.text for cell in row] for row in sheet.rows]


def refused(text, pointer=""):
    with pytest.raises(RefusalError) as caught:
        read(text, pointer)
    (finding,) = caught.value.findings
    return finding


def test_numbers_are_text_as_printed():
    (sheet,) = read('[{"n": 1.50, "big": 123456789012345678901234567890, "e": 2.63E5, "t": "007"}]').sheets
    assert texts(sheet) == [
        ["n", "big", "e", "t"],
        ["1.50", "123456789012345678901234567890", "2.63E5", "007"],
    ]


def test_keys_in_first_seen_order_and_gaps_empty():
    (sheet,) = read('[{"a": 1}, {"b": true, "a": null}, {"c": "x"}]').sheets
    assert texts(sheet) == [["a", "b", "c"], ["1", "", ""], ["", "true", ""], ["", "", "x"]]
    assert (sheet.name, sheet.named) == ("records", False)


def test_places_are_pointers():
    book = read('{"title": "Q2", "data": {"rows": [{"a/b": 1, "m~n": 2}]}}', "/data/rows")
    records, document = book.sheets
    assert records.place(1, 1) == "/data/rows/0/a~1b"
    assert records.place(2, 2) == "/data/rows/0/m~0n"
    assert document.place(1, 2) == "/title"


def test_what_stands_beside_the_list_is_kept():
    meta, rows = '{"by": "x", "list": [1, "2"]}', '{"note": null, "rows": [{"a": 1}]}'
    text = f'{{"title": "Q2", "n": 3.0, "meta": {meta}, "d": {rows}}}'
    document = read(text, "/d/rows").sheets[1]
    assert document.name == "document"
    assert texts(document) == [
        ["title", "Q2"],
        ["n", "3.0"],
        ["meta", '{"by": "x", "list": [1, "2"]}'],
        ["d/note", ""],
    ]


def test_nested_values_become_json_text():
    (sheet,) = read('[{"a": {"象": [1.0, null, false, "\\""]}}]').sheets
    assert sheet.cell(2, 1).text == '{"象": [1.0, null, false, "\\""]}'


@given(
    st.lists(
        st.dictionaries(
            st.text("abc象", min_size=1, max_size=3), st.text(max_size=6), min_size=1, max_size=4
        ),
        min_size=1,
        max_size=5,
    )
)
def test_every_list_of_texts_is_read_back(records):
    sheet = read(json.dumps(records)).sheets[0]
    header = [cell.text for cell in sheet.rows[0]]
    read_back = [dict(zip(header, (c.text for c in row), strict=True)) for row in sheet.rows[1:]]
    assert read_back == [{key: record.get(key, "") for key in header} for record in records]


def test_a_key_that_stands_twice_is_refused():
    finding = refused('[{"a": 1, "b": 2, "a": 3}]')
    assert (finding.code, finding.value) == ("duplicate-key", "a")


@pytest.mark.parametrize(
    ("text", "line"), [('[{"a": 1},\n {"a": }]', "2"), ('[{"a": NaN}]', ""), ('[{"a": "\\ud800"}]', "")]
)
def test_what_is_no_json_is_refused(text, line):
    finding = refused(text)
    assert (finding.code, finding.params["line"]) == ("json-error", line)
    assert finding.params["reason"]


@pytest.mark.parametrize(
    ("text", "pointer", "found"),
    [
        ('{"a": 1}', "", "object"),
        ('{"a": 1}', "/rows", "nothing"),
        ('{"a": 1}', "/a", "number"),
        ('[1, {"a": 1}]', "", "list of number"),
        ('{"a": [{"b": 1}]}', "/a/7", "nothing"),
    ],
)
def test_a_missing_list_is_refused(text, pointer, found):
    finding = refused(text, pointer)
    assert (finding.code, finding.params["found"]) == ("records-missing", found)


@pytest.mark.parametrize("text", ["[]", "[{}, {}]", " \n"])
def test_no_values_is_empty(text):
    assert refused(text).code == "file-empty"


def test_deep_nesting_is_refused_before_parsing():
    finding = refused("[" * 100_000)
    assert (finding.code, finding.params["reason"]) == ("file-hostile", "depth")
    assert read('[{"a": "[[[[' + "[" * 100 + '"}]').sheets


def test_limits_hold(monkeypatch):
    monkeypatch.setattr(json_records, "JSON_BYTES", 10)
    assert refused('[{"a": 12345}]').params["reason"] == "size"
    monkeypatch.setattr(json_records, "JSON_BYTES", 1000)
    monkeypatch.setattr(json_records, "CELLS", 3)
    assert refused('[{"a": 1, "b": 2}]').params["reason"] == "cells"


def test_another_encoding_is_refused():
    assert refused('[{"a": "é"}]'.encode("latin-1")).code == "encoding-error"
    assert refused('[{"a": 1}]'.encode("utf-16")).params["found"] == "utf-16"


def test_a_profile_cannot_state_nonsense():
    with pytest.raises(ValueError, match="pointer"):
        read("[]", "rows")
