"""The archive by two clocks: its years, months and days, and their calendar.

It never shows a report on a day that its source did not give.
Start with queries.py.
"""
