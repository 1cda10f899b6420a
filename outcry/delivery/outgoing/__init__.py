"""The way out: claim a message, hand it over, write down what the other server said.

Never writes without its fence, and never talks to a mail server inside a transaction. Start with worker.py.
"""
