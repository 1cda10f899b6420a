"""The baseline of a plain Django view: the same form, one row, nothing else.

Never a part of the product. Start with views.py.
"""
