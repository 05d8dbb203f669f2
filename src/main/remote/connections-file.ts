import { parseMonitorAddress } from '../../console/monitor-address.ts'
import { monitorId } from '../../console/monitor-label.ts'
import { parseSshDestination } from '../../console/ssh-destination.ts'
import {
  type Connection,
  type ConnectionEntryFault,
  type ImportFinding,
  MAX_KNOWN_MONITORS,
  MAX_MONITOR_NAME_LENGTH,
} from '../../contract/desktop-monitors.ts'

const FORMAT = 'batchdeck-connections'
const VERSION = 1
/** So many bad entries are said; the rest is like them. */
const MAX_FAULTS = 20
/** What hides, or turns around what stands beside it. What joins letters (U+200C, U+200D) is part of some scripts and of emoji. */
const unfit = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/u

/** `[DT-21]` The connections as a file for somebody else: names and addresses, no token. */
export function writeConnections(connections: readonly Connection[]): string {
  const plain = connections.map(({ name, url, ssh }) => ({
    ...(name !== null && { name }),
    url,
    ...(ssh !== null && { ssh }),
  }))
  return `${JSON.stringify({ format: FORMAT, version: VERSION, connections: plain }, null, 2)}\n`
}

/** Whether a connection is as it would be kept: what is only nearly so would be tried without the host it is behind. */
export function isConnection({ url, ssh }: Pick<Connection, 'url' | 'ssh'>): boolean {
  const isAddress = parseMonitorAddress(url)?.url === url && URL.canParse(url)
  return isAddress && (ssh === null || parseSshDestination(ssh)?.text === ssh)
}

/** A name as it is kept; null where there is none, and undefined where it cannot be one. */
export function monitorNameOf(given: unknown): string | null | undefined {
  if (given === undefined || given === null) return null
  if (typeof given !== 'string' || unfit.test(given)) return undefined
  const name = given.trim()
  if (name.length > MAX_MONITOR_NAME_LENGTH) return undefined
  return name === '' ? null : name
}

type Read =
  | { readonly ok: true; readonly connections: readonly Connection[] }
  | Extract<ImportFinding, { readonly ok: false }>

/** `[DT-21]` Reads such a file. One bad entry, and none is taken: whoever made the file meant something else by it. */
export function readConnections(text: string): Read {
  let found: unknown
  try {
    found = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return { ok: false, fault: 'no_json' }
  }
  const { format, version, connections } = (found ?? {}) as Record<string, unknown>
  if (format !== FORMAT || !Array.isArray(connections)) return { ok: false, fault: 'no_connections' }
  if (version !== VERSION) return { ok: false, fault: 'newer' }
  const read = connections.map(readEntry)
  const entries = read.flatMap((one, i) => (typeof one === 'string' ? [{ entry: i + 1, fault: one }] : []))
  if (entries.length > 0) return { ok: false, entries: entries.slice(0, MAX_FAULTS) }
  // The last of the same wins.
  const byId = new Map(read.map((one) => [monitorId(one as Connection), one as Connection]))
  return { ok: true, connections: [...byId.values()] }
}

/** `[DT-21]` What taking them would change of those that are known. */
export function compareConnections(known: readonly Connection[], given: readonly Connection[]): ImportFinding {
  const byId = new Map(known.map((one) => [monitorId(one), one]))
  const added = given.filter((one) => !byId.has(monitorId(one)))
  if (known.length + added.length > MAX_KNOWN_MONITORS) return { ok: false, fault: 'too_many' }
  const renamed = given.flatMap((connection) => {
    const before = byId.get(monitorId(connection))
    if (!before || connection.name === null || connection.name === before.name) return []
    return [{ connection, before: before.name }]
  })
  return { ok: true, added, renamed, unchanged: given.length - added.length - renamed.length }
}

function readEntry(entry: unknown): Connection | ConnectionEntryFault {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return 'shape'
  const { name: givenName, url, ssh } = entry as Record<string, unknown>
  const name = monitorNameOf(givenName)
  if (name === undefined) return 'name'
  // A password in an address is refused as one in a file.
  if (typeof url !== 'string' || url.length > 2048 || /\p{C}/u.test(url)) return 'address'
  if (/^[^/?#]*:\/\/[^/?#]*@|^[^/?#]*@/.test(url)) return 'secret'
  const address = parseMonitorAddress(url)
  if (!address || !URL.canParse(address.url)) return 'address'
  if (address.token !== null) return 'secret'
  if (ssh === undefined || ssh === null) return { name, url: address.url, ssh: null }
  const destination = typeof ssh === 'string' ? parseSshDestination(ssh) : null
  return destination ? { name, url: address.url, ssh: destination.text } : 'ssh'
}
