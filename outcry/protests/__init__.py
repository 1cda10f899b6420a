"""A supporter joins an appeal: protest, confirmation, letters, the authorities' replies; ending, outcome, thanks.

Never sends mail itself: finished letters go into delivery's outbox. Start with operations.
"""
