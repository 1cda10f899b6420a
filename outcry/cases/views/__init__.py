"""The desk of the case file: screens that translate, call one operation, and translate back.

Never decides anything. Start with file.py.
"""
