import {
  IconArrowBackUp,
  IconArrowsDiff,
  IconBellPlus,
  IconFileText,
  IconGridDots,
  IconHistory,
  IconLogs,
  IconMap2,
  IconSearch,
  IconServer2,
  IconTargetArrow,
} from '@tabler/icons-react'
import { type ChannelKind, channelKinds } from '../../../contract/resources/channel.ts'
import type { FoundTarget } from '../../../contract/resources/target.ts'
import type { ManualHeading, ManualPage } from '../../../manual/page.ts'
import { SLOT_COUNT } from '../../../planner/hash.ts'
import { openDialog, type ConsumerAction, consumerActions } from '../../stores/dialog.ts'
import { goTo } from '../../stores/scope.ts'
import { actionIcons } from '../../features/consumer-actions/action-icons.ts'
import { appliesTo } from '../../features/consumer-actions/consumer-actions.ts'
import { formatPair } from '../../features/epochs/epoch-pair.ts'
import type { Entry } from './entry.ts'
import { lostProblem, planProblem, type Scene } from './scene.ts'
import { numbersIn, wordsOf } from './search.ts'

/** With one letter half of the documentation is found; with two, Chinese words. */
const LEAST_LETTERS = 2

/** What is only listed when it is looked for: there may be very many of each. */
export function* foundEntries(scene: Scene, query: string, targets: readonly FoundTarget[] = []): Generator<Entry> {
  const { data, task, canAct, consumerIds, batchIds } = scene
  for (const id of consumerIds) yield* some(consumerEntry(scene, id))
  for (const id of consumerIds) yield* some(logEntry(scene, id))
  const numbers = numbersIn(query)
  if (numbers.length > 0) {
    for (const id of batchIds) {
      if (numbers.some((number) => String(id).includes(String(number)))) yield* some(batchEntry(scene, id))
    }
    for (let slot = 0; slot < SLOT_COUNT; slot++) yield* some(slotEntry(scene, slot))
    for (const number of new Set([
      ...numbers,
      ...(data.epochs.get(task?.task_id ?? -1) ?? []).map((one) => one.epoch),
    ])) {
      yield* some(epochEntry(scene, number))
      yield* some(rollbackEntry(scene, number))
    }
    const [from, to] = numbers
    if (from !== undefined && to !== undefined) yield* some(compareEntry(scene, from, to))
  }
  if (canAct) {
    for (const id of consumerIds) {
      for (const action of consumerActions) yield* some(consumerActionEntry(scene, action, id))
    }
  }
  for (const kind of channelKinds) yield* some(newChannelEntry(scene, kind))
  if (query.trim().length >= LEAST_LETTERS) {
    for (const page of scene.manual) {
      yield helpEntry(page)
      for (const heading of page.headings) yield helpEntry(page, heading)
    }
  }
  for (const found of targets) yield* some(targetEntry(scene, found, query))
  yield* some(findTargetEntry(scene, query))
}

function some(entry: Entry | null): Entry[] {
  return entry ? [entry] : []
}

/** The entry of an id that was chosen before; null where there is no such thing any more, or it may not be done. */
export function entryAgain(scene: Scene, id: string): Entry | null {
  const [kind = '', ...rest] = id.split(':')
  const value = rest.join(':')
  const number = value === '' ? NaN : Number(value)
  switch (kind) {
    case 'consumer':
      return consumerEntry(scene, value)
    case 'log':
      return logEntry(scene, value)
    case 'batch':
      return batchEntry(scene, number)
    case 'slot':
      return slotEntry(scene, number)
    case 'epoch':
      return epochEntry(scene, number)
    case 'rollback':
      return rollbackEntry(scene, number)
    case 'target': {
      const [task = '', ...target] = rest
      return targetEntry(scene, { task_id: Number(task), target: target.join(':') })
    }
    case 'new-channel': {
      const known = channelKinds.find((name) => name === value)
      return known ? newChannelEntry(scene, known) : null
    }
    case 'help': {
      const [pageId = '', at = ''] = value.split('#')
      const page = scene.manual.find((one) => one.id === pageId)
      const heading = page?.headings.find((one) => one.id === at)
      return page && (at === '' || heading) ? helpEntry(page, heading) : null
    }
    case 'compare': {
      const [from = 0, to = 0] = numbersIn(value)
      return compareEntry(scene, from, to)
    }
    default: {
      const action = consumerActions.find((name) => name === kind)
      return action && scene.canAct ? consumerActionEntry(scene, action, value) : null
    }
  }
}

function consumerEntry({ t, data }: Scene, id: string): Entry | null {
  const consumer = data.consumers.get(id)
  if (!consumer) return null
  return {
    id: `consumer:${id}`,
    group: 'consumer',
    label: id,
    detail: t(`state.${consumer.state}`),
    keywords: (consumer.hostname ?? '').toLowerCase(),
    icon: IconServer2,
    run: () => goTo('consumers', { open: id }),
  }
}

/** `[WS-29]` Of those that send it. */
function logEntry({ t, english, data }: Scene, id: string): Entry | null {
  if (data.consumers.get(id)?.has_log !== true) return null
  return {
    id: `log:${id}`,
    group: 'consumer',
    label: t('log.of', { consumer: id }),
    keywords: english('log.of', { consumer: id }).toLowerCase(),
    icon: IconLogs,
    run: () => goTo('consumers', { open: id, tab: 'log' }),
  }
}

function consumerActionEntry(scene: Scene, action: ConsumerAction, id: string): Entry | null {
  const { t, english, data, task } = scene
  const consumer = data.consumers.get(id)
  if (!consumer || !appliesTo(action, consumer) || (action === 'reload' && (task?.epoch ?? 0) === 0)) return null
  return {
    id: `${action}:${id}`,
    group: 'consumerAction',
    label: `${t(`action.do.${action}`)} ${id}…`,
    keywords: `${english(`action.do.${action}`)} ${id}`.toLowerCase(),
    icon: actionIcons[action],
    problem: lostProblem(scene),
    run: () => openDialog({ kind: 'consumers', action, ids: [id] }),
  }
}

function batchEntry({ t, english, data }: Scene, id: number): Entry | null {
  const batch = data.batches.get(id)
  if (!batch) return null
  return {
    id: `batch:${id}`,
    group: 'batch',
    label: `${t('batches.id')} ${id}`,
    detail: `${batch.consumer_id ?? t('common.nobody')} · ${t(`status.${batch.status}`)}`,
    keywords: `${english('batches.id')} ${id}`.toLowerCase(),
    icon: IconGridDots,
    run: () => goTo('batches', { open: String(id) }),
  }
}

function slotEntry({ t, english, data, task }: Scene, slot: number): Entry | null {
  const slots = data.slots.get(task?.task_id ?? -1)
  if (!slots || slots.epoch === 0 || !Number.isInteger(slot) || slot < 0 || slot >= SLOT_COUNT) return null
  return {
    id: `slot:${slot}`,
    group: 'slot',
    label: `${t('slots.slotColumn')} ${slot}`,
    detail: slots.owners[slot] ?? t('common.nobody'),
    keywords: `${english('slots.slotColumn')} ${slot}`.toLowerCase(),
    icon: IconMap2,
    run: () => goTo('slots', { slot: String(slot) }),
  }
}

/** Also of those that are not loaded: they are fetched when they are opened. */
function epochEntry({ t, english, data, task, causeText }: Scene, number: number): Entry | null {
  if (!task || !Number.isInteger(number) || number < 1 || number > task.epoch) return null
  const known = data.epochs.get(task.task_id)?.find(({ epoch }) => epoch === number)
  return {
    id: `epoch:${number}`,
    group: 'epoch',
    label: `${t('epochs.epoch')} ${number}`,
    detail: known ? causeText(known) : task.name,
    keywords: `${english('epochs.epoch')} ${number}`.toLowerCase(),
    icon: IconHistory,
    run: () => goTo('epochs', { open: String(number), task: String(task.task_id) }),
  }
}

function rollbackEntry(scene: Scene, number: number): Entry | null {
  const { t, english, data, task, canAct, causeText } = scene
  const epoch = data.epochs.get(task?.task_id ?? -1)?.find((one) => one.epoch === number)
  if (!canAct || !epoch || number === task?.epoch) return null
  return {
    id: `rollback:${number}`,
    group: 'epoch',
    label: t('palette.rollback', { epoch: number }),
    detail: causeText(epoch),
    keywords: english('palette.rollback', { epoch: number }).toLowerCase(),
    icon: IconArrowBackUp,
    problem: lostProblem(scene),
    run: () => goTo('epochs', { rollback: String(number), task: String(epoch.task_id) }),
  }
}

function compareEntry(scene: Scene, a: number, b: number): Entry | null {
  const { t, english, task } = scene
  if (!task || a === b || Math.max(a, b) > task.epoch) return null
  const pair = { from: Math.min(a, b), to: Math.max(a, b) }
  return {
    id: `compare:${a}-${b}`,
    group: 'epoch',
    label: t('epochs.compare', pair),
    keywords: english('epochs.compare', pair).toLowerCase(),
    icon: IconArrowsDiff,
    problem: planProblem(scene),
    run: () => goTo('epochs', { compare: formatPair(a, b), task: String(task.task_id) }),
  }
}

/** `[CN-2]` Only admins say where alerts go. */
function newChannelEntry(scene: Scene, kind: ChannelKind): Entry | null {
  const { t, english, data } = scene
  if (data.server.manages_tokens !== true) return null
  const inWords = (say: Scene['t']) => say('channels.newOf', { kind: say(`channels.kindName.${kind}`) })
  return {
    id: `new-channel:${kind}`,
    group: 'action',
    label: inWords(t),
    keywords: `${inWords(english)} alerts notifications`.toLowerCase(),
    icon: IconBellPlus,
    problem: lostProblem(scene),
    run: () => goTo('settings', { part: 'channels', new: kind }),
  }
}

/** A page of the documentation, or what stands under one of its headings. */
function helpEntry(page: ManualPage, heading?: ManualHeading): Entry {
  const at = heading?.id ?? ''
  return {
    id: `help:${page.id}#${at}`,
    group: 'help',
    label: heading?.text ?? page.title,
    ...(heading && { detail: page.title }),
    icon: IconFileText,
    run: () => goTo('help', { page: page.id, at }),
  }
}

/** @param query by which the monitor has found it, maybe in its label or in another spelling */
function targetEntry(
  { t, data }: Scene,
  { task_id, target, label, consumer_id }: Pick<FoundTarget, 'task_id' | 'target'> & Partial<FoundTarget>,
  query = '',
): Entry | null {
  const task = data.tasks.get(task_id)
  if (!task) return null
  // Where there is but one task, its name says nothing.
  const parts = [label, consumer_id === null ? t('common.nobody') : consumer_id, data.tasks.size > 1 && task.name]
  return {
    id: `target:${task_id}:${target}`,
    group: 'target',
    label: target,
    detail: parts.filter(Boolean).join(' · ') || task.name,
    keywords: wordsOf(query).join(' '),
    icon: IconTargetArrow,
    run: () => goTo('targets', { open: target, task: String(task_id) }),
  }
}

/** The search of the Targets screen: only the monitor knows all of them. */
function findTargetEntry(scene: Scene, query: string): Entry | null {
  const { t, task } = scene
  const text = query.trim()
  if (text === '' || !task || task.epoch === 0) return null
  return {
    id: 'find-target',
    group: 'target',
    label: t('palette.findTarget', { text }),
    detail: task.name,
    icon: IconSearch,
    problem: lostProblem(scene),
    run: () => goTo('targets', { q: text }),
  }
}
