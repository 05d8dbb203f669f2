import type { ConsoleApi, ConsoleMethod } from '../contract/procedures.ts'
import type { EventJournal } from '../engine/event-journal.ts'
import { problemOf } from '../contract/errors.ts'
import type { EventData, EventSubject } from '../contract/events.ts'

type OperatorData = EventData<'operator'>

/** Who acts, and from where. */
export type Actor = Pick<OperatorData, 'role' | 'via' | 'remote'>

/** What looks and changes nothing: all that a viewer may call, and nothing to write down. */
export const readingMethods: ReadonlySet<ConsoleMethod> = new Set([
  'targets.page',
  'task.change.preview',
  'settings.list',
  'import.open',
  'import.piece',
  'import.close',
  'import.preview',
  'import.discard',
  'sync.preview',
  'plan.what-if',
  'batch.targets',
  'epochs.before',
  'epochs.diff',
  'rollback.preview',
  'epoch.rollout',
  'epochs.slots',
  'events.query',
])

/** The same API; whatever somebody changes through it is an event. */
export function recordedApi<Api extends ConsoleApi>(
  api: Api,
  actor: Actor,
  journal: EventJournal,
  now: () => number,
): Api {
  return {
    ...api,
    async call(method, params) {
      if (readingMethods.has(method)) return api.call(method, params)
      const note = (outcome: OperatorData['outcome'], result: unknown) => {
        const { action, consumers: named } = bulkOf(method, outcome === 'ok' ? result : params)
        const consumers = outcome === 'ok' || named.length === 1 ? named : []
        if (consumers.length === 0) {
          const { subject, about } = factsOf([params, result])
          journal.note('operator', now(), subject, { action, ...actor, outcome, ...about })
        }
        for (const consumer_id of consumers) {
          journal.note('operator', now(), { consumer_id }, { action, ...actor, outcome })
        }
      }
      try {
        const result = await api.call(method, params)
        note('ok', result)
        return result
      } catch (error) {
        note(problemOf(error).code, null)
        throw error
      }
    },
  }
}

/**
 * What is done to many consumers at once is an event of each, called as if it were done to one, so that the log of a
 * consumer has it. A long list that was refused as a whole is one event, and no consumer's.
 * @param naming what names them: the answer, or what was asked for
 */
function bulkOf(method: string, naming: unknown): { action: string; consumers: readonly string[] } {
  const [, single] = /^consumers\.(\w+)$/.exec(method) ?? []
  if (single === undefined) return { action: method.slice(0, 64), consumers: [] }
  const { consumers } = (naming ?? {}) as { consumers?: unknown }
  const named = Array.isArray(consumers) ? consumers.filter((id) => typeof id === 'string') : []
  return { action: `consumer.${single}`, consumers: named }
}

type About = Partial<Omit<OperatorData, 'action' | 'role' | 'via' | 'remote' | 'outcome' | 'request_id'>>

/**
 * What an action was about and what came of it, out of what was given and what was answered. Only what is named here is
 * taken: no list of targets, and never a token.
 * @param sources later ones win
 */
export function factsOf(sources: readonly unknown[]): { subject: EventSubject; about: About } {
  const fields: Record<string, unknown> = {}
  for (const source of sources) {
    if (typeof source === 'object' && source !== null && !Array.isArray(source)) Object.assign(fields, source)
  }
  const { counts } = fields as { counts?: { added?: unknown; removed?: unknown } }
  const subject: EventSubject = {}
  const about: About = {}
  const number = (value: unknown) => {
    // In an address everything is text.
    const given = typeof value === 'string' && /^[0-9]{1,15}$/.test(value) ? Number(value) : value
    return typeof given === 'number' && Number.isSafeInteger(given) && given >= 0 ? given : undefined
  }
  const length = (value: unknown) => (Array.isArray(value) && value.length > 0 ? value.length : undefined)
  const take = <T extends object, K extends keyof T>(into: T, name: K, value: T[K] | undefined) => {
    if (value !== undefined) into[name] = value
  }
  take(subject, 'task_id', number(fields['task_id']))
  take(subject, 'batch_id', number(fields['batch_id']))
  if (typeof fields['consumer_id'] === 'string') subject.consumer_id = fields['consumer_id'].slice(0, 128)
  if (typeof fields['name'] === 'string') about.name = fields['name'].slice(0, 128)
  for (const name of ['epoch', 'base_epoch'] as const) take(about, name, number(fields[name]))
  for (const name of ['published', 'rebalance'] as const) {
    if (typeof fields[name] === 'boolean') about[name] = fields[name]
  }
  take(about, 'added', number(counts?.added))
  take(about, 'removed', number(counts?.removed))
  take(about, 'skipped', length(fields['skipped']))
  take(about, 'consumers_told', length(fields['consumers_told']))
  return { subject, about }
}
