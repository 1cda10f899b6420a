"""What the page of a report draws: its text and pictures, what stands beside it, its comments, and what it tells programs.

Finished words and addresses, in order, as readers may know them on one day. It changes nothing, and knows no page of Wagtail.
Start with report.py.
"""
