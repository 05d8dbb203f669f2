"""[CL-9] Lines of a log on their way, without a connection."""

import logging
import threading

from batchdeck._session import Session
from batchdeck.logs import LINES_AT_ONCE, MAX_LINE_LENGTH, REMEMBERED, WAITING, LogHandler, LogTail, cut


def taken(tail):
    lines = []
    while (frame := tail.take()) is not None:
        lines.append(frame)
    return lines


def add(tail, text, now=0.0):
    return tail.add("info", text, None, now, 5)


def test_nothing_goes_out_unless_it_is_wanted_and_then_the_last_of_before_first():
    tail = LogTail()
    for i in range(REMEMBERED + 10):
        assert not add(tail, f"{i}")
    assert not taken(tail)
    tail.want(True)
    assert add(tail, "now")
    assert [line["text"] for line in taken(tail)] == [*(f"{i}" for i in range(10, REMEMBERED + 10)), "now"]
    tail.want(True)
    assert not taken(tail), "what was sent is not sent again"
    tail.want(False)
    add(tail, "later")
    assert not taken(tail)


def test_a_lost_connection_keeps_what_was_not_sent():
    tail = LogTail()
    tail.want(True)
    add(tail, "a")
    tail.want(False)
    tail.want(True)
    assert [line["text"] for line in taken(tail)] == ["a"]


def test_what_comes_too_fast_is_counted_and_said_with_the_next_line():
    tail = LogTail()
    tail.want(True)
    for i in range(1000):
        add(tail, f"{i}", now=1.0)
    lines = taken(tail)
    assert len(lines) == LINES_AT_ONCE and not any("skipped" in line for line in lines)
    add(tail, "after", now=2.0)
    assert taken(tail) == [{"type": "log", "level": "info", "text": "after", "timestamp": 5, "skipped": 800}]
    assert tail.skipped == 800


def test_a_connection_that_takes_nothing_costs_no_memory():
    tail = LogTail()
    tail.want(True)
    for i in range(100_000):
        add(tail, "x", now=float(i))
    assert len(taken(tail)) == WAITING


def test_a_text_is_cut_as_the_monitor_counts():
    assert cut("x" * 5000) == "x" * MAX_LINE_LENGTH
    assert cut("😀" * 2049) == "😀" * 2048
    assert cut("x" + "😀" * 2048) == "x" + "😀" * 2047
    assert cut("\ud83d" * 5000) == "\ud83d" * 4096 or len(cut("\ud83d" * 5000)) <= 4096


def test_a_token_is_never_in_it():
    """[CL-1]"""
    session = Session("c-1", token="secret")
    session.log("info", "with secret!", None)
    session.tail.want(True)
    assert session.tail.take()["text"] == "with (hidden)!"


def test_a_line_that_cannot_be_formatted_or_sent_breaks_nothing(monkeypatch):
    monkeypatch.setattr(logging, "raiseExceptions", False)
    said = []

    def say(level, text, batch_id):
        if text == "fail":
            raise RuntimeError("no")
        said.append((level, text, batch_id))

    logger = logging.Logger("mine")
    logger.addHandler(LogHandler(say))
    logger.info("%d", "x")
    logger.info("fail")
    logger.critical("fine", extra={"batch_id": "7"})
    assert said == [("error", "fine", None)]


def test_many_threads_write_at_once():
    session = Session("c-1")
    session.received('{"type":"registered"}')
    session.tail.want(True)
    threads = [threading.Thread(target=lambda: [session.log("info", "x", None) for _ in range(500)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = [frame for frame in session.due()[0] if frame["type"] == "log"]
    assert LINES_AT_ONCE <= len(sent) and len(sent) + session.stats().log_lines_skipped == 4000
