"""The directory of authorities: offices, where they take mail, in which language, and who vouched for the address.

Never writes to them and knows no appeal. Start with models.py.
"""
