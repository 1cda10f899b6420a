"""Files kept as evidence, and the proof that each is still what was taken in: hashes, custody log, time stamps, captures, bundles.

Never knows why a file matters: its subject is an opaque word such as `case:7`. Start with models.py, then operations/intake.py.
"""
