"""Tables of cases: which column of a file fills which fact of a record, and records as rows again.

It reads and writes no database: operations do. Start with facts.py and mapping.py.
"""
