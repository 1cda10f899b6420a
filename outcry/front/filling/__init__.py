"""Fills the pages from the rooms below: asks their queries, chooses words, decides nothing.

Never writes. Each function is handed the language and the moment, and gives back one page.
Start with appeal.py.
"""
