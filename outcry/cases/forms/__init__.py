"""Forms of the case file. A form keeps the input and says what is wrong; what is saved is decided by the operations.

Start with facts.py, which draws a form from the facts of a row.
"""
