"""The libraries of pictures and documents: a file comes in, is made anew, is described, goes; and readers get it with a report.

The file that came in is kept nowhere. Which report has which stands in uses.py of the room.
Start with pictures.py, then documents.py.
"""
