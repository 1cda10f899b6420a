"""Looking at the DNS as a receiver of our mail does: who may send, who signed, what to do with the rest, and does our machine have a name.

Nothing is sent to anybody but the name server. RFC 7208 (SPF), 6376 (DKIM), 7489 (DMARC), 5321 (MX), 1912 (reverse names).
"""
