import { setTimeout as pause } from 'node:timers/promises'
import { between, pick } from '../../src/demo/random.ts'
import type { ConsumerResource } from '../../src/contract/resources/consumer.ts'
import type { TaskResource } from '../../src/contract/resources/task.ts'
import { limitArguments, limits } from '../ordeal/limits.ts'
import { Proxy } from '../ordeal/proxy.ts'
import { comesTrue } from './comes-true.ts'
import type { Outcome, Program, Trial } from './program.ts'
import { steadyFleet } from './steady-consumer.ts'
import { Subject } from './subject.ts'

const CONSUMERS = { short: 40, long: 200 }
/** A fleet has several ways to its monitor; each is bad at other times. */
const PROXIES = 10
/** Short of all limits, with what coming back takes: nobody is away for long enough to be lost. */
const LONGEST_TROUBLE_MS = Math.min(limits.grace, limits.lostAfter) * 0.4
const TARGETS_EACH = 30

type Trouble = 'cut' | 'half-open' | 'stall' | 'delay' | 'throttle'

/** @returns what ends it */
function begin(proxy: Proxy, trouble: Trouble): () => void {
  switch (trouble) {
    case 'cut':
      proxy.cut()
      return () => {}
    case 'half-open':
      proxy.cutConsumerSide()
      return () => {}
    case 'stall':
      proxy.stall()
      return () => proxy.resume()
    case 'delay':
      proxy.delayMs = 300
      return () => (proxy.delayMs = 0)
    case 'throttle':
      proxy.bytesPerSecond = 20_000
      return () => (proxy.bytesPerSecond = Infinity)
  }
}

async function run(trial: Trial): Promise<Outcome> {
  const { random } = trial
  const size = trial.isShort ? CONSUMERS.short : CONSUMERS.long
  const settings = limitArguments.filter((each) => each !== '--set')
  await using subject = await Subject.start({ settings })
  const proxies = await Promise.all(Array.from({ length: PROXIES }, () => Proxy.start(subject.port)))
  const fleet = steadyFleet(size, (n) => ({
    socketUrl: `ws://127.0.0.1:${proxies[n % PROXIES]!.port}/websocket/monitor`,
    heartbeatMs: limits.heartbeatInterval / 2,
    random,
  }))
  const findings: string[] = []
  const troubles = new Map<Trouble, number>()
  const consumers = async () =>
    (await subject.must<{ consumers: ConsumerResource[] }>('GET', '/api/consumers')).consumers
  const isSettled = async () => {
    const [all, task] = [await consumers(), await subject.must<TaskResource>('GET', '/api/tasks/1')]
    const online = all.filter(({ state }) => state === 'online')
    const watched = online.reduce((sum, { targets }) => sum + targets, 0)
    return online.length === size && watched === size * TARGETS_EACH && !task.sync_due
  }
  try {
    await subject.must('POST', '/api/tasks', { task_id: 1, name: 'Network' })
    await subject.must('PUT', '/api/tasks/1/targets', {
      targets: Array.from({ length: size * TARGETS_EACH }, (_, n) => `target-${n}`),
    })
    if (!(await comesTrue(isSettled))) findings.push(`not all ${size} consumers came and got their targets`)
    const { epoch: before } = await subject.must<TaskResource>('GET', '/api/tasks/1')
    const startedAt = performance.now()
    for (let tried = 0; tried < trial.times; tried++) {
      const proxy = pick(random, proxies)
      const trouble = pick<Trouble>(random, ['cut', 'half-open', 'stall', 'delay', 'throttle'])
      troubles.set(trouble, (troubles.get(trouble) ?? 0) + 1)
      const finish = begin(proxy, trouble)
      await pause(between(random, 50, LONGEST_TROUBLE_MS))
      finish()
    }
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    if (!(await comesTrue(isSettled))) findings.push('not every target is watched at the end')
    const lost = await lostConsumers(subject)
    if (lost.length > 0)
      findings.push(
        `${lost.length} consumers were lost, none of which was away for long: ${lost.slice(0, 5).join(', ')}`,
      )
    findings.push(...fleet.flatMap(({ errors }) => errors).slice(0, 5), ...subject.bugsLogged())
    const { epoch } = await subject.must<TaskResource>('GET', '/api/tasks/1')
    return {
      tried: trial.times,
      survived: Math.max(0, trial.times - lost.length),
      lost: lost.length,
      rows: [
        ['consumers', size],
        ['seconds of trouble', seconds],
        ...[...troubles].toSorted(),
        ['connections made', fleet.reduce((sum, { connections }) => sum + connections, 0)],
        ['epochs made meanwhile', epoch - before],
      ],
      findings,
    }
  } finally {
    for (const consumer of fleet) consumer.end()
    for (const proxy of proxies) proxy.close()
  }
}

/** Who was declared lost, once for each time. */
async function lostConsumers(subject: Subject): Promise<string[]> {
  const path = '/api/events?type=member&limit=100000'
  const { events } = await subject.must<{ events: { consumer_id?: string; data: { change?: string } }[] }>('GET', path)
  return events.filter(({ data }) => data.change === 'lost').map(({ consumer_id = '' }) => consumer_id)
}

export const program: Program = {
  name: 'network',
  about:
    'Consumers behind a network that cuts, half-opens, stalls, delays and throttles their connections, never for as long ' +
    'as it takes to be lost. Nobody is declared lost, and at the end every target is watched.',
  unit: 'troubles',
  lost: 'consumers',
  short: 8,
  long: 1_000,
  run,
}
