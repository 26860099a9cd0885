"""Reviews and schedules between the journal and Anki, in both directions."""
