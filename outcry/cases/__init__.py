"""The case file: acts, persons, sources. Confidential; its one door to the public is publication.py.

Never read from outside except through publication. Start with models.py, then publication.py.
"""
