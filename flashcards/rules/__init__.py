"""Rules: an entry of the outline in, drafts out; one way of making a card per file.

A rule is a function ``(entry, place) -> Made | None``. It never looks at a file, never knows the note's format, and
says with ``Made.said`` which entries its cards already say, so that no later rule says them again.
"""
