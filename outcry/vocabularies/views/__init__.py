"""The desk of the lists of terms."""
