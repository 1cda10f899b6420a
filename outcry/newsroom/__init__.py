"""Reports for readers, as Wagtail pages: the list of reports and each report, in every language, and their preview.

Holds no facts: what was done to whom stands in the cases, and is read here only as it was approved for the public.
Start with models.py, then operations.py for the tree of pages and queries.py for the other rooms' questions.
"""
