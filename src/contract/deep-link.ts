/**
 * `[DT-17]` Links into the desktop app: `batchdeck://open/consumers?open=c-1&monitor=https%3A%2F%2Fdeck.example`. A link
 * shows a place of a monitor and can do nothing else: whatever it holds beside that is left out.
 */
import { type Place, type RouteParams, type ScreenName, screenNames } from './place.ts'

/** What the system passes to the app. */
export const LINK_SCHEME = 'batchdeck'
/** Of a whole link, in UTF-16 code units: what is longer is none. */
export const MAX_LINK_LENGTH = 2048
const MAX_VALUE_LENGTH = 1024

/** The monitor that a link is about. */
export interface LinkedMonitor {
  /** Where its console is: `https://deck.example:8443`. Null is the one of the computer that the link is opened on. */
  readonly url: string | null
}

export interface DeepLink {
  readonly place: Place
  readonly monitor: LinkedMonitor
}

/** What every screen has in its address. */
const shared = ['task', 'range'] as const

/** What of its address a link may carry to each screen: what is looked at, and how. */
export const linkableParams = {
  overview: [...shared, 'alert'],
  consumers: [...shared, 'state', 'q', 'open', 'sort', 'tab', 'find', 'level'],
  batches: [...shared, 'status', 'consumer', 'q', 'as', 'group', 'open', 'sort'],
  slots: [
    ...shared,
    'mode',
    'q',
    'slot',
    'owner',
    'at',
    'from',
    'to',
    'show',
    // What would be if: a question that the monitor answers. What makes it so is a button, and asks.
    'without',
    'more',
    'rebalance',
  ],
  epochs: [...shared, 'kind', 'q', 'open', 'compare', 'list', 'sort'],
  targets: [...shared, 'q', 'open', 'sort', 'priority', 'consumer', 'batch', 'status', 'report', 'attribute', 'value'],
  events: [...shared, 'q', 'type', 'severity', 'statuses', 'consumer', 'batch', 'group', 'open'],
  settings: [...shared, 'part', 'open', 'q', 'only', 'channel', 'deliveries', 'before'],
  help: [...shared, 'page', 'at', 'lang', 'q'],
} as const satisfies Record<ScreenName, readonly string[]>

/** What begins something that changes the fleet or the monitor: never in a link. Tests hold the screens to both lists. */
export const unlinkableParams: readonly string[] = ['import', 'rollback', 'new']

// oxlint-disable-next-line no-control-regex -- what no address has
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/
const form = /^batchdeck:\/{0,3}open\/([a-z]+)\/?(?:\?([^#]*))?(?:#.*)?$/i
const monitorForm = /^(https?):\/\/([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?((?:\/[\w.~!$&'()*+,;=:@%-]+)*)\/*$/i

/**
 * The link to a place. What may not be in one is left out, and so is what would make it too long.
 * @throws {RangeError} where the monitor's address is none for a link: ask {@link linkedMonitor} before
 */
export function formatDeepLink({ screen, params }: Place, { url }: LinkedMonitor): string {
  const monitor = url === null ? null : linkedMonitor(url)
  if (url !== null && monitor === null) throw new RangeError('The monitor has no address that a link can name.')
  const ending = monitor === null ? '' : `monitor=${encoded(monitor)}`
  let link = `${LINK_SCHEME}://open/${screen}`
  let between = '?'
  for (const [name, value] of Object.entries(params)) {
    if (!isLinkable(screen, name, value)) continue
    const longer = `${link}${between}${name}=${encoded(value)}`
    if (longer.length + 1 + ending.length > MAX_LINK_LENGTH) continue
    link = longer
    between = '&'
  }
  return ending === '' ? link : `${link}${between}${ending}`
}

/**
 * Reads a link as it arrives from the system, which may have changed how it is written. Null where it is none. Only a
 * known screen, parameters that it may carry, and an address of a monitor without credentials come out.
 */
export function parseDeepLink(text: string): DeepLink | null {
  if (text.length > MAX_LINK_LENGTH) return null
  const link = text.trim()
  if (controls.test(link)) return null
  const [, name, query = ''] = form.exec(link) ?? []
  const screen = screenNames.find((one) => one === name)
  const given = screen && readQuery(query)
  if (!screen || !given) return null
  const named = given.get('monitor') ?? ''
  const url = named === '' ? null : linkedMonitor(named)
  if (named !== '' && url === null) return null
  const params: RouteParams = Object.fromEntries(
    [...given].filter(([param, value]) => isLinkable(screen, param, value)),
  )
  return { place: { screen, params }, monitor: { url } }
}

/**
 * The address of a console as a link names it, or null where it cannot: http and https only, no user, password, query
 * or fragment, written in one way.
 */
export function linkedMonitor(url: string): string | null {
  if (url.length > MAX_VALUE_LENGTH) return null
  const [, scheme = '', host = '', port, path = ''] = monitorForm.exec(url) ?? []
  if (host === '') return null
  const isSecure = scheme.toLowerCase() === 'https'
  const number = Number(port ?? (isSecure ? 443 : 80))
  if (number < 1 || number > 65_535) return null
  const isUsual = number === (isSecure ? 443 : 80)
  return `http${isSecure ? 's' : ''}://${host.toLowerCase()}${isUsual ? '' : `:${number}`}${path}`
}

function isLinkable(screen: ScreenName, name: string, value: string): boolean {
  const names: readonly string[] = linkableParams[screen]
  const isPlain = value !== '' && value.length <= MAX_VALUE_LENGTH && !controls.test(value) && value.isWellFormed()
  return isPlain && names.includes(name)
}

/** Null where it is written wrongly, or says one thing twice. */
function readQuery(query: string): Map<string, string> | null {
  const given = new Map<string, string>()
  for (const part of query.split('&')) {
    if (part === '') continue
    const at = part.indexOf('=')
    const [name, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)]
    try {
      const known = decodeURIComponent(name)
      if (given.has(known)) return null
      given.set(known, decodeURIComponent(value.replaceAll('+', ' ')))
    } catch {
      return null
    }
  }
  return given
}

/** Also what ends an address in the text of a mail or a chat. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (mark) => `%${mark.codePointAt(0)!.toString(16).toUpperCase()}`,
  )
}
