import { Registry } from 'prom-client'
import type { Engine } from '../../engine/engine.ts'
import { EpochMeter } from './epoch-meter.ts'
import { fleetReadings } from './fleet-readings.ts'
import { HttpMeter } from './http-meter.ts'
import { loopReadings, processRegistry } from './process-metrics.ts'
import { addReading, type Reading } from './reading.ts'
import { ReloadMeter } from './reload-meter.ts'
import { Traffic } from './traffic.ts'
import { trafficReadings } from './traffic-readings.ts'

/** Everything a monitor measures of itself, as Prometheus reads it at `/metrics`. One of its own for each monitor. */
export class Metrics {
  readonly registry = new Registry()
  readonly traffic = new Traffic()
  readonly epochs = new EpochMeter(this.registry)
  readonly reloads = new ReloadMeter(this.registry)
  readonly http = new HttpMeter(this.registry)
  private readonly loop = loopReadings()

  /** @param version of the product */
  constructor(version: string) {
    this.add(
      {
        kind: 'gauge',
        name: 'batchdeck_build_info',
        help: 'Always 1; its labels say which version runs.',
        labels: ['version', 'node_version'],
        read: () => [[{ version, node_version: process.version }, 1]],
      },
      ...trafficReadings(this.traffic),
      ...this.loop.readings,
    )
  }

  /** Reads more at each scrape. */
  add(...readings: readonly Reading[]): void {
    for (const reading of readings) addReading(reading, this.registry)
  }

  watch(engine: Engine): void {
    this.add(...fleetReadings(engine))
  }

  get contentType(): string {
    return this.registry.contentType
  }

  /** Prometheus' text format, version 0.0.4. Delays of the loop are measured from the first of these on. */
  async text(): Promise<string> {
    this.loop.start()
    return (await this.registry.metrics()) + '\n' + (await processRegistry().metrics())
  }

  /** Ends what goes on by itself. */
  close(): void {
    this.loop.stop()
  }
}
