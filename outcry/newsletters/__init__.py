"""The newsletter: who gets it in which languages and on which topics, and digests of what was published.

Never follows anybody: no pixel, no counted link, nothing that tells whether a mail was opened. Start with models.py, then joining.py.
"""
