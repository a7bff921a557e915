"""The workbook that a member fills in: what it asks for, and how it looks."""
