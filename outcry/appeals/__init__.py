"""Urgent appeals: what is asked, in which words, of which offices, until when.

Never sends anything and knows no supporter. Start with models.py, then operations.
"""
