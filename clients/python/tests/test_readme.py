"""Every example of the README, run."""

import asyncio
import logging
import os
import re
import ssl
import subprocess
import sys

import pytest
from batchdeck import Consumer
from batchdeck.testing import FakeMonitor

README = open(os.environ["BATCHDECK_README"], encoding="utf-8").read()
ADDRESS = "ws://127.0.0.1:8080/websocket/monitor"


def examples():
    """By the heading that they are under."""
    found = {}
    for section in re.split(r"^## ", README, flags=re.MULTILINE)[1:]:
        for code in re.findall(r"```python\n(.*?)```", section, re.DOTALL):
            found.setdefault(section.split("\n", 1)[0], []).append(code)
    return found


EXAMPLES = examples()


@pytest.fixture
def fake():
    with FakeMonitor() as monitor:
        monitor.assign("worker-1", {1: ["a", "b"], 2: ["c"]})
        yield monitor


@pytest.fixture
def consumer(fake):
    with Consumer(fake.url, "worker-1") as made:
        yield made


def run(code, **names):
    exec(compile(code, "README.md", "exec"), names)
    return names


def test_every_example_is_run_here():
    run_here = {
        "A worker": 1,
        "What changed": 1,
        "asyncio": 1,
        "Options": 1,
        "Errors": 1,
        "Its log, in the console": 1,
        "Metrics": 1,
        "Which slot a target is in": 1,
        "Your own tests": 1,
        "Scripts that use `monitor_websocket`": 1,
    }
    assert {heading: len(codes) for heading, codes in EXAMPLES.items()} == run_here


def ends_after(fake, count):
    """A `look_at` that ends the program, as SIGTERM does, after so many targets."""
    seen = []

    def look_at(target):
        seen.append(target)
        if len(seen) == count:
            os.kill(os.getpid(), 15)

    return look_at


def test_a_worker(fake):
    run(EXAMPLES["A worker"][0].replace(ADDRESS, fake.url), look_at=ends_after(fake, 3))
    assert fake.completed("worker-1") == {1, 2} and fake.sent("worker-1", "leave")


def test_asyncio(fake):
    look_at = ends_after(fake, 3)

    async def look_at_all(targets):
        for target in targets:
            look_at(target)
        await asyncio.sleep(0)

    run(EXAMPLES["asyncio"][0].replace(ADDRESS, fake.url), look_at_all=look_at_all)
    assert fake.completed("worker-1") == {1, 2} and fake.sent("worker-1", "leave")


def test_what_changed(fake, consumer, capsys):
    run(EXAMPLES["What changed"][0], consumer=consumer)
    fake.wait_for(lambda _: consumer.batches)
    fake.assign("worker-1", {3: ["d"]})
    said = []

    def all_said(_monitor):
        said.append(capsys.readouterr().out)
        return "[1, 2] frozenset" in "".join(said) and "2 [3] frozenset({'d'})" in "".join(said)

    fake.wait_for(all_said)


def test_options(monkeypatch):
    monkeypatch.setattr(ssl, "create_default_context", lambda cafile: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    assert isinstance(run(EXAMPLES["Options"][0], Consumer=Consumer)["consumer"], Consumer)


def test_errors(fake):
    fake.token = "secret"
    with Consumer(fake.url, "worker-1") as refused, pytest.raises(SystemExit, match="^UNAUTHORIZED: "):
        run(EXAMPLES["Errors"][0], consumer=refused)


def test_its_log(fake, consumer):
    batch = next(consumer.work())
    fake.want_log("worker-1")
    root = logging.getLogger()
    before = list(root.handlers)
    try:
        run(EXAMPLES["Its log, in the console"][0], consumer=consumer, batch=batch)
        fake.wait_for(lambda m: m.logs("worker-1") == ["slow today", "without logging"])
    finally:
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)


def test_metrics(consumer, monkeypatch):
    import prometheus_client

    served = []
    monkeypatch.setattr(prometheus_client, "start_http_server", served.append)
    run(EXAMPLES["Metrics"][0], consumer=consumer)
    assert served == [9100]
    shown = prometheus_client.generate_latest().decode()
    told = re.findall(r"^\| `(batchdeck_client_\w+)", README, re.MULTILINE)
    assert len(told) == 8
    for name in told:
        assert f"\n# TYPE {name} " in shown


def test_slots():
    run(EXAMPLES["Which slot a target is in"][0])


def test_your_own_tests(tmp_path):
    (tmp_path / "test_mine.py").write_text(EXAMPLES["Your own tests"][0], encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout


def test_scripts(fake):
    run(EXAMPLES["Scripts that use `monitor_websocket`"][0].replace(ADDRESS, fake.url))
    assert fake.completed("worker-1") == {7} and fake.sent("worker-1", "leave")


def test_options_errors_and_calls_are_all_there():
    """What the tables name exists."""
    import batchdeck
    from batchdeck._options import Options

    for option in re.findall(r"^\| `(\w+)` ", README.split("## Options")[1].split("## Errors")[0], re.MULTILINE):
        assert option in Options.__dataclass_fields__
    for error in re.findall(r"^\| `(\w+)` ", README.split("## Errors")[1].split("## Its log")[0], re.MULTILINE):
        assert error == "ValueError" or issubclass(getattr(batchdeck, error), batchdeck.BatchdeckError)
    for call in re.findall(r"`batch\.(\w+)", README):
        assert hasattr(batchdeck.Batch, call) or call in ("batch_id", "targets")
    for stat in re.search(r"dataclass: (.*?)\. For", README, re.DOTALL).group(1).split(","):
        name = re.search(r"`(\w+)`", stat).group(1)
        assert name in batchdeck.Stats.__dataclass_fields__
