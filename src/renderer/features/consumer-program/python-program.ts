/**
 * A whole consumer, as short as one can be that lives on: it finds a silent connection, comes back by itself, says how far
 * it is, and takes over what changed. The README shows the same.
 * @param url of the consumers' socket
 */
export function pythonProgram(url: string): string {
  return `import json, random, threading, time, urllib.request
import websocket  # pip install websocket-client

NAME, URL = "consumer-1", "${url}"
tasks = {}  # by task: its epoch, and the batches that are ours
websocket.setdefaulttimeout(10)  # seconds: also to connect

def work():  # yours: watch the targets of each batch, and note how far it is
    for task in list(tasks.values()):
        for batch in task["batches"]:
            batch.update(status="running", progress=min(batch["progress"] + 1, 99))
        yield task

def send(ws, **frame):
    try:
        ws.send(json.dumps(frame))
    except (OSError, websocket.WebSocketException) as error:
        print("not sent:", error)  # the connection is gone; the loop below makes another

def beat(ws):
    while ws.keep_running:
        done = list(work())
        send(ws, type="heartbeat", consumer_id=NAME, timestamp=time.time(),
             epochs=[{"task_id": task["task_id"], "epoch": task["epoch"]} for task in done],
             batches=[{key: batch[key] for key in ("batch_id", "status", "progress")}
                      for task in done for batch in task["batches"]])
        time.sleep(30)

def load(ws, task_id, is_reload):
    path = f"/api/tasks/{task_id}/batches?limit=10000&consumer_id={NAME}"
    try:
        with urllib.request.urlopen("http" + URL[2:].replace("/websocket/monitor", path), timeout=10) as answer:
            tasks[task_id] = json.load(answer)
    except OSError as error:
        print("not loaded:", error)
        return ws.close()  # to begin anew
    if is_reload:
        send(ws, type="batch_reload_ack", task_id=task_id, consumer_id=NAME, action="reloading")

def on_message(ws, text):  # returns at once: whoever works here answers no ping
    frame = json.loads(text)
    if frame["type"] == "registered":
        for task in frame["tasks"]:
            threading.Thread(target=load, args=(ws, task["task_id"], False), daemon=True).start()
        threading.Thread(target=beat, args=(ws,), daemon=True).start()
    elif frame["type"] == "batch_reload":
        threading.Thread(target=load, args=(ws, frame["task_id"], True), daemon=True).start()
    elif frame["type"] == "error":
        print("refused:", frame["message"])

def on_error(ws, error):
    if isinstance(error, KeyboardInterrupt):
        raise SystemExit
    print("error:", error)

wait = 1
${url.startsWith('wss:') ? ownAuthority : ''}while True:  # run_forever() ends with each connection
    began = time.time()
    websocket.WebSocketApp(
        URL, on_message=on_message, on_error=on_error,
        on_open=lambda ws: send(ws, type="register", consumer_id=NAME),
        on_close=lambda ws, code, reason: print("closed:", code, reason),
    ).run_forever(ping_interval=15, ping_timeout=10)
    wait = 1 if time.time() - began > 60 else min(wait * 2, 30)
    time.sleep(wait * random.uniform(0.5, 1.5))  # not all at once`
}

/** What Python needs to know of TLS: it trusts no certificate that was signed by nobody it knows. */
const ownAuthority = `# A certificate of your own: run_forever(sslopt={"ca_certs": "certificate.pem"}, …)
`
