"""Write to us safely: what people tell us in confidence, sealed, with files, and a code by which they come back.

Keeps no address, device or exact time of theirs, and never knows what becomes of it in a case. Start with operations/receiving.py.
"""
