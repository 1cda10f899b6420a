"""Questions to the directory: offices that can be addressed, and who holds which post when."""

from outcry.authorities.queries.holders import Certainty, Holding, holders_on, timeline
from outcry.authorities.queries.offices import approved, directory, is_approved, office_name
from outcry.authorities.queries.salutations import salutation

__all__ = ["Certainty", "Holding", "approved", "directory", "holders_on", "is_approved", "office_name", "salutation", "timeline"]
