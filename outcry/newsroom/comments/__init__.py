"""Readers comment on reports, staff decide, and whoever wrote one may take it back.

It tells no third party, and shows nobody an address. The rows stand in the room, and what readers see of them in drawing/comments.py.
Start with commenting.py, then moderating.py.
"""
