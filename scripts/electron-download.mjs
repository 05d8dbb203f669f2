import { once } from 'node:events'
import { constants } from 'node:os'
import { DownloadLine } from './download-line.mjs'
import { electronBinary, electronVersion } from './electron.mjs'
import { nodeRuntime } from './node-runtime.mjs'
import { finished, inRoot, spawnInFront } from './project.mjs'
import { proxyEnvironment } from './proxy-environment.mjs'

const patience = Number(process.env.BATCHDECK_DOWNLOAD_PATIENCE)
/** ms without a byte. Proxies that look for viruses may keep the whole file for longer; a timer takes no more than 24 days. */
const longestSilence = (patience > 0 ? Math.min(patience, 86_400) : 20) * 1000

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
const endings = signals.map((signal) => 128 + constants.signals[signal])

/** Electron on its way, by a process of its own. */
export class ElectronDownload {
  #child
  #line = new DownloadLine(`Downloading Electron ${electronVersion()}`)
  #received = -1
  #trouble = ''
  #failure = null
  #isWatched = true
  #signal = null
  #isStopped = false

  constructor() {
    for (const signal of signals) process.once(signal, () => (this.#signal = signal))
    // A connection that fell silent is renewed before that is too long.
    const renewal = String(Math.round(longestSilence * 0.7))
    const line = ['--disable-warning=ExperimentalWarning', inRoot('scripts', 'electron-downloader.mjs'), renewal]
    this.#child = spawnInFront(nodeRuntime(), line, {
      env: { ...process.env, ...proxyEnvironment(process.env) },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.exit = this.#end()
  }

  /** The exit code. What the process said last may be read after it has ended. */
  async #end() {
    const code = await finished(this.#child)
    if (this.#child.connected) await once(this.#child, 'disconnect')
    return code
  }

  /** @see obtainDesktop */
  async wait() {
    this.#line.say(`Downloading Electron ${electronVersion()}…`, true)
    const code = await Promise.race([this.exit, this.#silence()])
    this.#isWatched = false
    this.#line.end()
    if (this.#signal || endings.includes(code)) {
      await this.exit
      return { endedBy: this.#signal ? 128 + constants.signals[this.#signal] : code }
    }
    const binary = electronBinary()
    if (code === 0 && binary) return { binary }
    if (code !== 'silent') return this.#failure ?? { reason: 'the Electron binary could not be downloaded' }
    const seconds = Math.round(longestSilence / 1000)
    const why = this.#trouble ? ` (${this.#trouble})` : ''
    return {
      reason: `no byte of Electron came for ${seconds} s${why}`,
      help: 'The download goes on meanwhile, and the next start goes on where it ends.',
      download: this,
    }
  }

  /** Says how it ends, where it ends beside something else. */
  announce() {
    void this.#tellOfEnd()
  }

  async #tellOfEnd() {
    const code = await this.exit
    if (this.#isStopped || endings.includes(code)) return
    const why = this.#failure ? `: ${this.#failure.reason}` : ''
    console.log(code === 0 ? 'The desktop app is ready for the next start.' : `Electron was not downloaded${why}.`)
  }

  async stop() {
    this.#isStopped = true
    this.#child.kill()
    await this.exit
  }

  /** Resolves once nothing has come for so long. */
  #silence() {
    return new Promise((done) => {
      let timer
      const wake = () => {
        clearTimeout(timer)
        timer = this.#isWatched ? setTimeout(() => done('silent'), longestSilence) : undefined
      }
      wake()
      void this.exit.then(() => clearTimeout(timer))
      this.#child.on('message', (message) => {
        const { type, reason } = message
        if (type === 'failed') this.#failure = { reason, help: message.help }
        if (!this.#isWatched) return
        if (type === 'trouble') this.#trouble = reason
        if (type === 'progress' && message.received !== this.#received) {
          this.#received = message.received
          this.#trouble = ''
          this.#line.show(message.received, message.total)
          wake()
        }
        if (type === 'damaged') {
          this.#line.end()
          console.log(`${reason[0].toUpperCase()}${reason.slice(1)}.`)
          wake()
        }
        if (type === 'unpacking') {
          // It says nothing, and ends.
          clearTimeout(timer)
          this.#line.say(`Unpacking Electron ${electronVersion()}…`, true)
        }
      })
    })
  }
}
