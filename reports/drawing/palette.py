"""Colours and type of every chart and page.

Blue, orange and grey stay apart for every common kind of colour blindness and in greyscale; each has a
contrast of at least 3:1 on white, text at least 4.5:1. Colour never carries a meaning alone.
"""

INK = "#17202a"
MUTED = "#56616d"
RULE = "#d5dbe1"
GRID = "#e8ecf0"
PAPER = "#ffffff"
BLUE = "#1d5b8f"
LIGHT_BLUE = "#6a9bc3"
ORANGE = "#b8540a"
GREY = "#8a949e"
WARNING = "#9a1c1c"

FONT = (
    "'Helvetica Neue', Arial, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', "
    "'WenQuanYi Micro Hei', sans-serif"
)
"""Latin letters from a common sans serif with tabular figures, Chinese ones from whatever is installed."""
