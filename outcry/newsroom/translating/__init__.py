"""Reports in other languages: what lacks a translation or fell behind, the text side by side, files for translators' programs.

It never shows readers a report in two languages at once: a text is published when each of its parts is translated.
Start reading in `segments.py`.
"""
