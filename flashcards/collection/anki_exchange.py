"""Both ways between a collection of ours and one of Anki's: pull, then push, and in between a sync server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flashcards import events
from flashcards.anki.exchange import finding
from flashcards.anki.exchange.credentials import Credentials
from flashcards.anki.exchange.ours_and_theirs import Ours
from flashcards.anki.exchange.pushing import Changes
from flashcards.anki.exchange.server import endpoint
from flashcards.anki.exchange.suspending import Agreed
from flashcards.anki.files.opening import require_collection
from flashcards.collection import anki_progress, anki_push, anki_sync
from flashcards.collection.anki_pull import Pulled, PullOptions
from flashcards.collection.anki_push import Load, Memory, Pushed
from flashcards.collection.anki_sync import Synchronised
from flashcards.collection.collection import Collection
from flashcards.collection.conversion import new_id
from flashcards.collection.importing import OffsetAt
from flashcards.collection.report import Now
from flashcards.events import Event
from flashcards.ledger import Ledger, counting, fold

_MOST_ROUNDS = 4
"""After one round with the server there is mostly nothing more to exchange, as after two always, unless others sync meanwhile."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What came from Anki, and what went there."""

    pulled: Pulled
    pushed: Pushed

    @property
    def changed(self) -> bool:
        """Whether either side had something new."""
        return self.pushed.changed or not self.pulled.changes_nothing


@dataclass(frozen=True, slots=True)
class AnkiExchange:
    """What ``collection`` can exchange with Anki; ``offset_at`` is the local time's offset from UTC at an instant."""

    collection: Collection
    offset_at: OffsetAt

    def file(self, named: Path | None, *, may_be_new: bool = False) -> Path:
        """The collection of Anki's that was ``named``, or else that of the settings, or else that of its only profile.

        Raises NoCollectionFileError or WhichCollectionError.
        """
        said = self.collection.config.anki.collection
        if named is None and said:
            named = self.collection.root / Path(said).expanduser()
        return finding.find(named, may_be_new=may_be_new)

    # ------------------------------------------------------------------------------------------------------- push

    def push(
        self, path: Path, now: Now, *, gone: str = "suspend", dry_run: bool = False, merged: bool = False
    ) -> Exchanged:
        """Bring the collection of Anki's at ``path`` up to date with the reviews, the schedule, and the last build.

        First what it knows is pulled, so that afterwards both know the same. ``gone`` is one of GONE_CARDS. In a ``dry_run``
        that happens to a copy. ``merged`` says that since the last push the collection was only merged with that of a server.
        Raises what ``Collection.pull`` and ``collection_open`` do.
        """
        require_collection(path)
        pulled = self.collection.pull(path, now, self.offset_at, PullOptions(dry_run=dry_run))
        agreement = self.collection.agreement(path)
        load = self._load(now, gone, pulled.lines if dry_run else [])
        moment = self.collection.moment(now)
        known = partial(agreement.known, merged=merged)
        if dry_run:
            memory = Memory(known, lambda *_: "")
            with finding.copied(path) as copy:
                return Exchanged(
                    pulled, anki_push.push(copy, load, memory, moment, now.utc_offset_minutes).without_backup
                )

        def about_to(made: Changes, before: Agreed | None, to_mark: bool) -> str:
            """What was decided there comes first: once it stands here, it can't be lost by an interruption."""
            mark = new_id()
            self.collection.follow_anki(made.followed, pulled, now)
            if to_mark:
                made.agreed.mark = mark
                agreement.plan(made.agreed, before and before.after(made.followed), mark)
            return mark

        pushed = anki_push.push(path, load, Memory(known, about_to), moment, now.utc_offset_minutes)
        agreement.keep(pushed.agreed)
        return Exchanged(pulled, pushed)

    def _load(self, now: Now, gone: str, pulled: Sequence[Event]) -> Load:
        lines, package = [*self.collection.lines(), *pulled], self.collection.package_path()
        ledger = fold(lines) if pulled else self.collection.ledger()
        return Load(
            self._ours(lines, ledger, now, gone),
            package if package.is_file() else None,
            returned={line.card: line.time_ms for line in counting(lines) if isinstance(line, events.Restore)},
            edited={one.id for one in ledger.cards.values() if one.changed_at_ms > one.added_at_ms and not one.retired},
            delete_gone=gone == "delete",
        )

    def _ours(self, lines: Sequence[Event], ledger: Ledger, now: Now, gone: str) -> list[Ours]:
        config, moment = self.collection.config, self.collection.moment(now)
        prefix = config.build.deck_prefix
        return anki_push.ours_of(lines, ledger, config.scheduling, moment, deck_prefix=prefix, gone=gone)

    # ------------------------------------------------------------------------------------------------------- sync

    def synchronise(
        self, path: Path, server: str, who: Credentials, now: Now, *, full: str | None = None, gone: str = "suspend"
    ) -> tuple[list[Exchanged], list[Synchronised]]:
        """All that we, the collection at ``path`` and the server know, everywhere: what was exchanged, and how often.

        A collection without cards, or none at all, first takes what the server has. Raises as ``push`` and
        ``anki_sync.synchronise``.
        """
        url = endpoint(server)
        exchanged: list[Exchanged] = []
        synchronised: list[Synchronised] = []

        def meet(full: str | None) -> None:
            known = synchronised[-1].who if synchronised else who
            synchronised.append(anki_sync.synchronise(path, url, known, full))

        if anki_sync.is_empty(path):
            meet(full or "download")
        exchanged.append(self.push(path, now, gone=gone))
        while len(synchronised) < _MOST_ROUNDS:
            meet(full)
            exchanged.append(self.push(path, now, gone=gone, merged=synchronised[-1].full != "download"))
            if not exchanged[-1].pushed.changed:
                break
        return exchanged, synchronised

    # --------------------------------------------------------------------------------------------------- packages

    def write_progress(self, package: Path, now: Now) -> tuple[Path, int]:
        """Write ``package``, which was built, once more with the progress of its cards; where, and of how many.

        Raises PackageNotWrittenError.
        """
        ours = self._ours(self.collection.lines(), self.collection.ledger(), now, "suspend")
        return anki_progress.write(package, ours, self.collection.moment(now).day)
