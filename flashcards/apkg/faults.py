"""Faults of the disk in words."""

from __future__ import annotations


def why(error: Exception) -> str:
    """What went wrong, as the system says it, to stand in a sentence."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
