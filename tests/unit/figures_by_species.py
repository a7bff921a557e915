"""A member whose files tell, a row a quarter and species, how many listings it removed."""

from __future__ import annotations

PROFILE = """
profile: alpha
reporter: alpha
version: 1
confirmed: {{by: Secretariat, on: 2018-04-02}}
layouts:
  - name: figures
    from: 2018-Q1
    file: {{format: delimited}}
    blocks:
      - name: figures
        header: [[Quarter, Species, Removed]]
        values: [Removed]
        markers: {{N/A: not_collected}}
        rows: {rows}
        checks: [{{total: {{Species: {total}}}, parts: {{Species: '!{total}'}}}}]
        fields:
          subject: {{constant: alpha}}
          period: {{column: Quarter, span: quarter}}
          taxon_group:
            column: Species
            codes: {{Ivory: elephant_ivory, Horn: rhino, Cats: big_cats, All: all}}
          indicator: {{constant: listings_removed}}
"""


def write_profile(home, *, total, rows="[]"):
    """Let the home read such files; the row of the label `total` must be the sum of the others."""
    text = PROFILE.format(total=total, rows=rows)
    (home.profiles / "alpha.yaml").write_text(text, encoding="utf-8")
