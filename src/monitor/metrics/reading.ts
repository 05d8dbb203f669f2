import { Counter, Gauge, type Registry } from 'prom-client'

/** A metric that is read when somebody scrapes, and costs nothing before. */
export interface Reading<L extends string = string> {
  readonly kind: 'gauge' | 'counter'
  readonly name: string
  /** What it says, and what to do with it. */
  readonly help: string
  readonly labels?: readonly L[]
  readonly read: () => number | Iterable<readonly [Readonly<Record<L, string>>, number]>
}

export function addReading({ kind, name, help, labels = [], read }: Reading, registry: Registry): void {
  const configuration = { name, help, labelNames: [...labels], registers: [registry] }
  if (kind === 'gauge') {
    const gauge: Gauge = new Gauge({
      ...configuration,
      collect: () => collect(gauge, read(), (of, value) => gauge.set(of, value)),
    })
  } else {
    const counter: Counter = new Counter({
      ...configuration,
      collect: () => collect(counter, read(), (of, value) => counter.inc(of, value)),
    })
  }
}

function collect(
  metric: Gauge | Counter,
  found: ReturnType<Reading['read']>,
  put: (labels: Record<string, string>, value: number) => void,
): void {
  // What has no value any more must not go on with its last one.
  metric.reset()
  if (typeof found === 'number') put({}, found)
  else for (const [labels, value] of found) put(labels, value)
}
