"""Zstandard, in which Anki has packed its packages since 2.1.50: Python's own from 3.14 on, else what was taken from it."""

from __future__ import annotations

import sys

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdError, ZstdFile
else:
    from backports.zstd import ZstdError, ZstdFile

__all__ = ["ZstdError", "ZstdFile"]
