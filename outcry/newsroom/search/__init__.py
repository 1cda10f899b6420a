"""What readers find by words, in every language at once.

It writes nowhere what was looked for.
Start with queries.py.
"""
