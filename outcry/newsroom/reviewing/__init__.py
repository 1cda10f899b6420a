"""A colleague reads a report before readers do: asked for, published, or sent back with words; for each language by itself.

It never lets whoever asked publish her own text while somebody else works at the desk.
Start reading in `operations.py`; the rule itself stands in `outcry/newsroom/second_reader.py`.
"""
