"""Bytes to text cells with places; nothing is typed, named or dropped here."""
