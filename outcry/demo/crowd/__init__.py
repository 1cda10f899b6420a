"""Made-up supporters, and the road they walk: the form, the mail, the button. Through the front door only, as anybody would.

Writes nothing into the database itself; who is generated is known by the domain supporters.example.
Start with walk.py; people.py makes them up, browser.py reads pages as a browser does.
"""
