"""A figure to render, and the quarters that it can be about."""

from datetime import date

from pipeline.codes import codelist
from pipeline.figures import (
    Figure,
)
from pipeline.model import Text

COALITION = Text("All reporting members", "全部填报成员")
QUARTER_ENDS = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}


def figure(**given):
    """A figure whose labels come from the code lists."""
    indicator = given.get("indicator", "listings_removed")
    entry = codelist("indicators").codes.get(indicator)
    unit = given.pop("unit", entry.extra["unit"] if entry else "company")
    value = given.get("value")
    plain = {
        "indicator": indicator,
        "indicator_label": entry.label if entry else Text(indicator, indicator),
        "unit": unit,
        "unit_label": codelist("units").label(unit),
        "measure_class": entry.extra["measure_class"] if entry else "context",
        "subject": "coalition",
        "subject_label": COALITION,
        "value": value,
        "value_low": value,
        "value_high": value,
        "qualifier": "exact",
        "status": "normal",
        "wording": Text(f"{given['id']}: {value}", f"{given['id']}：{value}"),
    }
    return Figure(**(plain | given))


def quarter(year, number):
    month, day = QUARTER_ENDS[number]
    return date(year, number * 3 - 2, 1), date(year, month, day)
