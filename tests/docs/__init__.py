"""The docs tell the truth: every setting, state, command and folder is in them, and every link leads somewhere.

Never judges how well a page is written. Start reading at test_the_reference.py.
"""
