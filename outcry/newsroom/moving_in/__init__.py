"""Old sites move in: WordPress exports and archives of feeds become reports, pictures, comments and addresses that lead on.

Publishes nothing that readers of the old site could not see, asks no other machine unless told to, keeps no file once it is read.
Start with entries.py (what an old site tells), then operations/moving.py (what becomes of it).
"""
