import random
import sys

import pytest
from batchdeck import slot_of
from batchdeck._backoff import CAP_S, Backoff
from batchdeck._fetch import http_url_of
from batchdeck._outbox import Outbox
from batchdeck._rounds import Rounds
from batchdeck._session import Registered, Reload, ServerError, Session
from batchdeck.slots import murmur3


@pytest.mark.parametrize(
    "text, seed, hashed",
    [
        ("", 0, 0),
        ("", 1, 0x514E28B7),
        ("", 0xFFFFFFFF, 0x81F16F39),
        ("a", 0x9747B28C, 0x7FA09EA6),
        ("aa", 0x9747B28C, 0x5D211726),
        ("aaa", 0x9747B28C, 0x283E0130),
        ("aaaa", 0x9747B28C, 0x5A97808A),
        ("abc", 0, 0xB3DD93FA),
        ("test", 0, 0xBA6BD213),
        ("Hello, world!", 0, 0xC0363E43),
        ("Hello, world!", 0x9747B28C, 0x24884CBA),
        ("The quick brown fox jumps over the lazy dog", 0, 0x2E4FF723),
        ("ππππππππ", 0x9747B28C, 0xD58063C1),
    ],
)
def test_hashes_as_published(text, seed, hashed):
    assert murmur3(text, seed) == hashed


def test_a_lone_surrogate_counts_as_its_replacement():
    assert murmur3("\ud800") == murmur3("\ufffd")


def test_slots():
    assert all(0 <= slot_of(f"t-{i}") < 256 for i in range(1000))
    assert slot_of("abc") == 0xB3DD93FA % 256
    assert slot_of("abc", 16) == 0xB3DD93FA % 16
    with pytest.raises(ValueError):
        slot_of("abc", 0)


def test_backoff_grows_to_its_cap_and_begins_anew_after_a_good_connection():
    longest = Backoff(lambda _low, high: high)
    waits = [longest.next_s() for _ in range(10)]
    assert waits[:4] == [0.5, 1, 2, 4] and waits[-1] == CAP_S
    longest.succeeded(5)
    assert longest.next_s() == CAP_S
    longest.succeeded(60)
    assert longest.next_s() == 0.5
    for _ in range(5000):
        assert longest.next_s() <= CAP_S
    assert longest.next_s(1012) == 3
    assert longest.next_s(1013) > CAP_S


@pytest.mark.parametrize("seed", range(200))
def test_outbox_loses_and_doubles_nothing_that_must_not_be(seed):
    """Against a line that is cut at any moment, and a monitor that reads in order and answers what it has read."""
    rng = random.Random(seed)
    outbox = Outbox()
    wire, read, given = [], [], []
    clock = 0
    for step in range(120):
        act = rng.random()
        if act < 0.3:
            given.append(("done", step))
            outbox.put(("done", step), {"n": ("done", step)}, keep=True)
        elif act < 0.5:
            outbox.put(("status", 1), {"n": ("status", step)})
        elif act < 0.75:
            frame = outbox.take()
            if frame is not None:
                wire.append(frame["n"])
        elif act < 0.85:
            clock += 1
            outbox.asked(clock)
            wire.append(("ask", clock))
        elif act < 0.95 and wire:
            count = rng.randint(1, len(wire))
            for item in wire[:count]:
                if item[0] == "ask":
                    outbox.answered(item[1])
                else:
                    read.append(item)
            del wire[:count]
        elif act >= 0.97:
            wire.clear()
            outbox.reconnected()
    outbox.reconnected()
    while (frame := outbox.take()) is not None:
        read.append(frame["n"])
    kept = [item for item in read if item[0] == "done"]
    assert set(kept) == set(given)
    firsts = list(dict.fromkeys(kept))
    assert firsts == given, "in the order in which they were given"


def test_outbox_keeps_only_the_newest_report_and_its_place():
    outbox = Outbox()
    outbox.put(("status", 1), {"p": 1})
    outbox.put(("done", 1), {"p": 100}, keep=True)
    outbox.put(("status", 1), {"p": 0})
    assert [outbox.take(), outbox.take(), outbox.take()] == [{"p": 100}, {"p": 0}, None]


def test_session_takes_nonsense_for_nothing():
    session = Session("c-1")
    for text in ("", "{", "[]", "null", '{"type":7}', '{"type":"batch_reload"}', '{"type":"registered","tasks":7}', "\x00"):
        assert not any(isinstance(event, Reload) for event in session.received(text))
    assert session.received('{"type":"registered","tasks":[{"task_id":1,"epoch":2},7]}') == [Registered({1: 2})]
    (error,) = session.received('{"type":"error","code":"UNAUTHORIZED","message":"no"}')
    assert isinstance(error, ServerError) and error.fatal is not None
    (error,) = session.received('{"type":"error","code":"INVALID_MESSAGE","message":"no"}')
    assert isinstance(error, ServerError) and error.fatal is None


def test_timestamps_only_grow_whatever_the_clock_does():
    session = Session("c-1")
    said = [session.timestamp(now) for now in (1000, 1000, 5, 2000, 1500)]
    assert said == sorted(set(said))


def test_assignment_says_what_is_other_than_before():
    session = Session("c-1")
    first = session.load(1, 1, [(1, ("a", "b")), (2, ("c",))])
    assert [batch.batch_id for batch in first.added] == [1, 2] and not first.revoked
    second = session.load(1, 2, [(1, ("a", "b")), (2, ("c", "d"))])
    assert second.kept == (first.added[0],)
    assert second.targets_added == {"d"} and second.targets_removed == frozenset()
    assert second.revoked == (first.added[1],) and first.added[1].revoked
    assert not session.load(1, 3, [(1, ("a", "b")), (2, ("c", "d"))]).is_change
    gone = session.forget(1)
    assert gone is not None and gone.targets_removed == {"a", "b", "c", "d"}
    assert session.forget(1) is None


def test_rounds_give_each_once_and_all_again_where_wanted():
    now = [0.0]
    rounds = Rounds(lambda: now[0])
    session = Session("c-1")
    rounds.change(session.load(1, 1, [(1, ("a",)), (2, ("b",))]))
    assert [rounds.poll(None).batch_id, rounds.poll(None).batch_id, rounds.poll(None)] == [1, 2, None]
    assert rounds.poll(10) is None
    now[0] = 10
    assert [rounds.poll(10).batch_id, rounds.poll(10).batch_id, rounds.poll(10)] == [1, 2, None]
    rounds.change(session.load(1, 2, [(2, ("b",)), (3, ("c",))]))
    assert rounds.poll(None).batch_id == 3
    now[0] = 30
    assert sorted([rounds.poll(10).batch_id, rounds.poll(10).batch_id]) == [2, 3]


def test_where_the_api_is():
    assert http_url_of("ws://h:8080/websocket/monitor") == "http://h:8080"
    assert http_url_of("wss://h/base/websocket/monitor") == "https://h/base"
    with pytest.raises(ValueError):
        http_url_of("http://h")


def test_needs_no_websockets_unless_asyncio_is_used():
    import subprocess

    program = "import batchdeck, sys; print('websockets' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "False"
