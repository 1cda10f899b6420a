"""Mail that is broken in every way, made from real mail by a seed, through the real listener. Start with sending.py."""
