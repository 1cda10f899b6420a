"""What the newsroom answers besides Wagtail's pages: the archive, and the desk's way to the reports."""
