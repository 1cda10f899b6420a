"""Who did what, to what, when: append only.

Never decides anything and never holds a supporter's name or address. Start with operations.py.
"""
