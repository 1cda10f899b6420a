"""The way in: keep a mail verbatim, find the message it belongs to, tell persons from machines and failures.

Never answers anybody, and never says 250 before the mail is kept. Start with listener.py.
"""
