import type { DemoContext, DemoFleet, StartDemoFleet } from './demo-context.ts'
import { readDemoTargets } from './demo-targets.ts'
import { nextEvent, type FleetEvent } from './fleet-life.ts'
import { MonitorClient } from './monitor-client.ts'
import { pick, seededRandom } from './random.ts'
import { SimulatedConsumer } from './simulated-consumer.ts'

const taskName = 'Demo fleet'
const fleetSize = 8
const targetsAtFirst = 5000
const targetsAdded = 30
const arrival = 5000

/**
 * Starts eight simulated consumers, `demo-1` to `demo-8`, and gives them a task "Demo fleet" of 5,000 real addresses
 * that grows to 6,000. They reach the monitor as any fleet does: over HTTP and its consumer socket.
 * Rejects, with nothing left behind, where the task cannot be made.
 */
export const startDemoFleet: StartDemoFleet = async (context: DemoContext): Promise<DemoFleet> => {
  const client = new MonitorClient(context)
  const random = seededRandom(Date.now())
  const targets = readDemoTargets()
  const known = (await client.tasks()).find((task) => task.name === taskName)
  const { task_id: taskId } = known ?? (await client.createTask(taskName))
  const consumers = Array.from(
    { length: fleetSize },
    (_, index) => new SimulatedConsumer(`demo-${index + 1}`, context, seededRandom(Math.floor(random() * 2 ** 32))),
  )
  let listed = Math.min(targetsAtFirst, targets.length)
  let timer: NodeJS.Timeout | undefined
  let stopping: Promise<void> | null = null

  try {
    await everybodyThere(consumers)
    await client.putTargets(taskId, targets.slice(0, listed))
  } catch (error) {
    await stop().catch(() => {})
    throw error
  }
  schedule()
  return { stop }

  function schedule(): void {
    const { after, event } = nextEvent(random)
    timer = setTimeout(() => {
      happen(event)
      if (!stopping) schedule()
    }, after)
    timer.unref()
  }

  function happen(event: FleetEvent): void {
    if (event.kind === 'crash') {
      const alive = consumers.filter((consumer) => consumer.isOnline)
      // At most one is away at a time, or a small fleet would look like an outage.
      if (alive.length === consumers.length) pick(random, alive).crash(event.away)
    } else if (listed < targets.length) {
      const added = targets.slice(listed, listed + targetsAdded)
      client.addTargets(taskId, added).then(
        () => (listed += added.length),
        // The list grows by the same targets another time.
        () => {},
      )
    }
  }

  function stop(): Promise<void> {
    stopping ??= (async () => {
      clearTimeout(timer)
      await Promise.all(consumers.map((consumer) => consumer.leave()))
      await client.deleteTask(taskId)
    })()
    return stopping
  }
}

/** Done when all have registered, or some do not seem to come. */
async function everybodyThere(consumers: readonly SimulatedConsumer[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const impatience = new Promise<void>((done) => {
    timer = setTimeout(done, arrival)
  })
  await Promise.race([Promise.all(consumers.map((consumer) => consumer.registered)), impatience])
  clearTimeout(timer)
}
