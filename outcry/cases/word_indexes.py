"""The two indexes of words that this room keeps: of the files, for the desk; and of what was approved, for readers."""

from outcry.lib.word_index import WordIndex

FILES = WordIndex("cases_searchtext", "case_id")
PUBLIC = WordIndex("cases_findablewords", "id")
