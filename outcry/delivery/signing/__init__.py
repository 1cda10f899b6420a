"""Signing mail by DKIM (RFC 6376, RFC 8463), for those whose relay does not: keys, and the header that a worker puts in front.

Why a letter is signed when it leaves, and not when it is written: docs/decisions/0043-letters-are-signed-as-they-leave.md.
"""
