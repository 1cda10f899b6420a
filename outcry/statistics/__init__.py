"""Figures recomputed from rows, and what of them may be shown.

Never increments a number. Start with counting.py and small_numbers.py.
"""
