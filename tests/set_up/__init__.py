"""The set-up script on machines of every kind, played by stub interpreters in a PATH of their own.

Never needs the network. Start reading at machine.py.
"""
