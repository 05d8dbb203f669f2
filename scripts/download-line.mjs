const plainEvery = 10_000
const window = 10_000
const clear = '\r\u001b[K'

/** Shows how far a download is: on a terminal in one line that changes, elsewhere a line every 10 s. */
export class DownloadLine {
  #what
  #stream
  #now
  /** Of the last 10 s, oldest first: what is left is estimated by them. */
  #samples = []
  #shownAt = -Infinity
  #isOpen = false

  /**
   * @param {string} what such as `Downloading Electron 45.4.1`
   * @param {NodeJS.WriteStream} stream
   * @param {() => number} now ms
   */
  constructor(what, stream = process.stdout, now = () => performance.now()) {
    this.#what = what
    this.#stream = stream
    this.#now = now
  }

  /** @param {number} received bytes  @param {number | null} total bytes, where it is known */
  show(received, total) {
    const at = this.#now()
    // It began anew.
    if (received < (this.#samples.at(-1)?.received ?? 0)) this.#samples = []
    this.#samples.push({ at, received })
    while (this.#samples.length > 2 && at - this.#samples[1].at >= window) this.#samples.shift()
    this.say(this.#text(received, total))
  }

  /** Shows something else in its place. */
  say(text, isNews = false) {
    if (this.#stream.isTTY) {
      // A line that wraps could not be taken back.
      this.#stream.write(clear + text.slice(0, (this.#stream.columns || 80) - 1))
      this.#isOpen = true
    } else if (isNews || this.#now() - this.#shownAt >= plainEvery) {
      this.#shownAt = this.#now()
      this.#stream.write(`${text}\n`)
    }
  }

  /** Leaves a clean terminal. */
  end() {
    if (this.#isOpen) this.#stream.write(clear)
    this.#isOpen = false
  }

  #text(received, total) {
    const amount = total === null ? `${mebibytes(received)} MiB` : `${mebibytes(received)} of ${mebibytes(total)} MiB`
    const speed = this.#speed()
    if (speed === null) return `${this.#what}: ${amount}`
    const rate = `${(speed / 1_048_576).toFixed(1)} MiB/s`
    const left = total === null || speed === 0 ? '' : `, ${duration((total - received) / speed)} left`
    return `${this.#what}: ${amount}, ${rate}${left}`
  }

  /** Bytes a second, or null where nothing can be said yet. */
  #speed() {
    const [first] = this.#samples
    const last = this.#samples.at(-1)
    const seconds = (last.at - first.at) / 1000
    return seconds < 1 ? null : (last.received - first.received) / seconds
  }
}

function mebibytes(bytes) {
  return Math.round(bytes / 1_048_576)
}

function duration(seconds) {
  if (seconds < 90) return `about ${Math.ceil(seconds)} s`
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`
  return `about ${Math.round(seconds / 3600)} h`
}
