import { useBackend } from '../../backend/context.ts'
import { useAction } from '../../backend/use-command.ts'
import { showToast } from '../../components/toast.tsx'
import type { Words } from '../../i18n/said.tsx'
import { openDialog } from '../../stores/dialog.ts'

/** So many at once, as the monitor takes them. */
const MAX_ALERTS = 20_000

export interface Attend {
  readonly isRunning: boolean
  /** @param words what is said when it is done, in place of that they are acknowledged */
  readonly acknowledge: (ids: readonly string[], why?: string, words?: Words) => Promise<boolean>
  readonly unacknowledge: (ids: readonly string[]) => Promise<boolean>
  /** @param until by the monitor's clock, ms; null ends it */
  readonly snooze: (ids: readonly string[], until: number | null, why?: string) => Promise<boolean>
}

/** `[AL-6]` `[UI-5]` What is done about alerts: at once, told in a toast, and taken back there. Each answers whether it was done. */
export function useAttend(): Attend {
  const backend = useBackend()
  const [isRunning, run] = useAction()

  async function unacknowledge(ids: readonly string[]): Promise<boolean> {
    const done = await run(() => backend.call('alerts.unacknowledge', { alerts: some(ids) }), `open ${ids.join(' ')}`)
    if (done) showToast((say) => say('attend.unacknowledged'))
    return done !== null
  }

  async function acknowledge(ids: readonly string[], why = '', words?: Words): Promise<boolean> {
    const call = () => backend.call('alerts.acknowledge', { alerts: some(ids), ...reason(why) })
    const done = await run(call, `acknowledge ${why} ${ids.join(' ')}`)
    if (!done) return false
    const { alerts } = done
    // All of them are over meanwhile.
    if (alerts.length === 0) showToast((say) => say('attend.over'))
    else {
      showToast(
        words ??
          ((say, { number }) => say('attend.acknowledged', { count: alerts.length, alerts: number(alerts.length) })),
        {
          steps: [
            ...(why === '' ? [{ label: sayWhy, run: () => openDialog({ kind: 'acknowledge', alerts }) }] : []),
            { label: undo, run: () => backend.call('alerts.unacknowledge', { alerts: [...alerts] }) },
          ],
        },
      )
    }
    return true
  }

  async function snooze(ids: readonly string[], until: number | null, why = ''): Promise<boolean> {
    const call = () => backend.call('alerts.snooze', { alerts: some(ids), until, ...reason(why) })
    const done = await run(call, `snooze ${until === null ? 'no more' : ''} ${ids.join(' ')}`)
    if (!done) return false
    const { alerts } = done
    if (alerts.length === 0) showToast((say) => say('attend.over'))
    else if (until === null) showToast((say) => say('attend.snoozeEnded'))
    else {
      showToast((say, { minute }) => say('attend.snoozed', { time: minute(until, Date.now()) }), {
        steps: [{ label: undo, run: () => backend.call('alerts.snooze', { alerts: [...alerts], until: null }) }],
      })
    }
    return true
  }

  return { isRunning, acknowledge, unacknowledge, snooze }
}

const undo: Words = (say) => say('common.undo')
const sayWhy: Words = (say) => say('attend.sayWhy')

function some(ids: readonly string[]): string[] {
  return ids.slice(0, MAX_ALERTS)
}

function reason(why: string): { why?: string } {
  return why.trim() === '' ? {} : { why: why.trim() }
}
