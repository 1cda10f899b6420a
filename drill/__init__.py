"""Faults on purpose: a demonstration whose processes are killed and frozen while a crowd protests, and a check of what is left.

The check asks with statements of its own, never through the product's queries. It never touches any data but its own temporary folder.
Start reading in story.py; `make drill` runs it.
"""
