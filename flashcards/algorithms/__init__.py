"""Formulas of memory: from one answer to the next interval; no dates and no text in here."""
