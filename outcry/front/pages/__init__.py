"""What each public page shows, as plain values.

No page asks the database; views fill these from the rooms' queries.
Start with appeal.py, the page everything else leads to.
"""
