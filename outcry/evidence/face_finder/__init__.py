"""Where faces may be in a picture: a process of its own, without our keys, database and settings, within its bounds of time and memory.

It knows that something looks like a face, never whose it is; it keeps nothing, and is asked about pictures that were painted anew alone.
Never imports anything of Outcry's but the areas and pictures of the workbench. Start with __main__.py.
"""
