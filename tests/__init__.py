"""Tests that belong to no single folder: whole stories, the set-up, the docs, and the people who appear in all of them.

Never imported by outcry. Start reading at start.py, which opens every run.
"""
