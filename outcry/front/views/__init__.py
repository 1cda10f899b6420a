"""Each view translates a request, makes one call inwards, and translates back.

No view sets a cookie or decides a rule. Start with appeals.py.
"""
