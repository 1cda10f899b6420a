"""The desk of protests: delivery, voices, replies, the outcome. Visitors' pages are in front."""
