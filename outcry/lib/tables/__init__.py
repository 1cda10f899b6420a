"""Tables in files: CSV, XLSX and ODS read as rows of text, and written as streams of bytes.

It never guesses in silence, never changes a cell, and knows nothing of what the columns mean.
Start with `reading.py` and `writing.py`.
"""
