"""Paper: a page of HTML as PDF, with shipped fonts, in a process of its own that can't reach the network or our files.

Never imports anything of Outcry's but what lies here. Start with printing.py.
"""
