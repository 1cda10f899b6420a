"""Exports of the case file, each a stream of bytes: the table that comes in again, points for a map.

They write nothing and know nobody: operations/exports.py lets them out and writes down who asked. Start with leaving.py.
"""
