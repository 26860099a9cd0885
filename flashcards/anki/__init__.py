"""Anki, in three parts. What an arrow leads to is made of what stands before it.

``files``     what Anki has written, opened so that nothing in it can do harm:
              a file -> opening (with bounded, zstd, protobuf, database) -> snapshot, plain records

``exchange``  reviews and schedules between the journal and Anki:
              pull: snapshot, or connect to a running Anki -> answers -> lines of the journal
              push: journal and collection -> ours_and_theirs -> matching, suspending, schedule -> pushing, what has to
              change -> child -> worker, the one program that uses Anki's library, which changes it

``decks``     cards of anybody's as notes of ours:
              snapshot -> templates, gaps, sides, what each card shows -> hypertext, reading, formulas, its HTML as content
              -> units, what stands together -> forms, with writing and escaping, as Markdown -> pages, settled by reading
              them as a build will -> shelf, placing, where they go

A card is known by its note's GUID and its ordinal. Ours have ordinal 0, and the GUID is the card's id; a further card of
somebody's note is called ``GUID.ordinal`` (``decks.naming``). The order of things that are written is in ``collection``.
"""
