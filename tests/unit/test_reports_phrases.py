"""Words around a number never say more than the record does."""

import dataclasses
from datetime import date
from decimal import Decimal

import pytest

from pipeline.model import Text
from reports import phrases
from reports.drawing.goal import goal
from reports.drawing.verdict import verdict
from reports.language import lines

GOAL = "goal/eighty-percent"


def _goal(edition, **changed):
    figure = next(f for f in edition.figures if f.id == GOAL)
    return dataclasses.replace(figure, **changed)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("263000.000000", "263000"),
        ("73.500000", "73.5"),
        ("-73", "-73"),
        ("0E-6", "0"),
        ("-0.0", "0"),
        ("1E+3", "1000"),
    ],
)
def test_decimals_are_written_plainly(number, written):
    assert phrases.plain(Decimal(number)) == written


def test_numbers_for_people_are_grouped_with_a_true_minus():
    assert phrases.grouped(Decimal("1234567.50")) == "1,234,567.5"
    assert phrases.grouped(Decimal(-73)) == "−73"


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [
        ("999", "999", "999"),
        ("1712006", "1.71m", "171万"),
        ("24100000", "24.1m", "2,410万"),
        ("188400", "188k", "18.8万"),
    ],
)
def test_compact_numbers_keep_three_digits(number, english, chinese):
    assert phrases.compact(Decimal(number)) == Text(english, chinese)


@pytest.mark.parametrize(
    ("qualifier", "value", "low", "high", "amount", "bounds"),
    [
        ("over", 3000000, 3000000, None, Text("over 3,000,000", "超过 3,000,000"), "3,000,000 or more"),
        (
            "approximately",
            263000,
            262500,
            263500,
            Text("approximately 263,000", "约 263,000"),
            "262,500 to 263,500",
        ),
        ("exact", 39, 39, 39, Text("39", "39"), ""),
        ("under", 10, 0, 10, Text("under 10", "不到 10"), "0 to 10"),
        ("vague", None, 1000000, None, Text("at least 1,000,000", "至少 1,000,000"), "1,000,000 or more"),
        ("vague", None, None, None, Text("no number stated", "未给出数字"), ""),
        ("range", None, 4, 5, Text("4–5", "4–5"), "4 to 5"),
    ],
)
def test_hedges_and_bounds_survive(record, qualifier, value, low, high, amount, bounds):
    def number(n):
        return None if n is None else Decimal(n)

    figure = dataclasses.replace(
        record.figures[1],
        qualifier=qualifier,
        value=number(value),
        value_low=number(low),
        value_high=number(high),
    )
    assert phrases.amount(figure) == amount
    assert phrases.bounds(figure).en == bounds


def test_a_suppressed_value_says_so(exercise):
    figure = next(f for f in exercise.figures if f.status == "suppressed")
    assert phrases.amount(figure) == Text("Suppressed", "已隐去")
    assert phrases.shorthand(figure) == "[c]"
    assert phrases.sdmx_status(figure) == "Q"


@pytest.mark.parametrize(
    ("written", "english", "chinese"),
    [
        ("2021-Q1", "Q1 2021", "2021年第一季度"),
        ("2019", "2019", "2019年"),
        ("2021-04", "April 2021", "2021年4月"),
        ("2018-01-01/2021-06-30", "January 2018 to June 2021", "2018年1月至2021年6月"),
        ("2018-03-07/2021-06-30", "7 March 2018 to 30 June 2021", "2018年3月7日至2021年6月30日"),
        ("2018-01-01/2020-12-31", "2018 to 2020", "2018年至2020年"),
        ("2019-01-01/2019-12-31", "2019", "2019年"),
        ("2019-04-01/2019-06-30", "Q2 2019", "2019年第二季度"),
        ("../2021-06-05", "up to 5 June 2021", "截至2021年6月5日"),
        ("2012/2016", "2012 to 2016", "2012年至2016年"),
        ("whenever", "whenever", "whenever"),
    ],
)
def test_periods_in_words(written, english, chinese):
    assert phrases.period(written) == Text(english, chinese)


def test_dates_are_no_more_exact_than_known():
    day = date(2021, 5, 31)
    written = [phrases.dated(day, precision).en for precision in ("day", "month", "quarter", "year")]
    assert written == ["31 May 2021", "May 2021", "Q2 2021", "2021"]


@pytest.mark.parametrize(
    ("status", "end", "english", "chinese"),
    [
        ("met", date(2020, 6, 30), "is met so far: ", "目前已达到："),
        ("met", date(2020, 12, 31), " 2020 is met: ", "）已达到："),
        ("met", date(2021, 3, 31), "is met, but measured after that date: ", "已达到，但测量晚于该日期："),
        ("not_met", date(2020, 6, 30), "is not yet met: ", "尚未达到："),
        ("not_met", date(2020, 12, 31), "is not met: ", "）未达到："),
        (
            "not_met",
            date(2021, 3, 31),
            "is not met, measured after that date: ",
            "未达到，且测量晚于该日期：",
        ),
        ("undecided", date(2020, 6, 30), "it is so far undecided whether", "目前是否达到，尚无定论："),
        ("undecided", date(2020, 12, 31), ", it is undecided whether", "）是否达到，尚无定论："),
        (
            "undecided",
            date(2021, 3, 31),
            "is met, measured after that date: ",
            "尚无定论，且测量晚于该日期：",
        ),
    ],
)
def test_the_headline_says_the_answer_and_when_it_was_measured(exercise, status, end, english, chinese):
    said = verdict(_goal(exercise, status=status, period_end=end, target_date=date(2020, 12, 31)))
    assert english in said.en
    assert chinese in said.zh
    assert said.en.startswith("Measured by availability, ")
    assert said.zh.startswith("以可得性衡量，")


def test_the_headline_holds_nothing_against_the_target_a_second_time(exercise):
    limits = {"interval_low": Decimal("80"), "interval_high": Decimal("90")}
    assert (
        " is not met"
        in verdict(_goal(exercise, status="not_met", period_end=date(2020, 12, 31), **limits)).en
    )


def test_a_rise_is_never_said_as_a_fall(exercise):
    rise = _goal(exercise, status="not_met", value=Decimal(-50))
    assert ": 50.0% more (" in verdict(rise).en
    assert verdict(rise).zh.endswith("增加 50.0%")
    assert phrases.signed_change(rise) == Text("+50.0%", "+50.0%")
    assert phrases.signed_change(dataclasses.replace(rise, value=Decimal(50))).en == "−50.0%"


@pytest.mark.parametrize(("target", "drawn"), [("eighty-percent", True), ("another", False)])
def test_parts_of_another_target_are_not_drawn_beside_the_first(exercise, target, drawn):
    part = _goal(exercise, id=f"goal_part/{target}/2021-Q1/social", topic="goal_part")
    part = dataclasses.replace(part, dimensions={"channel": "social"})
    chart = goal(dataclasses.replace(exercise, figures=(*exercise.figures, part)))
    assert ("Social media" in chart.alt.en) is drawn
    assert "Kind of measure: availability." in chart.subtitle.en


def test_a_goal_without_a_value_gets_no_number(record):
    said = verdict(_goal(record))
    aim = "the goal of 80% less wildlife trafficking online by the end of 2020"
    assert said.en == f"Whether {aim} is met cannot be computed"
    assert said.zh == "目标（到2020年底网络野生动物非法贸易减少 80%）是否达到，无法计算"
    assert phrases.amount(_goal(record)).en == "Not computable"


def test_interval_limits_have_one_decimal_place(exercise):
    figure = _goal(exercise, interval_low=Decimal("71.26"), interval_high=Decimal("84.01"))
    assert phrases.interval(figure).en == "95% interval 71.3% to 84.0%"


def test_the_scope_names_every_dimension(record):
    figure = next(f for f in record.figures if f.indicator == "ads_found_change")
    assert phrases.scope(figure).en.startswith("TRAFFIC's panel of Chinese sites; channel: ")
    assert "compared with: 2012/2016" in phrases.scope(figure).en


def test_lines_break_between_words_and_between_chinese_characters():
    assert lines("one two three", 7) == ["one two", "three"]
    assert lines("到2020年底减少。", 8) == ["到2020年", "底减少。"]
    assert "".join(lines("成员填报的数量，按指标列示", 10)) == "成员填报的数量，按指标列示"
