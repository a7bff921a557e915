"""Logs of many millions of rows: counted where they lie, never held as cells."""
