"""What each cell of a table is, with merges and with blanks in their place."""

import dataclasses

import pytest

from pipeline.detecting.decisions import SURE
from pipeline.detecting.roles import roles
from pipeline.detecting.tables import find_tables
from pipeline.readers.cells import Cell, Merge, Sheet

LETTERS = {"C": "column attribute", "R": "row attribute", "c": "column index", "r": "row index", ".": "value"}


def read(text, merges=(), *, named=False):
    rows = [[Cell(part) for part in line.split("|")] for line in text.strip("\n").split("\n")]
    sheet = Sheet("sheet", rows, tuple(Merge(*merge) for merge in merges), named=named)
    (table,) = find_tables(sheet)
    return roles(sheet, table)


def map_of(found, height, width):
    """A letter a place, row by row."""
    letter = {role: sign for sign, role in LETTERS.items()}
    return [
        "".join(letter[found.at(row, column).role] for column in range(1, width + 1))
        for row in range(1, height + 1)
    ]


RECORDS = "姓名|性别|年龄|学校\n张三|男|18|一中\n李四|女|19|二中\n王五|男|18|一中\n赵六|女|20|三中"


def test_records_below_labels():
    found = read(RECORDS)
    assert map_of(found, 5, 4) == ["CCCC", "r...", "r...", "r...", "r..."]
    assert all(found.at(1, column).confidence >= SURE for column in range(1, 5))


def test_labels_before_the_values_of_a_row():
    found = read("姓名|张三|李四|王五\n性别|男|女|男\n年龄|18|19|18\n学校|一中|二中|一中")
    assert map_of(found, 4, 4) == ["Rccc", "R...", "R...", "R..."]


def test_values_of_a_total_are_values():
    found = read("项目|期末余额|期初余额\n存货|1,780.24|608.47\n应收款|20.00|35.10\n合计|1,800.24|643.57")
    assert map_of(found, 4, 3) == ["CCC", "r..", "r..", "R.."]


def test_one_record_above_its_total():
    found = read("序号|贷款方|贷款规模|利息率\n1|某某银行|9,900.00|7.75%\n合计|-|9,900.00|-")
    assert map_of(found, 3, 4) == ["CCCC", "r...", "R..."]


def test_names_of_quantities_before_each_row_make_records_run_across():
    found = read(
        "项目|股本溢价|其他公积|合计\n年初余额|71.10|2.00|73.10\n本年增加|7.10|1.72|8.82\n年末余额|78.20|3.72|81.92"
    )
    assert map_of(found, 4, 4) == ["RccC", "R...", "R...", "R..."]
    assert all(cell.confidence < SURE for cell in found.cells)


def test_a_label_of_no_time_above_days_describes_its_row():
    days = "2021-12-31|2,828.58|56.74|49.50\n2020-12-31|8,748.08|38.20|35.41"
    assert map_of(read("项目|现款|票据|证券\n" + days), 3, 4) == ["Rccc", "R...", "R..."]
    assert map_of(read("日期|现款|票据|证券\n" + days), 3, 4) == ["CCCC", "r...", "r..."]


def test_categories_of_several_levels_tell_records_apart():
    rows = "分类|||说明\n汽车|载客汽车|大型|二十人以上的载客汽车\n||小型|九人以下的载客汽车\n"
    rows += "|载货汽车|重型|十二吨以上的载货汽车"
    merges = [(1, 1, 1, 3), (2, 1, 4, 1), (2, 2, 3, 2)]
    assert map_of(read(rows, merges), 4, 4) == ["CCCC", "rrr.", "rrr.", "rrr."]


def test_rows_under_a_label_that_names_nothing_are_named():
    found = read("名称|参数\n旋翼直径|18.90米\n空重|7095千克\n最大航程|830千米")
    assert map_of(found, 4, 2) == ["CC", "R.", "R.", "R."]


def test_two_columns_of_one_record():
    found = read("公司名称|某某公司\n证券代码|835755\n联系地址|某市某路一号\n法定代表人|张三")
    assert map_of(found, 4, 2) == ["Rc", "R.", "R.", "R."]
    assert found.at(1, 2).confidence < SURE


def test_blanks_of_a_workbook_without_merges_are_blanks():
    text = "关联方|某公司|另一公司|第三公司\n交易内容|服务|货物|货物\n本期金额|||12.50"
    assert read(text, named=True).at(3, 2).text == ""
    assert not any(cell.guessed for cell in read(text, named=True).cells)


def test_missing_number_among_records_is_no_wide_cell():
    found = read(
        "项目|本期发生额||上期发生额|\n|收入|成本|收入|成本\n主营|32.10|22.30|27.90|20.30\n其他||||\n合计|32.10|22.30|27.90|20.30"
    )
    assert found.at(1, 3).text == "本期发生额"
    assert [found.at(4, column).text for column in range(1, 6)] == ["其他", "", "", "", ""]
    assert map_of(found, 5, 5) == ["CCCCC", "CCCCC", "r....", "r....", "R...."]


def test_title_as_wide_as_a_pair_inside_a_form():
    text = "姓名|张三|学号|2021\n家庭情况||班级|三班\n籍贯|某省|电话|135\n民族|汉族|邮箱|a@b.cn"
    found = read(text, [(2, 1, 2, 2)])
    assert map_of(found, 4, 4) == ["R.R.", "CCR.", "R.R.", "R.R."]


def test_pairs_under_a_title():
    text = "来访登记表|||\n来访时间|2022年1月1日|联系电话|13500000000\n单位名称|某某公司|来访事由|洽谈业务"
    found = read(text, [(1, 1, 1, 4)])
    assert map_of(found, 3, 4) == ["CCCC", "R.R.", "R.R."]
    value = found.at(3, 4)
    assert [header.text for header in found.headers(value)] == ["来访登记表", "来访事由"]


HIERARCHY = "地区|2020年||2021年|\n|进口|出口|进口|出口\n广东|100|200|110|220\n江苏|90|180|95|190"
SPANS = [(1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5)]


@pytest.mark.parametrize("merges", [SPANS, []], ids=["merges", "blanks"])
def test_levels_of_labels(merges):
    found = read(HIERARCHY, merges)
    assert map_of(found, 4, 5) == ["CCCCC", "CCCCC", "r....", "r...."]
    assert found.at(1, 3).text == "2020年"
    assert found.at(1, 5).range == "D1:E1"
    assert [header.text for header in found.headers(found.at(4, 5))] == ["2021年", "出口", "江苏"]


def test_guessed_extent_is_a_doubt_and_a_merge_is_none():
    blanks, merged = read(HIERARCHY), read(HIERARCHY, SPANS)
    assert blanks.at(1, 2).guessed
    assert blanks.at(1, 2).confidence < SURE
    assert not merged.at(1, 2).guessed
    assert any(decision.value.startswith("B1:C1") for decision in blanks.decisions)


def test_labels_in_the_middle_of_a_record():
    text = "设备名称|入厂时间|主要参数||记录时间\n1号变压器|2012-04|型号|AW-2|2014-05\n"
    text += "||档数|27|\n||调压范围|220±23|"
    merges = [(1, 3, 1, 4), (2, 1, 4, 1), (2, 2, 4, 2), (2, 5, 4, 5)]
    expected = ["CCCCC", "r.R..", "r.R..", "r.R.."]
    assert map_of(read(text, merges), 4, 5) == expected
    found = read(text)
    assert map_of(found, 4, 5) == expected
    assert found.at(4, 1).text == "1号变压器"
    assert found.at(4, 5).text == "2014-05"


def test_hierarchical_row_labels_from_blanks():
    rows = "广东|广州|1500|7434\n|深圳|1300|1997\n江苏|南京|850|6587\n|苏州|1070|8488"
    found = read("省份|城市|人口|面积\n" + rows)
    assert found.at(3, 1).text == "广东"
    assert map_of(found, 5, 4) == ["CCCC", "rr..", "rr..", "rr..", "rr.."]


def test_blank_cell_among_values_stays_blank():
    found = read("项目|单位|规格\n宽度|mm|1800\n形式||皮带\n长度|mm|2600\n高度|mm|1800")
    assert found.at(3, 2).text == ""
    assert found.at(3, 2).role == "value"


def test_every_doubtful_cell_is_named_by_a_decision():
    found = read(HIERARCHY)
    doubtful = {cell.role for cell in found.cells if cell.confidence < SURE}
    assert doubtful
    assert all(decision.confidence < SURE for decision in found.decisions)
    assert {decision.value.split(": ")[1] for decision in found.decisions} == doubtful


def test_no_doubt_is_named_for_a_sure_cell():
    found = read(RECORDS)
    named = {decision.value.split(": ")[0] for decision in found.decisions}
    assert named == {"A2:A5"}


def test_every_place_has_one_role():
    found = read(HIERARCHY, SPANS)
    places = [
        (row, column)
        for cell in found.cells
        for row in range(cell.top, cell.bottom + 1)
        for column in range(cell.left, cell.right + 1)
    ]
    assert len(places) == len(set(places)) == 20


def test_large_table_is_read_by_its_header():
    rows = "\n".join(f"item {number}|{number}|{number * 3}" for number in range(500))
    found = read("name|removed|restored\n" + rows)
    assert map_of(found, 3, 3) == ["CCC", "r..", "r.."]
    assert len(found.cells) == 501 * 3


def test_roles_do_not_hang_on_the_words_of_the_sheet_alone():
    """The same table with words nobody has declared: its form must show what the labels are."""
    found = read("Qua|Vex|Zor\nblim|1,204|3.5\nfrop|990|4.1\ngrint|1,530|2.2\nhask|870|3.9")
    assert map_of(found, 5, 3) == ["CCC", "r..", "r..", "r..", "r.."]


def test_cell_of_another_table_is_none():
    assert read(RECORDS).at(99, 1) is None
    assert dataclasses.is_dataclass(read(RECORDS).cells[0])
