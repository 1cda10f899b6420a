"""Controlled vocabularies: the lists of words by which a record is coded, by language, version and place in a tree.

Never deletes a word and knows nothing of the records that use it. Start with models.py, then queries.py.
"""
