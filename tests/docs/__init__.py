"""The docs tell the truth: every setting, state, command and folder is in them, and every link leads somewhere.

Never judges how well a page is written. Start with test_name_everything.py; drawn.py writes what is drawn from the code.
"""
