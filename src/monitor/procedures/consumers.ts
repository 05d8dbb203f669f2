import { Type } from 'typebox'
import { consumerId, list, orNull } from '../../contract/primitives.ts'
import { refusal } from '../../contract/refusal.ts'
import { batchResource } from '../../contract/resources/batch.ts'
import { consumerResource, type ConsumerResource } from '../../contract/resources/consumer.ts'
import type { Context } from './context.ts'
import { type Audit, type Facts, httpProcedure, procedure } from './procedure.ts'

const count = Type.Integer({ minimum: 0 })
const oneConsumer = Type.Object({ consumer_id: consumerId })
const noBatches = { pending: 0, running: 0, completed: 0, error: 0 }

/** In order of id, those after `after`; `next` is the last of them where there are more. */
export const listConsumers = httpProcedure('consumers.list', {
  role: 'viewer',
  input: Type.Object({ after: Type.String(), limit: Type.Integer({ minimum: 1 }) }),
  result: Type.Object({
    consumers: list(
      Type.Object(
        {
          ...consumerResource.properties,
          batch_counts: Type.Object({ pending: count, running: count, completed: count, error: count }),
        },
        { title: 'ConsumerWithCounts', description: 'A consumer, and how many of its batches are in which status.' },
      ),
    ),
    next: orNull(consumerId),
  }),
  audit: null,
  run({ engine }, { after, limit }) {
    const following = engine.consumerResources().filter(({ consumer_id }) => consumer_id > after)
    const page = following.toSorted((a, b) => (a.consumer_id < b.consumer_id ? -1 : 1)).slice(0, limit)
    const counts = engine.batchCounts()
    const consumers = page.map((consumer) => ({
      ...consumer,
      batch_counts: counts.get(consumer.consumer_id) ?? noBatches,
    }))
    return { consumers, next: page.length === following.length ? null : page.at(-1)!.consumer_id }
  },
})

/** With its batches. `UNKNOWN_CONSUMER` */
export const getConsumer = httpProcedure('consumer.get', {
  role: 'viewer',
  input: oneConsumer,
  result: Type.Object(
    { ...consumerResource.properties, batches: list(batchResource) },
    { title: 'ConsumerWithBatches', description: 'A consumer and its batches.' },
  ),
  audit: null,
  run: ({ engine }, { consumer_id: id }) => ({ ...engine.consumerResource(id), batches: engine.batchResourcesOf(id) }),
})

/** `[LV-4]` `UNKNOWN_CONSUMER`, `CONFLICT` unless it is lost */
export const dismissConsumer = httpProcedure('consumer.dismiss', {
  role: 'operator',
  input: oneConsumer,
  result: Type.Null(),
  audit: auditOfOne('consumer.dismiss'),
  async run(context, { consumer_id: id }) {
    const { engine } = context
    assertLost(engine.consumerResource(id))
    const [gone] = await dismiss(context, [id])
    // It came back, or is gone by itself, while the disk took it.
    if (gone === undefined) assertLost(engine.consumerResource(id))
    return null
  },
})

/** `[LV-5]` Its slots move away with the next epoch. `UNKNOWN_CONSUMER` */
export const drainConsumer = httpProcedure('consumer.drain', {
  role: 'operator',
  input: oneConsumer,
  result: consumerResource,
  audit: auditOfOne('consumer.drain'),
  async run(context, { consumer_id: id }) {
    await setDrained(context, [id], true)
    return context.engine.consumerResource(id)
  },
})

/** `[LV-5]` It may own slots again. `UNKNOWN_CONSUMER` */
export const undrainConsumer = httpProcedure('consumer.undrain', {
  role: 'operator',
  input: oneConsumer,
  result: consumerResource,
  audit: auditOfOne('consumer.undrain'),
  async run(context, { consumer_id: id }) {
    await setDrained(context, [id], false)
    return context.engine.consumerResource(id)
  },
})

/** Those of them that are lost; all others stay. Answers who was dismissed. */
export const dismissConsumers = procedure('consumers.dismiss', {
  role: 'operator',
  audit: auditOfMany('consumer.dismiss'),
  run: async (context, { consumers }) => ({ consumers: await dismiss(context, consumers) }),
})

/** `[LV-5]` One change of the members. Answers those that were otherwise. `UNKNOWN_CONSUMER`, and nothing is changed then */
export const drainConsumers = procedure('consumers.drain', {
  role: 'operator',
  audit: auditOfMany('consumer.drain'),
  run: async (context, { consumers }) => ({ consumers: await setDrained(context, consumers, true) }),
})

/** `[LV-5]` The same back again. */
export const undrainConsumers = procedure('consumers.undrain', {
  role: 'operator',
  audit: auditOfMany('consumer.undrain'),
  run: async (context, { consumers }) => ({ consumers: await setDrained(context, consumers, false) }),
})

/** `[EP-11]` @throws {BatchdeckError} `UNKNOWN_CONSUMER`, `STORAGE_FAILED`; nothing has changed then */
async function setDrained(
  { engine, now, decide }: Context,
  consumers: readonly string[],
  isDrained: boolean,
): Promise<readonly string[]> {
  const decision = engine.draftDrain(consumers, isDrained, now())
  const others = (decision.consumers ?? []).map(({ consumer_id }) => consumer_id)
  if (others.length === 0) return []
  return decide(decision, () => {
    const result = engine.setDrained(
      others.filter((id) => engine.hasConsumer(id)),
      isDrained,
      now(),
    )
    return { result, isWhole: result.length === others.length }
  })
}

/** `[EP-11]` @returns those that were lost, and are gone; @throws {BatchdeckError} `STORAGE_FAILED`, and all stay */
async function dismiss({ engine, now, decide }: Context, consumers: readonly string[]): Promise<readonly string[]> {
  const decision = engine.draftDismissal(consumers)
  const lost = decision.consumers_gone ?? []
  if (lost.length === 0) return []
  return decide(decision, () => {
    const result = engine.dismissLost(lost, now())
    return { result, isWhole: result.length === lost.length }
  })
}

function assertLost({ consumer_id: consumer, state }: ConsumerResource): void {
  if (state !== 'lost') throw refusal('consumer_not_lost', { consumer, state })
}

function auditOfOne(name: string): Audit<{ consumer_id: string }, unknown> {
  return { name, facts: ({ consumer_id }) => ({ consumer_id }) }
}

/**
 * What is done to many consumers at once is an event of each, called as if it were done to one, so that the log of a
 * consumer has it. A long list that was refused as a whole is one event, and no consumer's; so is one of which nobody was
 * changed.
 */
function auditOfMany(name: string): Audit<{ consumers: readonly string[] }, { consumers: readonly string[] }> {
  return {
    name,
    facts({ consumers: named = [] }, result) {
      const concerned = result ? result.consumers : named.length === 1 ? named : []
      return concerned.length === 0 ? {} : concerned.map((consumer_id): Facts => ({ consumer_id }))
    },
  }
}
