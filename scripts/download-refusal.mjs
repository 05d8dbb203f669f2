import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { DownloadError } from './download-error.mjs'

const retryAfter = 24 * 3_600_000

/** What will not change by itself is not asked for again for a day; another address is, at once. */
export class DownloadRefusal {
  #file
  #id

  constructor(file, url) {
    this.#file = file
    this.#id = createHash('sha256').update(url).digest('hex')
  }

  /** @throws {DownloadError} */
  check() {
    let last
    try {
      last = JSON.parse(readFileSync(this.#file, 'utf8'))
    } catch {
      return
    }
    const age = Date.now() - last.at
    if (last.id !== this.#id || !(age >= 0 && age < retryAfter)) return
    const hours = Math.ceil((retryAfter - age) / 3_600_000)
    throw new DownloadError(last.reason, {
      help: `${last.help} It is asked again in ${hours} h, or once that is changed.`,
    })
  }

  note({ message, help }) {
    writeFileSync(this.#file, JSON.stringify({ id: this.#id, at: Date.now(), reason: message, help }))
  }
}
