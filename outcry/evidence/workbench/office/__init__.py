"""Texts and tables of office programs are built anew: listed elements with listed attributes, and nothing else of the file.

It decides nothing that a person has to decide: what is hidden, crossed out, locked or able to run is refused. Start with anew.py.
"""
