import type { MonitorFrame, RegisteredFrame } from './protocol.ts'

type Fields = Readonly<Record<string, unknown>>

/** What a text that came is; null where it is no frame, or not what its type promises (CL-10). */
export function readFrame(text: unknown): MonitorFrame | null {
  if (typeof text !== 'string') return null
  let frame: unknown
  try {
    frame = JSON.parse(text)
  } catch {
    return null
  }
  if (!isObject(frame)) return null
  if (frame['type'] === 'registered') return { ...frame, tasks: tasksOf(frame['tasks']) } as RegisteredFrame
  const reading = Object.hasOwn(readings, String(frame['type'])) ? readings[String(frame['type'])] : undefined
  return reading?.(frame) ? (frame as MonitorFrame) : null
}

/** Whether a frame has what is made use of. */
const readings: Readonly<Record<string, (frame: Fields) => boolean>> = {
  connected: () => true,
  subscribed: () => true,
  pong: () => true,
  batch_reload: ({ task_id, epoch }) => Number.isSafeInteger(task_id) && Number.isSafeInteger(epoch),
  log_wanted: ({ wanted }) => typeof wanted === 'boolean',
  error: ({ code, message }) => typeof code === 'string' && typeof message === 'string',
  batch_status: ({ data }) =>
    isObject(data) && Number.isSafeInteger(data['batch_id']) && typeof data['consumer_id'] === 'string',
  consumer_status: ({ data }) =>
    isObject(data) && typeof data['consumer_id'] === 'string' && typeof data['state'] === 'string',
  epoch: ({ data }) => isObject(data) && Number.isSafeInteger(data['task_id']) && Number.isSafeInteger(data['epoch']),
  reload_ack: ({ data }) => isObject(data) && Number.isSafeInteger(data['task_id']),
}

function tasksOf(tasks: unknown): NonNullable<RegisteredFrame['tasks']> {
  if (!Array.isArray(tasks)) return []
  return (tasks as unknown[]).filter(
    (task): task is NonNullable<RegisteredFrame['tasks']>[number] =>
      isObject(task) && Number.isSafeInteger(task['task_id']) && Number.isSafeInteger(task['epoch']),
  )
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
