"""What a file nobody described seems to be: encoding, dialect, tables. To draft with, never to accept by."""
