import type { RemoteFinding } from '../../contract/connection-problem.ts'
import type { MonitorId, monitorRequests } from '../../contract/desktop-monitors.ts'
import type { AppStore } from '../app/app-state.ts'
import type { OpenedLinks } from '../links/opened-links.ts'
import { compareConnections, monitorNameOf, readConnections, writeConnections } from '../remote/connections-file.ts'
import type { KnownMonitors } from '../remote/known-monitors.ts'
import { knownMonitors } from '../remote/monitor-list.ts'
import type { MonitorLinks } from '../remote/monitor-links.ts'
import { testRemote } from '../remote/remote-transport.ts'
import type { ShownMonitor } from '../remote/shown-monitor.ts'
import type { DesktopHandlers } from './desktop-calls.ts'

export interface MonitorParts {
  readonly store: AppStore
  readonly shown: ShownMonitor
  readonly known: KnownMonitors
  readonly connections: MonitorLinks
  readonly links: Pick<OpenedLinks, 'chosen'>
  /** Shows another monitor that is known, or the app's own, from the beginning. */
  readonly attach: (id: MonitorId) => void
}

/** What the page asks of the app about monitors. */
export function monitorHandlers({
  store,
  shown,
  known,
  connections,
  links,
  attach,
}: MonitorParts): Pick<DesktopHandlers, keyof typeof monitorRequests> {
  // After the answer, which the page is still there to take.
  const attachSoon = (id: MonitorId) =>
    void setImmediate(() => {
      attach(id)
      links.chosen()
    })
  return {
    'monitor.test': (given) => {
      const { remote, problem } = shown.find(given)
      return remote ? testRemote(remote) : { ok: false, problem }
    },
    async 'monitor.attach'({ name, ...given }): Promise<RemoteFinding> {
      const { remote, id, problem } = shown.find(given)
      if (!remote) return { ok: false, problem }
      const finding = await testRemote(remote)
      if (!finding.ok) return finding
      const { url, ssh, token } = remote
      const before = known.find(id)
      const isAnotherToken = known.tokenOf(id) !== token
      const called = monitorNameOf(name) ?? (name === undefined ? (before?.name ?? null) : null)
      known.remember({ name: called, url, ssh: ssh?.text ?? null }, token)
      if (isAnotherToken) connections.reopen(id)
      else connections.retry(id)
      attachSoon(id)
      return finding
    },
    'monitor.show': ({ id }) => {
      if (id === null || known.find(id)) attachSoon(id)
      return null
    },
    'monitor.forget': ({ id }) => {
      if (store.getState().settings.attached === id) attachSoon(null)
      // The page of that monitor is gone before it.
      setImmediate(() => known.forget(id))
      return null
    },
    'monitor.change': ({ id, name, watch }) => {
      const called = name === undefined ? undefined : monitorNameOf(name)
      known.change(id, { ...(called !== undefined && { name: called }), ...(watch !== undefined && { watch }) })
      return null
    },
    'monitor.retry': ({ id }) => {
      connections.retry(id)
      return null
    },
    'monitor.export': () => {
      const others = knownMonitors(store.getState()).filter(({ id }) => id !== null)
      return { text: writeConnections(others), connections: others.length }
    },
    'monitor.import': ({ text, apply }) => {
      const read = readConnections(text)
      if (!read.ok) return read
      const finding = compareConnections(store.getState().known, read.connections)
      if (apply && finding.ok) known.add(read.connections)
      return finding
    },
  }
}
