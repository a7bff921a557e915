"""The member's own workbook handed back: cells marked, notes added, everything else untouched."""
