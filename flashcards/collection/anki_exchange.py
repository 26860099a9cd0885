"""Both ways between a collection of ours and one of Anki's: pull, then push, and in between a sync server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flashcards import events
from flashcards.anki.exchange import finding
from flashcards.anki.exchange.child import Child, started
from flashcards.anki.exchange.credentials import Credentials
from flashcards.anki.exchange.ours_and_theirs import Ours
from flashcards.anki.exchange.pushing import Changes
from flashcards.anki.exchange.server import endpoint
from flashcards.anki.exchange.suspending import Agreed
from flashcards.anki.files import snapshot
from flashcards.anki.files.opening import require_collection
from flashcards.apkg.whole import require_readable
from flashcards.collection import anki_progress, anki_push, anki_sync
from flashcards.collection.anki_pull import Pulled, PullOptions
from flashcards.collection.anki_push import Load, Memory, Pushed
from flashcards.collection.anki_sync import Synchronised
from flashcards.collection.anki_texts import all_said
from flashcards.collection.collection import Collection
from flashcards.collection.conversion import new_id
from flashcards.collection.errors import UnfinishedError
from flashcards.collection.importing import OffsetAt
from flashcards.collection.report import Now
from flashcards.errors import FlashcardsError
from flashcards.events import Event
from flashcards.ledger import Ledger, counting, fold, in_order

_MOST_ROUNDS = 4
"""After one round with the server there is mostly nothing more to exchange, as after two always, unless others sync meanwhile."""


@contextmanager
def _telling(done: Sequence[str]) -> Iterator[None]:
    """An error says what was ``done`` before."""
    try:
        yield
    except FlashcardsError as error:
        if done:
            raise UnfinishedError(error, done) from error
        raise


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

    def push(self, path: Path, now: Now, *, gone: str = "suspend", dry_run: bool = False) -> Exchanged:
        """Bring the collection of Anki's at ``path`` up to date with the reviews, the schedule, and the last build.

        First what it knows is pulled, so that afterwards both know the same. ``gone`` is one of GONE_CARDS. In a ``dry_run``
        that happens to a copy. Raises PackageUnreadableError and what ``Collection.pull``, ``Child.opened`` and
        ``anki_push.require_ready`` do, if it can before anything is done; otherwise UnfinishedError.
        """
        require_collection(path)
        self._require_package()
        if dry_run:
            return self._tried(path, now, gone)
        done: list[str] = []
        with started(path) as anki, _telling(done):
            anki_push.require_ready(anki)
            return self._push(anki, now, gone, done)

    def _require_package(self) -> None:
        """Raises PackageUnreadableError for a package that is there and can't be read."""
        if self.collection.package_path().is_file():
            require_readable(self.collection.package_path())

    def _tried(self, path: Path, now: Now, gone: str) -> Exchanged:
        pulled = self.collection.pull(path, now, self.offset_at, PullOptions(dry_run=True))
        load, moment = self._load(now, gone, pulled.lines), self.collection.moment(now)
        memory = Memory(self.collection.agreement(path).known, lambda *_: "")
        with finding.copied(path) as copy, started(copy, named=path) as anki:
            pushed = anki_push.push(anki, load, memory, moment, now.utc_offset_minutes, done=[])
        return Exchanged(pulled, pushed.without_backup)

    def _push(self, anki: Child, now: Now, gone: str, done: list[str], mark: str | None = None) -> Exchanged:
        """``mark``: that of the collection before it was merged with that of a server, if that is all that happened since."""
        pulled = self.collection.pull(anki.path, now, self.offset_at)
        if not pulled.changes_nothing:
            done.append(f"what was new in Anki came here (reviews: {len(pulled.reviews)})")
        agreement = self.collection.agreement(anki.path)
        load, moment = self._load(now, gone, []), self.collection.moment(now)

        def about_to(made: Changes, before: Agreed | None, to_mark: bool) -> str:
            """What was decided there comes first: once it stands here, it can't be lost by an interruption."""
            mark = new_id()
            self.collection.follow_anki(made.followed, pulled, now)
            if to_mark:
                made.agreed.mark = mark
                agreement.plan(made.agreed, before and before.after(made.followed), mark)
            return mark

        memory = Memory(lambda found: agreement.known(found if mark is None else mark), about_to)
        pushed = anki_push.push(anki, load, memory, moment, now.utc_offset_minutes, done=done)
        agreement.keep(pushed.agreed)
        return Exchanged(pulled, pushed)

    def _load(self, now: Now, gone: str, pulled: Sequence[Event]) -> Load:
        """``pulled``: lines that were only tried, and aren't in the journal."""
        lines, package = [*self.collection.lines(), *pulled], self.collection.package_path()
        ledger = fold(lines) if pulled else self.collection.ledger()
        return Load(
            self._ours(lines, ledger, now, gone),
            package if package.is_file() else None,
            returned={line.card: line.time_ms for line in counting(lines) if isinstance(line, events.Restore)},
            edited={one.id for one in ledger.cards.values() if one.changed_at_ms > one.added_at_ms and not one.retired},
            said=lambda cards: all_said(in_order(lines), ledger, cards),
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

        A collection without cards, or none at all, takes what the server has. The server comes first, as it may refuse: then
        nothing is done here either. Raises as ``push`` and ``anki_sync.synchronise``.
        """
        url = endpoint(server)
        exchanged: list[Exchanged] = []
        synchronised: list[Synchronised] = []
        done: list[str] = []
        self._require_package()
        path.parent.mkdir(parents=True, exist_ok=True)
        with started(path) as anki, _telling(done):
            has_cards = anki_push.require_ready(anki)
            before = snapshot.read(path) if has_cards else None
            if before and full == "download":
                self.collection.pull_found(path, before, now, self.offset_at)
                done.append("what was new in Anki came here")
            while len(synchronised) < _MOST_ROUNDS:
                met = anki_sync.synchronise(anki, url, who, full if has_cards or synchronised else full or "download")
                synchronised.append(met)
                done.append("Anki's collection and the server were synchronised")
                who = met.who
                mark = None if met.full == "download" else met.mark
                exchanged.append(self._push(anki, now, gone, done, mark))
                if not exchanged[-1].pushed.changed:
                    break
            if before:  # answers to cards that the server's other devices have deleted went with these
                self.collection.pull_found(path, before, now, self.offset_at)
        return exchanged, synchronised

    # --------------------------------------------------------------------------------------------------- packages

    def write_progress(self, package: Path, now: Now) -> tuple[Path, int]:
        """Write ``package``, which was built, once more with the progress of its cards; where, and of how many.

        Raises PackageNotWrittenError.
        """
        ours = self._ours(self.collection.lines(), self.collection.ledger(), now, "suspend")
        return anki_progress.write(package, ours, self.collection.moment(now).day)
