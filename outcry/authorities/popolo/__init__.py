"""Popolo, the common format for people in public office: what its records look like, and how files are read into them.

Knows no table. Start with kinds.py; https://www.popoloproject.com/specs/.
"""
