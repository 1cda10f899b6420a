"""The desk of giving: each view translates a form into one operation, and its answer into a page."""
