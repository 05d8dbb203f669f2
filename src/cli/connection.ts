import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import * as tls from 'node:tls'
import { Failure } from './failure.ts'

/** The options of every command that asks a monitor. */
export interface ConnectionOptions {
  readonly url?: string
  readonly tokenFile?: string
  readonly ca?: string
  /** Seconds. */
  readonly timeout?: string
}

/** A monitor that runs, and how it is reached. */
export interface Connection {
  /** Without a `/` at its end. */
  readonly base: string
  readonly token: string | null
  /** Until an answer has to be there, ms. */
  readonly timeout: number
}

type Environment = Readonly<Record<string, string | undefined>>

export const DEFAULT_URL = 'http://127.0.0.1:8080'
const DEFAULT_TIMEOUT_S = 30
const MAX_TIMEOUT_S = 86_400
/** More than any token has, in bytes. */
const MAX_TOKEN_FILE_BYTES = 4096
const STDIN = 0
const READABLE_BY_OTHERS = 0o044

/**
 * `[CMD-1]` Which monitor is asked: `--url` before `BATCHDECK_URL` before this machine's. The token comes from a file or from
 * the environment, never from the command line, which every user of the machine can see.
 * @param note what is no failure: others can read the token
 * @throws {Failure} what cannot be read
 */
export function readConnection(
  options: ConnectionOptions,
  environment: Environment,
  note: (text: string) => void = () => {},
): Connection {
  const base = baseOf(options.url ?? (environment['BATCHDECK_URL'] || DEFAULT_URL))
  const token = tokenOf(options.tokenFile, environment, note)
  const timeout = timeoutOf(options.timeout)
  const ca = options.ca ?? environment['BATCHDECK_CA']
  if (ca) trust(ca)
  return { base, token, timeout }
}

function baseOf(given: string): string {
  const url = /^https?:\/\//i.test(given) ? URL.parse(given) : null
  // What was given may hold a secret: it is not shown.
  if (url !== null && (url.username !== '' || url.password !== '' || url.search !== '')) {
    throw new Failure(
      'wrong',
      '--url takes an address alone. Give the token in BATCHDECK_TOKEN, or in a file with --token-file FILE.',
    )
  }
  if (url === null) {
    throw new Failure('wrong', `--url ${given} is not the address of a monitor; give one like ${DEFAULT_URL}.`)
  }
  return `${url.origin}${withoutSlashes(url.pathname)}`
}

function withoutSlashes(path: string): string {
  let end = path.length
  while (path[end - 1] === '/') end--
  return path.slice(0, end)
}

function tokenOf(file: string | undefined, environment: Environment, note: (text: string) => void): string | null {
  if (file === undefined && environment['BATCHDECK_TOKEN'])
    return checked(environment['BATCHDECK_TOKEN'], 'BATCHDECK_TOKEN')
  const given = file ?? environment['BATCHDECK_TOKEN_FILE']
  if (!given) return null
  const by = file === undefined ? 'BATCHDECK_TOKEN_FILE' : '--token-file'
  return checked(readFirst(given, by, note), by)
}

/** What a header can carry. */
function checked(text: string, by: string): string {
  const token = text.trim()
  if (token === '') throw new Failure('wrong', `${by} is empty; it should hold a token.`)
  if (!/^[\x21-\x7e]+$/.test(token)) throw new Failure('wrong', `${by} holds more than a token; it should be one line.`)
  return token
}

function readFirst(file: string, by: string, note: (text: string) => void): string {
  let descriptor: number | null = null
  try {
    descriptor = file === '-' ? STDIN : openSync(inHome(file), 'r')
    const stat = fstatSync(descriptor)
    if (stat.isFile() && (stat.mode & READABLE_BY_OTHERS) !== 0 && process.platform !== 'win32') {
      note(`${by} ${file} can be read by other users of this machine. To stop that: chmod 600 ${file}`)
    }
    const bytes = Buffer.alloc(MAX_TOKEN_FILE_BYTES + 1)
    let length = 0
    while (length < bytes.length) {
      const read = readSync(descriptor, bytes, length, bytes.length - length, null)
      if (read === 0) break
      length += read
    }
    if (length > MAX_TOKEN_FILE_BYTES) throw new Failure('wrong', `${by} ${file} is too large for a token.`)
    return bytes.toString('utf8', 0, length)
  } catch (error) {
    if (error instanceof Failure) throw error
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new Failure('wrong', `${by} ${file} cannot be read (${code}).`, error)
  } finally {
    if (descriptor !== null && descriptor !== STDIN) closeSync(descriptor)
  }
}

/** A shell leaves `~` alone where it does not begin a word. */
function inHome(file: string): string {
  return file.startsWith('~/') ? join(homedir(), file.slice(2)) : file
}

function timeoutOf(given: string | undefined): number {
  if (given === undefined) return DEFAULT_TIMEOUT_S * 1000
  const seconds = Number(given)
  if (/^\d+(\.\d+)?$/.test(given) && seconds > 0 && seconds <= MAX_TIMEOUT_S) return seconds * 1000
  throw new Failure('wrong', `--timeout ${given} is not a number of seconds, such as 10.`)
}

/** Certificates beside those that Node trusts, for everything this process opens. */
function trust(file: string): void {
  try {
    const pem = readFileSync(inHome(file), 'utf8')
    // What holds none would be passed over in silence.
    if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
      throw new Failure('wrong', `--ca ${file} is not a PEM certificate.`)
    }
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), pem])
  } catch (error) {
    if (error instanceof Failure) throw error
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new Failure('wrong', `--ca ${file} cannot be used (${code}).`, error)
  }
}
