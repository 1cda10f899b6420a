"""The desk of the newsletter."""
