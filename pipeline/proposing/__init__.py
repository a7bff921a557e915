"""Proposing statements: figures of a press release, for a person to confirm or strike out."""
