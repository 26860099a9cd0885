"""Plain notes in, good cards out, one memory kept for ever."""

__version__ = "0.1.0"
