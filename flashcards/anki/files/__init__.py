"""What Anki has written: packages of every format, and collections, read and never trusted."""
