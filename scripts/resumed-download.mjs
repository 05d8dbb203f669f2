import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { diskTrouble, DownloadError, networkTrouble, Setback } from './download-error.mjs'

const firstPause = 250
const longestPause = 30_000
const mostRestarts = 3
const reportEvery = 200
/** Before an answer begins, a proxy may load the whole file to look for viruses. */
const longestStart = 120_000
/** More is no file that anybody meant: a build of Electron has 120 MiB. */
const usualMostBytes = 1024 ** 3

/**
 * Downloads a URL into the file `part`, and goes on where an earlier download of it ended. It is tried until it is whole:
 * what broke off is asked for again, from its last byte.
 * @param {string} part what is known of it stands beside it, in `PART.json`
 * @param {string} url with a name and password where it needs them; nobody is shown those
 * @param {object} watch
 * @param {number} watch.patience ms without a byte after which a connection is given up for another
 * @param {number} [watch.patienceBefore] the same before an answer begins, and where it would begin anew
 * @param {number} [watch.mostBytes] what is larger is something else
 * @param {(received: number, total: number | null) => void} watch.onProgress bytes, at most five times a second
 * @param {(reason: string) => void} watch.onTrouble why it does not go on at the moment
 * @throws {DownloadError} where waiting would not help
 */
export async function downloadInto(part, url, watch) {
  mkdirSync(dirname(part), { recursive: true })
  const download = new Download(part, url, watch)
  let wait = firstPause
  let isFirst = true
  for (;;) {
    const before = download.arrived
    try {
      if (await download.goOn()) return
      download.trouble(`the connection to ${download.host} broke off`)
    } catch (error) {
      if (error instanceof DownloadError) throw error
      const trouble = diskTrouble(error, dirname(part)) ?? networkTrouble(error, download.host)
      if (trouble instanceof DownloadError) throw trouble
      // A network that goes away in the middle may come back.
      if (trouble.isFinal && isFirst && download.arrived === 0) throw new DownloadError(trouble.reason, trouble)
      download.trouble(trouble.reason)
    }
    isFirst = false
    wait = download.arrived > before ? firstPause : Math.min(wait * 2, longestPause)
    await pause(wait)
  }
}

/** How far the download into `part` is, or null where there is none. */
export function downloadProgress(part) {
  const stats = statSync(part, { throwIfNoEntry: false })
  return stats ? { received: stats.size, total: readNote(part)?.total ?? null } : null
}

/** Removes what was downloaded of something. */
export function removeDownload(part) {
  for (const file of [part, `${part}.json`]) rmSync(file, { force: true })
}

class Download {
  arrived = 0
  #part
  #url
  #headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'batchdeck' }
  #watch
  #restarts = 0
  #reportedAt = 0
  /** It would begin anew. */
  #isRangeRefused = false
  /** Compressed on its way: a part of it is no part of the file. */
  #isEncoded = false

  constructor(part, url, watch) {
    this.#part = part
    this.#url = new URL(url)
    this.#watch = watch
    const { username, password, protocol } = this.#url
    if (!/^https?:$/.test(protocol)) {
      throw new DownloadError(`${protocol}// is nothing to download from`, { help: 'Check ELECTRON_MIRROR.' })
    }
    if (username || password) {
      // `fetch` takes no address with them.
      const pair = `${decoded(username)}:${decoded(password)}`
      this.#headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`
      this.#url.username = this.#url.password = ''
    }
    // An address may hold a secret.
    this.id = createHash('sha256').update(this.#url.href).digest('hex')
  }

  get host() {
    return this.#url.host
  }

  trouble(reason) {
    this.#watch.onTrouble(reason)
  }

  /** Downloads until the end, or until the connection breaks off; true where the file is whole. */
  async goOn() {
    const known = this.#known()
    if (known.size > 0 && known.size === known.total) return true
    const silence = new AbortController()
    let timer
    const wake = (ms) => {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(new Setback(`${this.host} sends nothing`)), ms)
    }
    const { patience, patienceBefore = longestStart } = this.#watch
    wake(patienceBefore)
    try {
      const response = await fetch(this.#url, { headers: this.#ask(known), signal: silence.signal })
      const start = this.#begin(response, known)
      if (start === null) {
        await response.body?.cancel()
        return false
      }
      const { from, total } = start
      const file = await open(this.#part, from === 0 ? 'w' : 'r+')
      try {
        return await this.#receive(response, file, from, total, () => {
          wake(this.#isRangeRefused ? patienceBefore : patience)
        })
      } finally {
        await file.close()
      }
    } finally {
      clearTimeout(timer)
    }
  }

  /** What is there of this download. What is there of another is no use. */
  #known() {
    const note = readNote(this.#part)
    if (note?.id !== this.id) return { size: 0, total: null, validator: null }
    return { size: statSync(this.#part, { throwIfNoEntry: false })?.size ?? 0, ...note }
  }

  #ask({ size, validator }) {
    if (size === 0) return this.#headers
    return { ...this.#headers, range: `bytes=${size}-`, ...(validator && { 'if-range': validator }) }
  }

  /** Where the answer begins, and how long the file is; null where it has to be asked for anew. */
  #begin(response, known) {
    const { status, headers } = response
    const isEncoded = !/^(identity)?$/i.test(headers.get('content-encoding') ?? '')
    if (status === 206) {
      if (isEncoded) return this.#anew()
      const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? []
      const size = Number(total) || known.total
      const isNext = Number(from) === known.size && (known.total === null || size === known.total)
      return isNext ? { from: known.size, total: size } : this.#anew()
    }
    // A part that is longer than the file.
    if (status === 416) return this.#anew()
    if (!response.ok) throw refused(response, this.host, basename(this.#url.pathname))
    if (/^text\/html/i.test(headers.get('content-type') ?? '')) {
      throw new DownloadError(`${this.host} answers with a web page instead of the file`, {
        help: 'A network that wants you to sign in first does so: open any page in a browser.',
      })
    }
    if (known.size > 0 || this.#isEncoded) {
      this.#isRangeRefused = true
      this.#restart()
    }
    this.#isEncoded = isEncoded
    const total = isEncoded ? null : Number(headers.get('content-length')) || null
    if (total > this.#mostBytes) throw this.#tooLarge()
    // Of one that is encoded nothing is known afterwards: it begins anew.
    const id = isEncoded ? null : this.id
    writeFileSync(`${this.#part}.json`, JSON.stringify({ id, total, validator: validatorOf(headers) }))
    return { from: 0, total }
  }

  get #mostBytes() {
    return this.#watch.mostBytes ?? usualMostBytes
  }

  #tooLarge() {
    return new DownloadError(`${this.host} sends more than the file can be`, {
      help: 'Check ELECTRON_MIRROR.',
      isLasting: true,
    })
  }

  #anew() {
    removeDownload(this.#part)
    this.#restart()
    return null
  }

  #restart() {
    this.#restarts += 1
    if (this.#restarts <= mostRestarts) return
    throw new DownloadError(`the connection to ${this.host} breaks off again and again, and every time it begins anew`)
  }

  async #receive(response, file, from, total, onBytes) {
    let size = from
    this.#report(size, total, true)
    for await (const chunk of response.body) {
      onBytes()
      // The length that was promised does not keep it from sending more.
      if (size + chunk.length > this.#mostBytes) {
        removeDownload(this.#part)
        throw this.#tooLarge()
      }
      if (total !== null && size + chunk.length > total) {
        this.#anew()
        return false
      }
      await writeWhole(file, chunk, size)
      size += chunk.length
      this.arrived += chunk.length
      this.#report(size, total, size === total)
    }
    if (total !== null) return size === total
    writeFileSync(`${this.#part}.json`, JSON.stringify({ ...readNote(this.#part), total: size }))
    return true
  }

  #report(received, total, isForced) {
    const now = performance.now()
    if (!isForced && now - this.#reportedAt < reportEvery) return
    this.#reportedAt = now
    this.#watch.onProgress(received, total)
  }
}

async function writeWhole(file, bytes, position) {
  let written = 0
  while (written < bytes.length) {
    written += (await file.write(bytes, written, bytes.length - written, position + written)).bytesWritten
  }
}

/** As it is where it was never encoded: `100%` is a password, too. */
function decoded(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Only a strong one promises the same bytes. */
function validatorOf(headers) {
  const etag = headers.get('etag')
  return etag && !etag.startsWith('W/') ? etag : headers.get('last-modified')
}

/** What is wrong with an answer. */
function refused({ status }, host, name) {
  if (status >= 500 || [408, 425, 429].includes(status)) {
    return new Setback(`${host} answers ${status}`)
  }
  if (status === 404 || status === 410) {
    return new DownloadError(`${host} has no ${name} (${status})`, {
      help: 'Check ELECTRON_MIRROR, which ends with a slash, and what else is set for Electron.',
      isLasting: true,
    })
  }
  if (status === 407) return new DownloadError('the proxy answers 407')
  return new DownloadError(`${host} refuses ${name} (${status})`)
}

function readNote(part) {
  try {
    return JSON.parse(readFileSync(`${part}.json`, 'utf8'))
  } catch {
    return null
  }
}
