"""Tools that know nothing of human rights: dates, signing, sealing, text, mail bytes.

Never imports another folder of Outcry. Each file could be a package of its own; start with sealing.py.
"""
