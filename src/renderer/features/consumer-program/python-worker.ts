/**
 * A consumer by the package `batchdeck`, which does all that is not its own work. The README shows the same.
 * @param url of the consumers' socket
 */
export function pythonWorker(url: string): string {
  return `from batchdeck import Consumer

with Consumer("${url}", "worker-1") as consumer:
    for batch in consumer.work(every=60):  # every batch, once a minute
        for done, target in enumerate(batch.targets, 1):
            ...  # yours: look at the target
            batch.progress(100 * done / len(batch.targets))
        batch.complete()`
}
