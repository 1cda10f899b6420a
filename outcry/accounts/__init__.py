"""Who works here: organisations, their staff, and the clock by which an organisation's content is read.

Knows nothing of cases, appeals or mail. Start with models.py.
"""
