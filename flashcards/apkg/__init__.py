"""The parts of an Anki package: the note type and its templates, records and ids, pictures, and the file itself."""
