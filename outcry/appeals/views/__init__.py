"""The desk of the appeals: each view translates a form into one operation, and its answer into a page."""
