"""The plain worker: one batch after the other, configured by its environment.

    BATCHDECK_URL        ws://127.0.0.1:8080/websocket/monitor, or wss://host/path/websocket/monitor
    BATCHDECK_CONSUMER   its id; by default the name of this machine
    BATCHDECK_TOKEN      where the monitor asks for one; a systemd credential named `token` comes first
    BATCHDECK_CA         PEM file of the CA that signed the monitor's certificate, where it is your own
    EVERY_S              how often each batch is looked at

Ends with 78 where the monitor does not let it in: starting it again would change nothing.
"""

import os
import socket
import ssl
import sys
import time
from pathlib import Path

from batchdeck import Consumer, Refused

EVERY_S = float(os.environ.get("EVERY_S", "60"))


def token():
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if folder and Path(folder, "token").exists():
        return Path(folder, "token").read_text().strip()
    return os.environ.get("BATCHDECK_TOKEN")


def look_at(target):
    """Yours."""
    time.sleep(0.01)


def main():
    url = os.environ["BATCHDECK_URL"]
    # An ssl_context is for wss:// alone.
    context = ssl.create_default_context(cafile=os.environ.get("BATCHDECK_CA")) if url.startswith("wss:") else None
    consumer_id = os.environ.get("BATCHDECK_CONSUMER") or socket.gethostname()
    with Consumer(url, consumer_id, token=token(), ssl_context=context) as consumer:
        for batch in consumer.work(every=EVERY_S):
            for done, target in enumerate(batch.targets, 1):
                if batch.revoked:
                    break
                try:
                    look_at(target)
                except Exception as error:
                    batch.target_error(target, f"{type(error).__name__}: {error}")
                batch.progress(100 * done / len(batch.targets))
            batch.complete()


if __name__ == "__main__":
    try:
        main()
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        # EX_CONFIG of sysexits.h
        sys.exit(78)
