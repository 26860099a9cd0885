"""Readers turn the text of a note into Blocks: one module for each note format, with its helpers beside it.

Every reader has ``read(text, path) -> (Document, problems)``, never raises, and leaves no trace of its format: all text
in the Blocks is Markdown, and every Block knows its lines.
"""
