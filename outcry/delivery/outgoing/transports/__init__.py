"""Ways to hand a letter over: SMTP, a folder of files, memory. All keep the promise in base.py.

Never touch the database. Known to the worker alone.
"""
