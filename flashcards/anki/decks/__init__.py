"""Decks of Anki's as notes: what cards hold, said in Markdown."""
