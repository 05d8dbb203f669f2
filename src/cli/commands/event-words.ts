import { formats } from '../../console/format.ts'
import { alertText, type NamedTasks } from '../../console/words.ts'
import type { EventResource } from '../../contract/events.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'

const { duration } = formats.en

/** What happened, in a few words; what it is about stands beside it. */
export function eventWords(event: EventResource, tasks: NamedTasks): string {
  switch (event.type) {
    case 'batch_status': {
      const { status, progress, message } = event.data
      return `${status} ${progress}%${message === '' ? '' : `: ${message}`}${repeated(event.data.count)}`
    }
    case 'consumer_status':
      return `${event.data.state}${silent(event.data.silence)}`
    case 'member':
      return `${event.data.change}${silent(event.data.silence)}`
    case 'epoch': {
      const { epoch, state, cause, counts } = event.data
      return counts === undefined
        ? `epoch ${epoch} ${state}`
        : `epoch ${epoch} ${state}: ${cause} (+${counts.added} −${counts.removed}, ${counts.moved_consumer} moved, ${counts.consumers_told} notified)`
    }
    case 'reload_sent':
      return `epoch ${event.data.epoch} sent${event.data.again ? ' again' : ''}`
    case 'reload_ack':
      return `epoch ${event.data.epoch} ${event.data.action}${repeated(event.data.count)}`
    case 'rollout':
      return `epoch ${event.data.epoch} ${event.data.state}`
    case 'session': {
      const { action, remote, code } = event.data
      return `connection ${action}${remote === null ? '' : ` from ${remote}`}${code === undefined ? '' : ` (${code})`}${repeated(event.data.count)}`
    }
    case 'operator': {
      const { action, outcome, token, via, name, epoch } = event.data
      const about = [name, epoch !== undefined && `epoch ${epoch}`].filter(Boolean).join(', ')
      return `${action}${about === '' ? '' : ` ${about}`}: ${outcome}, by ${token ?? 'an operator'} (${via})${repeated(event.data.count)}`
    }
    case 'error':
      return `${event.data.code}: ${event.data.message}${repeated(event.data.count)}`
    case 'limit':
      return `${event.data.code}${repeated(event.data.count)}`
    case 'alert': {
      const { action, why } = event.data
      const alert = { ...event.data, ...event, alert_id: '', since: event.at } as unknown as AlertResource
      return `${action}: ${alertText(alert, tasks, 'en')}${why === undefined || why === '' ? '' : ` (${why})`}`
    }
    case 'storage':
      return `${event.data.what} ${event.data.action}${event.data.message === undefined ? '' : `: ${event.data.message}`}`
    case 'source': {
      const { name, outcome, added, removed, message } = event.data
      const changes = added === undefined && removed === undefined ? '' : ` (+${added ?? 0} −${removed ?? 0})`
      return `${name} ${outcome}${changes}${message === undefined ? '' : `: ${message}`}`
    }
    case 'note':
      return `${event.data.token ?? 'note'}: ${event.data.text}`
    case 'window': {
      const { window_id: id, action, mutes, why } = event.data
      return `${mutes ? 'silence' : 'maintenance'} ${id} ${action}${why === undefined || why === '' ? '' : ` (${why})`}`
    }
    case 'clock':
      return event.data.change === 'gap'
        ? `the monitor did not run for ${duration(event.data.by)}`
        : `the clock was set by ${duration(event.data.by)}`
    case 'monitor':
      return `${event.data.action}, ${event.data.version}`
    default:
      // A monitor of a later version may know more of them.
      return JSON.stringify((event as { data: unknown }).data)
  }
}

function silent(silence: number | undefined): string {
  return silence === undefined ? '' : ` after ${duration(silence)} of silence`
}

function repeated(count: number | undefined): string {
  return count === undefined || count < 2 ? '' : ` ×${count}`
}
