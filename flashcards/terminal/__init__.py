"""A sitting on a terminal: reading keys, writing text; what an answer means is decided in ``session``."""
