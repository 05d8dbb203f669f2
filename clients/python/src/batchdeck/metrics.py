"""Consumers for Prometheus: needs ``prometheus_client`` (``pip install "batchdeck[metrics]"``)."""

from typing import Any, Iterator, Protocol

from .stats import Stats

__all__ = ["ConsumerCollector"]


class _Measured(Protocol):
    @property
    def consumer_id(self) -> str: ...

    def stats(self) -> Stats: ...


class ConsumerCollector:
    """A collector of ``prometheus_client`` over the consumers of this process.

    ::

        from prometheus_client import REGISTRY, start_http_server
        from batchdeck.metrics import ConsumerCollector

        REGISTRY.register(ConsumerCollector(consumer))
        start_http_server(9100)
    """

    def __init__(self, *consumers: _Measured) -> None:
        self._consumers = list(consumers)

    def add(self, consumer: _Measured) -> None:
        self._consumers.append(consumer)

    def describe(self) -> "list[Any]":
        return []

    def collect(self) -> Iterator[Any]:
        """One family after the other, each with the label ``consumer_id``."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        all_stats = [(consumer.consumer_id, consumer.stats()) for consumer in self._consumers]

        def family(kind: Any, name: str, text: str, value: Any) -> Any:
            made = kind(f"batchdeck_client_{name}", text, labels=["consumer_id"])
            for consumer_id, stats in all_stats:
                number = value(stats)
                if number is not None:
                    made.add_metric([consumer_id], float(number))
            return made

        yield family(GaugeMetricFamily, "connected", "1 while it is registered.", lambda s: s.connected)
        yield family(CounterMetricFamily, "reconnects", "Registrations after the first.", lambda s: s.reconnects)
        batches = GaugeMetricFamily(
            "batchdeck_client_batches", "Its batches, by status.", labels=["consumer_id", "status"]
        )
        for consumer_id, stats in all_stats:
            for status, count in stats.batches.items():
                batches.add_metric([consumer_id, status], count)
        yield batches
        yield family(CounterMetricFamily, "completions", "Batches reported as completed.", lambda s: s.completions)
        yield family(CounterMetricFamily, "acks", "Reloads answered.", lambda s: s.acks)
        yield family(CounterMetricFamily, "heartbeats", "Heartbeats sent.", lambda s: s.heartbeats)
        yield family(
            GaugeMetricFamily,
            "outbox_frames",
            "Frames that wait to be sent, or are not known to have arrived.",
            lambda s: s.outbox + s.unproven,
        )
        yield family(
            GaugeMetricFamily,
            "progressed_seconds",
            "Since the program last got on with its work; absent without a batch.",
            lambda s: s.progressed_ago,
        )
