"""Layouts that come with the program: formats that many members share, and our own workbook."""
