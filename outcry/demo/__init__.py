"""The demonstration: sample material, a stand-in mail server with its mailbox page, made-up supporters. Never part of production.

Holds no model and no rule of the field, and never sends mail beyond this machine; everything goes through the rooms' own doors.
Start with management/commands/demo.py, which names the four things it can do.
"""
