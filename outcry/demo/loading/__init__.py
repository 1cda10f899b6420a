"""Brings the sample material in, through the same doors that staff use, and takes it away again.

Decides nothing: what two people must confirm, two made-up members of staff confirm. Loading twice changes nothing.
Start with load.py; remove.py is its other half.
"""
