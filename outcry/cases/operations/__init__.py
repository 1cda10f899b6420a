"""What is done with the case file, a file for each kind of thing.

Never decides what a page looks like. Start with approval.py, then writing.py.
"""
