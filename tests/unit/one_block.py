"""A layout of one block written as text, and what was read through it."""

HEAD = "name: one\nfrom: 2018-Q1\nfile: {format: delimited}\n"
FIELDS = """
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator: {constant: listings_removed}
"""


def block(text, top=HEAD):
    return f"{top}blocks:\n  - name: one\n{text}"


def values(mapped):
    return {o.place: o.value for o in mapped.observations}


def named(mapped, field):
    return [(getattr(o, field), int(o.value)) for o in mapped.observations]
