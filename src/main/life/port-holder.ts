import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'
import { createServer } from 'node:net'
import { Type } from 'typebox'
import { Check } from 'typebox/value'

/** What is asked who he is has to say so within this, ms. */
const TIMEOUT_MS = 1500
/** Of an answer; ours is shorter. */
const MAX_BYTES = 2048
/** So many ports are tried from the one that is wanted on. */
const MAX_TRIED = 100
const LAST_PORT = 65_535

const health = Type.Object({ status: Type.Literal('ok'), version: Type.String({ maxLength: 40 }) })

/** `[DT-15]` Who listens on a port of this machine: the version of another monitor of ours; null where it is something else. */
export async function monitorAt(host: string, port: number): Promise<string | null> {
  const name = isAnyAddress(host) ? '127.0.0.1' : host
  const at = `${name.includes(':') ? `[${name}]` : name}:${port}/healthz`
  const [plain, guarded] = await Promise.all([versionAt(`http://${at}`), versionAt(`https://${at}`)])
  return plain ?? guarded
}

/** `[DT-15]` The first from this one on that is free; null where none is. */
export async function freePort(host: string, from: number): Promise<number | null> {
  for (let port = from; port < from + MAX_TRIED && port <= LAST_PORT; port++) {
    if (await isFree(host, port)) return port
  }
  return null
}

function isFree(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const server = createServer()
  server.once('error', () => resolve(false))
  server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)))
  return promise
}

function isAnyAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

function versionAt(url: string): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>()
  const ended = AbortSignal.timeout(TIMEOUT_MS)
  // Nothing but its version is believed of it, whoever it is.
  const options = { signal: ended, agent: false as const, rejectUnauthorized: false }
  const request = (url.startsWith('https') ? getHttps : getHttp)(url, options, (response) => {
    let text = ''
    response.setEncoding('utf8')
    response.on('data', (part: string) => {
      text += part
      if (text.length > MAX_BYTES) request.destroy()
    })
    response.on('end', () => resolve(versionIn(text)))
    response.on('error', () => resolve(null))
    response.on('close', () => resolve(null))
  })
  request.on('error', () => resolve(null))
  return promise
}

function versionIn(text: string): string | null {
  try {
    const answer: unknown = JSON.parse(text)
    return Check(health, answer) ? answer.version : null
  } catch {
    return null
  }
}
