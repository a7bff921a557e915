from datetime import UTC, datetime
from decimal import Decimal
from quality.impact import on_totals, Sent
def test_alone(small_home):
    s = small_home.accept("alpha","2020-Q4","2021-02-01",{"subject":"alpha","value":10,"quarter":"2020-Q4"})
    rows=tuple(o.as_row() for o in small_home.observe(s.id,"2021-02-01",{"subject":"alpha","value":10,"quarter":"2020-Q4"}))
    g=Sent(submission=s,decided_at=s.received_at,accepted=rows,held=())
    for c in on_totals([g],small_home.deployment)[s.id]: print(c.kind,c.without,c.accepted)
    assert 0
