#!/usr/bin/env python
"""Django's own door; the same as the command `outcry`."""

from outcry.config.cli import main

if __name__ == "__main__":
    main()
