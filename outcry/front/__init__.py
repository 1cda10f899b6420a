"""Public pages put together from the rooms below: home, appeal, confirmation, case, about; and the POSTs that redraw them.

Holds no model and no rule, sets no cookie.
Start with urls.py; pages/ says what each page shows, views/ fills it, templates/front/ draws it.
"""
