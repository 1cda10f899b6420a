"""How it looks: base template, components, one stylesheet, one small script.

Never asks the database anything and knows no page; a component draws what it is handed.
Start with templates/design/base.html, then parts.py (what the components take) and static/design/outcry.css.
"""
