"""A line of the journal as text and back; what a newer version or a stranger wrote is told apart from a fault."""

from __future__ import annotations

import json

import pytest

from flashcards import events
from flashcards.events import LineError, read_line, wording_of, words_of, write_line
from flashcards.model import Rating
from tests.making import add, draft, line, review, wording

ONE_OF_EACH = [
    add("c1", "What is $x < y$?", "“quoted”, ünïcode\u2028 and a\nnew line"),
    line(events.Edit, card="c1", wording=wording("a", "b", "H1", "H2", tags=("t",), cloze=True, anchor="x")),
    line(events.Follow, card="c1", old=wording("a"), wording=wording("b"), reason="moved"),
    line(events.Unfollow, card="c1", refused=wording("b"), wording=wording("a")),
    line(events.Retire, card="c1"),
    line(events.Restore, card="c1"),
    review("c1", Rating.AGAIN, duration_ms=1234),
    review("c1", Rating.AGAIN, quality=0),
    line(events.Cram, card="c1", rating=Rating.HARD, duration_ms=9),
    line(events.Import, card="c1", rating=Rating.EASY, source="anki"),
    line(events.Forget, card="c1", because="event-0"),
    line(events.Void, event="event-1"),
    line(events.Suspend, card="c1"),
    line(events.Unsuspend, card="c1"),
    line(events.Bury, card="c1", until_day=739_001),
    line(events.Choose, setting="links", value="obsidian"),
]


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: event.type)
def test_a_line_says_all_of_its_event(event: events.Event) -> None:
    written = write_line(event)
    assert written.count(b"\n") == 1
    assert read_line(written) == event


def test_there_is_one_of_each_above() -> None:
    assert {event.type for event in ONE_OF_EACH} == events._TYPES


def test_the_shape_of_a_line_is_what_other_devices_read() -> None:
    event = events.Review(
        id="x1", time_ms=1_700_000_000_000, utc_offset_minutes=-120, day=738_000, card="abc", rating=Rating.GOOD
    )
    assert json.loads(write_line(event)) == {
        "v": 1,
        "id": "x1",
        "time_ms": 1_700_000_000_000,
        "utc_offset_minutes": -120,
        "day": 738_000,
        "card": "abc",
        "type": "review",
        "rating": 3,
        "duration_ms": 0,
    }


def test_the_mark_of_a_command_is_written_only_where_there_is_one() -> None:
    retire = line(events.Retire, card="c1", command="x")
    assert read_line(write_line(retire)) == retire
    assert json.loads(write_line(retire))["command"] == "x"
    assert "command" not in json.loads(write_line(line(events.Retire, card="c1")))


def test_a_crammed_answer_is_of_a_kind_that_no_older_version_counts() -> None:
    line_of_cram = json.loads(write_line(line(events.Cram, card="c1", rating=Rating.GOOD)))
    assert line_of_cram["type"] == "cram"
    assert "quality" in json.loads(write_line(review("c1", quality=3)))


def test_a_wording_written_before_pictures_were_kept_is_read() -> None:
    data = json.loads(write_line(add("c1")))
    assert data["wording"].pop("pictures") == []
    event = read_line(json.dumps(data).encode())
    assert isinstance(event, events.Add)
    assert event.wording.pictures == ()


def test_a_wording_has_its_pictures_and_words_without_them() -> None:
    made = wording_of(draft("a", "![](p.png)"), ("p-1.png",))
    assert made.pictures == ("p-1.png",)
    assert words_of(made) == wording_of(draft("a", "![](p.png)")) != made
    event = line(events.Add, card="c1", wording=made)
    assert read_line(write_line(event)) == event


def test_a_field_of_a_newer_version_does_not_stop_reading() -> None:
    data = json.loads(write_line(add("c1")))
    data["mood"] = "good"
    data["wording"]["colour"] = "blue"
    assert isinstance(read_line(json.dumps(data).encode()), events.Add)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"v": 2}, "a newer version"),
        ({"type": "dance"}, "a newer version"),
        ({"rating": 5}, "'rating'"),
        ({"rating": "3"}, "'rating'"),
        ({"quality": 6}, "'quality'"),
        ({"day": 0}, "'day'"),
        ({"time_ms": -1}, "'time_ms'"),
        ({"card": ""}, "'card'"),
        ({"utc_offset_minutes": 1.5}, "'utc_offset_minutes'"),
    ],
)
def test_a_line_that_cannot_be_used_says_why(change: dict[str, object], why: str) -> None:
    data = json.loads(write_line(review("c1"))) | change
    with pytest.raises(LineError, match=why):
        read_line(json.dumps(data).encode())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"\0\0\0", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not a JSON object"),
        (b"{}", "a newer version"),
        (b'{"v": 1, "type": []}', "a newer version"),
    ],
)
def test_what_is_no_line_at_all_says_so(text: bytes, why: str) -> None:
    with pytest.raises(LineError, match=why):
        read_line(text)
