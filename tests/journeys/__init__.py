"""Whole stories in a real browser, against a demonstration that really runs: its pages, its mail server, its desk.

Never imports the product's views, forms or queries: it looks where a person would look. Marked `browser`; `make journeys` runs it.
Start reading at test_the_whole_road.py; live_site.py starts the demonstration, visitors.py opens the browser.
"""
