"""Data Docs as the secretariat sees them: the library's contents in a view of ours."""
