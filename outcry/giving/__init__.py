"""Appeals for money: what it is for, the ways to give, and totals that say what they count, by which source and of what day.

Never knows who gave, and takes no money itself: the ways are links and account numbers. Start with models.py.
"""
