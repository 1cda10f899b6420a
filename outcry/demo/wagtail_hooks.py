"""What the demonstration adds to the desk: the words of the sample's outcome, filled into its form."""

from wagtail import hooks

from outcry.demo.loading.outcome import sample_outcome

hooks.register("draft_outcome", sample_outcome)
