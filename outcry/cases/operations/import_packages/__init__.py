"""A data package comes in: the whole record, case by case, each with everything in it or not at all (decisions 22 and 24).

It deletes nothing and changes no ties between rows that are here. Start with importing.py.
"""
