"""What payment services tell us, checked by their signatures: pure rules, which know no row.

Never reads who gave. Start with notices.py.
"""
