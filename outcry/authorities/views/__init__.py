"""The desk of the directory, a file for each kind of page. Start with offices.py."""
