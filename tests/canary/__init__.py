"""The canary: every column that is not public holds a marker, and everywhere the outside can look, the marker is looked for.

columns.py decides about every column, world.py fills them and goes public, places.py looks. Start with columns.py.
"""
