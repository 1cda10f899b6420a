"""The intake desk: the inbox, one conversation, its files, and the passphrase."""
