import { monitorLabel } from '../../console/monitor-label.ts'
import type { KnownMonitor } from '../../contract/desktop-monitors.ts'
import type { AppState } from '../app/app-state.ts'
import { unwatched } from './monitor-health.ts'

type Part = Pick<AppState, 'known' | 'health'>

const inOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Every monitor that can be shown and how it is: the app's own, and the others by name, so that none moves while it is used. */
export function knownMonitors({ known, health }: Part): KnownMonitor[] {
  const own = { id: null, name: null, url: '', ssh: null, watch: true, has_token: false }
  const others = known.toSorted((a, b) => inOrder.compare(monitorLabel(a), monitorLabel(b)))
  return [own, ...others].map((one) => ({ ...one, health: health.get(one.id) ?? unwatched }))
}
