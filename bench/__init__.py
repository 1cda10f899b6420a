"""Speed measured side by side with a baseline, in one run, as a ratio.

Never a test: a figure without its baseline from the same minutes says nothing. Start with __main__.py.
"""
