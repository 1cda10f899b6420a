"""The stand-in: an SMTP server on the loopback that plays the addressees' servers and everybody's mailbox.

Never relays: what it accepts stays in a file. It knows addresses and letters, nothing of the database.
Start with server.py; manners.py says who gets which answer, mailbox.py how mail is kept.
"""
