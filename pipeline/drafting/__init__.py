"""Drafting a profile for a file nobody has described: what is certain is written down, what is not is asked.

A draft is never used to accept anything. Each decision carries its confidence and its reason as a comment;
below `choices.CONFIDENT` it stays an open question that no loading lets pass. The story of one file is
told in `draft.py`; `moved.py` holds a file against a profile in use; `confirming.py` makes a draft binding.
"""
