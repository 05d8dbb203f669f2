import json
import os
import random
import subprocess
import sys
from types import SimpleNamespace

import pytest
from batchdeck import Replaced, Unauthorized, slot_of
from batchdeck._backoff import CAP_S, Backoff
from batchdeck._frames import Registered, Reload, ServerError, refusal_of
from batchdeck._options import Options, http_url_of
from batchdeck._outbox import Outbox
from batchdeck._rounds import Rounds
from batchdeck._said import said
from batchdeck._session import Session
from batchdeck._wire import Wire
from batchdeck.errors import Silence
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


VECTORS = json.loads(open(os.environ["BATCHDECK_VECTORS"], encoding="utf-8").read())


@pytest.mark.parametrize("one", VECTORS["exact"] + VECTORS["evm"], ids=lambda one: ascii(one["target"])[:40])
def test_slots_as_published(one):
    """[PL-1]"""
    form = one.get("canonical", one["target"])
    assert murmur3(form) == one["hash"]
    assert slot_of(form) == one["slot"]
    for slots, slot in one["others"].items():
        assert slot_of(form, int(slots)) == slot


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
    longest.succeeded(14)
    assert longest.next_s() == CAP_S
    longest.succeeded(15)
    assert longest.next_s() == 0.5
    for _ in range(5000):
        assert longest.next_s() <= CAP_S
    assert longest.next_s(1012) == 3
    assert longest.next_s(1013) > CAP_S


@pytest.mark.parametrize("first_seed", range(0, 200, 50))
def test_outbox_loses_and_doubles_nothing_that_must_not_be(first_seed):
    """[CL-5] Against a line that is cut at any moment, and a monitor that reads in order and answers what it has read."""
    for seed in range(first_seed, first_seed + 50):
        history(random.Random(seed))


def history(rng):
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
            wire.extend(frame["n"] for frame in outbox.take())
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
    while len(outbox) > 0:
        read.extend(frame["n"] for frame in outbox.take())
    kept = [item for item in read if item[0] == "done"]
    assert set(kept) == set(given)
    firsts = list(dict.fromkeys(kept))
    assert firsts == given, "in the order in which they were given"


def test_outbox_keeps_only_the_newest_report_and_its_place():
    outbox = Outbox()
    outbox.put(("status", 1), {"p": 1})
    outbox.put(("done", 1), {"p": 100}, keep=True)
    outbox.put(("status", 1), {"p": 0})
    assert [outbox.take(), outbox.take(), outbox.take()] == [[{"p": 100}], [{"p": 0}], []]


def test_session_takes_nonsense_for_nothing():
    """[CL-10]"""
    session = Session("c-1")
    nonsense = ("", "{", "[]", "null", '{"type":7}', '{"type":"batch_reload"}', '{"type":"news"}', "\x00", b"\xff", "[" * 9999)
    assert [session.received(text) for text in nonsense] == [None] * len(nonsense)
    assert session.received('{"type":"registered","tasks":7}') == Registered(None)
    assert session.received('{"type":"registered","tasks":[{"task_id":1,"epoch":2},7]}') == Registered({1: 2})
    assert session.received('{"type":"batch_reload","task_id":1,"epoch":2,"more":[]}') == Reload(1, 2)


@pytest.mark.parametrize(
    "code, is_fatal",
    [("UNAUTHORIZED", True), ("FORBIDDEN", True), ("INVALID_CONSUMER_ID", True), ("CONSUMER_MISMATCH", True)]
    + [(code, False) for code in ("INVALID_MESSAGE", "RATE_LIMITED", "TOO_MANY_CONSUMERS", "SESSION_REPLACED", "")],
)
def test_which_errors_are_for_good(code, is_fatal):
    """[CL-4]"""
    error = Session("c-1").received(json.dumps({"type": "error", "code": code, "message": "no"}))
    assert isinstance(error, ServerError) and (error.fatal is not None) == is_fatal


def test_which_ends_are_for_good():
    """[CL-4]"""
    assert isinstance(refusal_of("c-1", 4409, ""), Replaced)
    assert isinstance(refusal_of("c-1", 1008, "UNAUTHORIZED"), Unauthorized)
    assert isinstance(refusal_of("c-1", 1008, "FORBIDDEN"), Unauthorized)
    for code in (None, 1000, 1001, 1006, 1008, 1009, 1012, 1013, 4408, 4410, 4413, 4429):
        assert refusal_of("c-1", code, "whatever") is None


def test_timestamps_only_grow_whatever_the_clock_does():
    """[CL-5]"""
    clock = iter([1.0, 1.0, 0.005, 2.0, 1.5, 9.0])
    session = registered(monotonic=lambda: 0.0, now=lambda: next(clock))
    said = []
    for _ in range(5):
        session.beat()
        said += [frame["timestamp"] for frame in session.due()[0]]
    assert len(said) == 5 and said == sorted(set(said))


def registered(**more):
    session = Session("c-1", **more)
    session.received('{"type":"registered"}')
    return session


def kinds(session):
    return [frame["type"] for frame in session.due()[0]]


def test_says_what_is_due_and_when():
    """[CL-3] [CL-7]"""
    now = [100.0]
    session = registered(monotonic=lambda: now[0])
    assert session.due()[0][0]["type"] == "heartbeat"
    frames, wait = session.due()
    assert (frames, wait) == ([], 8.0)
    now[0] += 8
    assert kinds(session) == ["ping"]
    now[0] += 22
    assert kinds(session) == ["heartbeat"]
    session.disconnected()
    assert session.due()[0] == []


def test_completions_come_before_the_heartbeat_that_knows_better():
    """[CL-5]"""
    session = registered()
    (batch,) = session.load(1, 1, [(7, ("a",))]).added
    batch.complete()
    batch.progress(3)
    frames = session.due()[0]
    assert [frame["type"] for frame in frames] == ["batch_status", "batch_status", "heartbeat"]
    assert frames[2]["batches"] == [{"batch_id": 7, "status": "running", "progress": 3.0}]


def test_no_more_frames_than_the_monitor_takes():
    """[CL-5]"""
    now = [0.0]
    session = registered(monotonic=lambda: now[0])
    batches = session.load(1, 1, [(number, ("a",)) for number in range(2000)]).added
    for batch in batches:
        batch.complete()
    frames, wait = session.due()
    assert len(frames) == 501 and 0 < wait <= 0.01
    now[0] += 1
    assert len(session.due()[0]) == 100


def test_says_since_when_the_program_has_not_got_on():
    """[WS-30] [CL-7]"""
    now = [50.0]
    session = registered(monotonic=lambda: now[0])
    assert "progressed_ago" not in session.heartbeat_frame()
    (batch,) = session.load(1, 1, [(7, ("a",))]).added
    now[0] += 5
    assert session.heartbeat_frame()["progressed_ago"] == 5
    for get_on in (batch.complete, lambda: batch.target_done("a"), session.alive, lambda: batch.progress(1)):
        get_on()
        assert session.heartbeat_frame()["progressed_ago"] == 0
        now[0] += 2
    assert session.heartbeat_frame()["progressed_ago"] == 2
    session.forget(1)
    assert "progressed_ago" not in session.heartbeat_frame()


def test_news_of_targets_goes_out_soon_and_in_parts_and_again_after_a_lost_connection():
    """[CL-7]"""
    now = [0.0]
    session = registered(monotonic=lambda: now[0])
    targets = tuple(f"t-{i}" for i in range(2000))
    (batch,) = session.load(1, 1, [(7, targets)]).added
    session.due()
    for target in targets:
        batch.target_error(target, "x" * 1024)
    frames, wait = session.due()
    assert (frames, wait) == ([], 2.0)
    told = []
    while len(told) < 2000:
        now[0] += 2
        (beat,) = session.due()[0]
        assert len(json.dumps(beat)) < 1024 * 1024
        told += [one["target"] for one in beat["targets"]]
    assert told == list(targets)
    session.disconnected()
    session.received('{"type":"registered"}')
    assert session.due()[0][0]["targets"][0]["target"] == "t-0"
    with pytest.raises(ValueError):
        batch.target_error("another", "x")


def test_nothing_is_said_of_a_batch_that_went():
    """[CL-5]"""
    session = registered()
    batch, other = session.load(1, 1, [(7, ("a",)), (8, ("b",))]).added
    batch.progress(1)
    other.complete()
    session.load(1, 2, [])
    batch.progress(2)
    batch.complete()
    batch.target_done("a")
    frames = session.due()[0]
    assert [frame.get("batch_id") for frame in frames] == [8, None] and "targets" not in frames[1]


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

    def take(every):
        """As one who works at it and comes back."""
        batch = rounds.poll(every)
        if batch is None:
            return None
        rounds.done(batch)
        return batch.batch_id

    rounds.change(session.load(1, 1, [(1, ("a",)), (2, ("b",))]))
    assert [take(None), take(None), take(None)] == [1, 2, None]
    assert take(10) is None
    now[0] = 10
    assert [take(10), take(10), take(10)] == [1, 2, None]
    rounds.change(session.load(1, 2, [(2, ("b",)), (3, ("c",))]))
    assert take(None) == 3
    now[0] = 30
    assert sorted([take(10), take(10)]) == [2, 3]


def test_rounds_give_nobody_a_batch_that_another_has_in_hand():
    now = [0.0]
    rounds = Rounds(lambda: now[0])
    rounds.change(Session("c-1").load(1, 1, [(1, ("a",)), (2, ("b",))]))
    slow, quick = rounds.poll(10), rounds.poll(10)
    rounds.done(quick)
    now[0] = 10
    assert [rounds.poll(10), rounds.poll(10)] == [quick, None]
    now[0] = 20
    # Nobody looks again and again while there is nothing to be had.
    assert rounds.poll(10) is None and rounds.wait_s(10) == 0.5
    rounds.done(slow)
    assert rounds.poll(10) is slow


def test_where_the_api_is():
    assert http_url_of("ws://h:8080/websocket/monitor") == "http://h:8080"
    assert http_url_of("wss://h/base/websocket/monitor") == "https://h/base"
    assert http_url_of("ws://[::1]:8080/websocket/monitor") == "http://[::1]:8080"
    for url in ("http://h", "ws://", "h:8080", "ws://user:secret@h/websocket/monitor"):
        with pytest.raises(ValueError) as raised:
            http_url_of(url)
        assert "secret" not in str(raised.value)


def test_a_token_in_the_address_is_one_like_any_other():
    """[CL-1]"""
    options = Options("ws://h/websocket/monitor?a=b&token=se%20cret", "c-1").without_token_in_url()
    assert (options.url, options.token) == ("ws://h/websocket/monitor?a=b", "se cret")
    assert "secret" not in repr(Options("ws://h", "c-1", token="secret"))
    assert Options("ws://h?token=a", "c-1", token="b").without_token_in_url().token == "b"


def test_what_is_said_of_an_error_has_no_secret_and_no_page_in_it():
    """[CL-1]"""
    error = OSError("Handshake status 502 at ws://h/websocket/monitor?token=secret -+-+- {'a': 'b'} -+-+- <html>" + "x" * 9999)
    assert said(error, "secret") == "OSError: Handshake status 502 at ws://h/websocket/monitor"
    assert said(OSError("secret"), "secret") == "OSError: (hidden)"


def test_needs_no_websockets_unless_asyncio_is_used():
    program = "import batchdeck, sys; print('websockets' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "False"


@pytest.mark.parametrize("opcode, is_alive", [(1, True), (2, True), (9, False), (10, False)])
def test_frames_are_signs_of_life_and_pings_are_not(monkeypatch, opcode, is_alive):
    """[CL-3]"""
    now = [0.0]
    monkeypatch.setattr("batchdeck._wire.time", SimpleNamespace(monotonic=lambda: now[0]))

    class Line:
        sock = None

        def getstatus(self):
            return 101

        def settimeout(self, seconds):
            assert 0 < seconds <= 20

        def recv_data(self, control_frame):
            now[0] += 9
            # Whoever takes it for nothing asks again.
            return opcode, b"{}"

    monkeypatch.setattr("batchdeck._wire.websocket.create_connection", lambda *_args, **_more: Line())
    wire = Wire("ws://h", None, 20)
    if is_alive:
        assert [wire.receive() for _ in range(5)] == [b"{}"] * 5
    else:
        with pytest.raises(Silence):
            wire.receive()
        assert now[0] == 27
