"""The desk's pages of gatherings. Each translates, makes one call inwards, translates back."""
