"""Pictures that stand for a page where somebody links to it, with its words in any script we have letters for.

They know nothing of what they show, and are never written to a disk. Start with words.py; the drawing is card.typ.
"""
