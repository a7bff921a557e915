"""Figures turned into charts, a workbook and a document that people can quote."""
