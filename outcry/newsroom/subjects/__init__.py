"""Pages of topics and countries, and the list of what was corrected: reports that belong together.

Links to them are in subject_links.py of the room, because reports have them, too.
Start with gathered.py.
"""
