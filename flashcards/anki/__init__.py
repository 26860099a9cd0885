"""Anki: what it has written is read, and what becomes of our own answers there."""
