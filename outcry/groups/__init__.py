"""Organisations that reports tell of: movements, parties, unions, newspapers; and what belongs to each of them.

Never shows one before a person has decided that naming it endangers nobody. Start with models.py, then operations.
"""
