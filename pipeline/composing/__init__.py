"""Figures composed from the round's tables, one file a topic; nothing is computed here."""
