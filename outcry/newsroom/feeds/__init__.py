"""Reports for programs that follow them: feeds, calendars, and a month as a table.

They hold what the pages hold, and nothing else.
Start with drawing.py.
"""
