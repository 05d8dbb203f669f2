import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { BatchdeckError, errorTable, type ErrorCode } from '../contract/errors.ts'
import type { ProcedureInput, ProcedureResult } from '../contract/procedures.ts'
import { refusal } from '../contract/refusal.ts'
import {
  MAX_EXPIRY_MS,
  type TokenOptions,
  type TokenResource,
  type TokenRole,
  tokenRoles,
} from '../contract/resources/token.ts'
import { startMonitor } from '../monitor/monitor.ts'
import { nearest } from '../settings/nearest.ts'
import { byDefault, givenBy, resolveSettings } from '../settings/settings.ts'
import { settingUnits } from '../settings/setting-value.ts'
import { type AskedMonitor, askedMonitor } from './asked-monitor.ts'
import { givenSettings } from './given-settings.ts'

export const tokenUsage = `batchdeck token list                                      the named tokens, without their secrets
batchdeck token create NAME --role ROLE [options]        a new one; prints its secret, once
batchdeck token rotate NAME                              another secret for it; prints that, once
batchdeck token revoke NAME                              ends it, and the connections that came in by it

  --role ROLE          viewer, operator, admin (an operator who manages tokens, too) or consumer
  --pattern PATTERN    consumer ids that a consumer token speaks for, * for any text (*)
  --max-consumers N    how many ids a consumer token may make known
  --expires TIME       after a time (12h, 30d) or at one (2027-01-31T12:00Z)

  --url URL            a monitor that runs, for example http://127.0.0.1:8080; it is asked with the token in the
                       variable BATCHDECK_TOKEN or in --token-file FILE, of an admin or the operator of the settings
  --host ADDRESS, --port N
                       the same, for one that is asked over http
  --data-dir DIR, --config FILE
                       without --url: the folder of a monitor that does not run`

const actions = ['list', 'create', 'rotate', 'revoke'] as const
type Action = (typeof actions)[number]

const options = {
  role: { type: 'string' },
  pattern: { type: 'string' },
  'max-consumers': { type: 'string' },
  expires: { type: 'string' },
  url: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  'token-file': { type: 'string' },
  'data-dir': { type: 'string' },
  config: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

type TokenCall = 'tokens.list' | 'tokens.create' | 'tokens.rotate' | 'tokens.revoke'

/** Tokens of a monitor, wherever it is. */
interface Desk extends AsyncDisposable {
  call<N extends TokenCall>(name: N, input: ProcedureInput<N>): Promise<ProcedureResult<N>>
}

/** Where it says something: what a program goes on with, and what is for a person. */
interface Output {
  readonly out: (text: string) => Promise<void>
  /** Of the token with this name: it is said once and never again. */
  readonly secret: (secret: string, name: string) => Promise<void>
  /** Throws where nothing can be said. */
  readonly assertWritable: () => void
  readonly note: (text: string) => void
}

/**
 * `[SEC-4]` `batchdeck token …`: of a monitor that runs over HTTP, and of one that does not in its folder, so that there can
 * be a token before its first start on a public address.
 * @param args what follows `token`
 * @throws {BatchdeckError} `INVALID_SETTING` for what was asked wrongly; what the monitor refuses
 */
export async function tokenCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  version: string,
  { out, secret: say, assertWritable, note }: Output,
): Promise<void> {
  const { values, positionals } = read(args)
  const [action, name, ...more] = positionals
  if (values.help === true || action === undefined) {
    await out(tokenUsage)
    return
  }
  const chosen = actionOf(action)
  const isNamed = chosen !== 'list'
  if (isNamed !== (name !== undefined) || more.length > 0) throw refusal('token_command_unclear', { action: chosen })
  const input = chosen === 'create' ? createOptions(name!, values) : { name: name! }
  // Before a secret is lost that is shown only once.
  if (chosen === 'create' || chosen === 'rotate') assertWritable()
  await using desk = await openDesk(values, environment, version, note)
  switch (chosen) {
    case 'list':
      await out(table((await desk.call('tokens.list', {})).tokens))
      break
    case 'create':
    case 'rotate': {
      const { secret } =
        chosen === 'create'
          ? await desk.call('tokens.create', input as TokenOptions)
          : await desk.call('tokens.rotate', input)
      await say(secret, name!)
      note('This is the secret. Keep it: it is not shown again.')
      break
    }
    case 'revoke':
      await desk.call('tokens.revoke', input)
      note(`${name} is no longer good.`)
  }
}

type Values = ReturnType<typeof read>['values']

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    const [detail = ''] = (error as Error).message.split('\n')
    throw refusal('options_unreadable', { detail }, { cause: error })
  }
}

function actionOf(given: string): Action {
  const action = actions.find((name) => name === given)
  if (action) return action
  const near = nearest(given, actions)
  const command = `token ${given}`
  throw near ? refusal('command_mistyped', { command, near: `token ${near}` }) : refusal('command_unknown', { command })
}

function createOptions(name: string, { role = '', pattern, expires, ...values }: Values): TokenOptions {
  if (!tokenRoles.includes(role as TokenRole)) throw refusal('token_role_unknown', { roles: tokenRoles.join(', ') })
  const most = values['max-consumers']
  if (most !== undefined && !/^[1-9]\d{0,6}$/.test(most)) throw refusal('max_consumers_unreadable')
  return {
    name,
    role: role as TokenRole,
    ...(pattern !== undefined && { consumer_pattern: pattern }),
    ...(most !== undefined && { max_consumers: Number(most) }),
    ...(expires !== undefined && { expires_at: expiryOf(expires) }),
  }
}

/** `30d` from now, or a time of ISO 8601. */
function expiryOf(given: string): number {
  const [, number, unit] = /^(\d+)([smhd])$/.exec(given) ?? []
  const at =
    number === undefined
      ? Date.parse(/^\d{4}-\d{2}-\d{2}/.test(given) ? given : '')
      : Date.now() + Number(number) * settingUnits.duration[unit as 's' | 'm' | 'h' | 'd']
  if (Number.isNaN(at)) throw refusal('expiry_unreadable', { given })
  if (at > MAX_EXPIRY_MS) throw refusal('expiry_too_late', { given })
  return at
}

/** As for `backup` and `serve`. */
function addressIn({ host, port }: Values): string | undefined {
  if (host === undefined && port === undefined) return undefined
  const shown = host?.includes(':') === true ? `[${host}]` : (host ?? '127.0.0.1')
  return `http://${shown}:${port ?? '8080'}`
}

async function openDesk(
  values: Values,
  environment: Readonly<Record<string, string | undefined>>,
  version: string,
  note: (text: string) => void,
): Promise<Desk> {
  const { config = null } = values
  const asked = askedMonitor({ ...values, url: values.url ?? addressIn(values) }, environment, note)
  if (asked !== null) return remoteDesk(asked)
  const dataDir = values['data-dir']
  const folder = dataDir === undefined ? [] : givenBy({ kind: 'flag', place: '--data-dir' }, { 'data-dir': dataDir })
  return localDesk(givenSettings({ settings: folder, file: config }, environment), version)
}

/** The routes of what is asked of a monitor that runs. */
const routes: Readonly<Record<TokenCall, (name: string) => readonly [method: string, path: string]>> = {
  'tokens.list': () => ['GET', '/api/tokens'],
  'tokens.create': () => ['POST', '/api/tokens'],
  'tokens.rotate': (name) => ['POST', `/api/tokens/${name}/rotate`],
  'tokens.revoke': (name) => ['DELETE', `/api/tokens/${name}`],
}

function remoteDesk({ base, token }: AskedMonitor): Desk {
  return {
    async call<N extends TokenCall>(name: N, input: ProcedureInput<N>) {
      const [method, path] = routes[name]('name' in input ? encodeURIComponent(input.name) : '')
      const body = name === 'tokens.create' ? JSON.stringify(input) : null
      const headers = {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== null && { 'content-type': 'application/json' }),
      }
      const response = await fetch(base + path, { method, headers, body }).catch((error: unknown) => {
        const { cause, message } = error as Error
        throw refusal('monitor_not_reached', {
          url: base,
          detail: (cause as Error | undefined)?.message ?? message,
        })
      })
      const text = await response.text()
      if (!response.ok) throw problemIn(text, response.status)
      return (text === '' ? null : JSON.parse(text)) as ProcedureResult<N>
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** What a monitor answered that refused; whatever else answers there is none. */
function problemIn(text: string, status: number): BatchdeckError {
  try {
    const { code, detail } = JSON.parse(text) as { code: ErrorCode; detail: string }
    if (Object.hasOwn(errorTable, code)) return BatchdeckError.from({ code, message: detail })
  } catch {
    // It is said below.
  }
  return refusal('monitor_not_reached', { url: '--url', detail: `HTTP ${status}` })
}

/**
 * A monitor that nobody else reaches, for as long as it takes: it does and writes down what one that runs would. Time does
 * not pass in it, so that nobody is lost by that.
 */
async function localDesk(given: ReturnType<typeof givenSettings>, version: string): Promise<Desk> {
  const kept = given.filter(({ name }) => !name.startsWith('server.'))
  const own = {
    'server.port': 0,
    // Whoever may write to the folder may also revoke the last admin's.
    'server.token': randomUUID(),
    'console.update-interval': '10s',
    'monitor.liveness.grace': '24h',
  }
  const settings = resolveSettings([...kept, ...givenBy(byDefault, own)])
  const monitor = await startMonitor({ settings, given: kept, version, consoleRoot: null }).catch((error: unknown) => {
    const isBusy = error instanceof BatchdeckError && error.reason === 'file_in_use'
    throw isBusy ? refusal('tokens_of_running_monitor', { folder: String(settings['data-dir']) }) : error
  })
  return { call: (name, input) => monitor.api.call(name, input), [Symbol.asyncDispose]: () => monitor.close() }
}

function table(tokens: readonly TokenResource[]): string {
  const when = (at: number | null) => {
    if (at === null) return '–'
    // A monitor of an earlier version took any number.
    return at > MAX_EXPIRY_MS ? 'after 9999' : new Date(at).toISOString().slice(0, 16).replace('T', ' ')
  }
  const rows = tokens.map((token) => [
    token.name,
    token.role,
    token.consumer_pattern ?? '–',
    when(token.created_at),
    token.created_by ?? token.created_via,
    when(token.last_used_at),
    when(token.expires_at),
  ])
  const all = [['NAME', 'ROLE', 'PATTERN', 'MADE (UTC)', 'BY', 'LAST USED', 'EXPIRES'], ...rows]
  const widths = all[0]!.map((_, i) => Math.max(...all.map((row) => row[i]!.length)))
  return all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
