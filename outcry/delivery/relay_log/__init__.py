"""What our relay wrote into its log about letters that we handed to it. Never writes there.

lines.py reads one line and knows nothing of rows; reading.py goes on from where it stopped, and moves the letters.
"""
