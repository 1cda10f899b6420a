"""People who act with us: what they agreed to (for an opaque subject such as "appeal:7"), and their leaving.

Never knows what they signed. Start with models.py.
"""
