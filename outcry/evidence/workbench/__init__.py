"""Where strangers' images and PDF files are taken apart: a process of its own, without our keys, database and settings.

A file made to break a reader breaks this process, within its bounds of time and memory, and nothing else.
Never imports anything of Outcry's but what lies here. Start with __main__.py.
"""
