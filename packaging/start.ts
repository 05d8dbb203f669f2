import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { PackedApp } from './packed-app.ts'

const PATIENCE_MS = 60_000

/** Whether this machine can start it. */
export function isForThisMachine({ platform, machine }: PackedApp): boolean {
  return platform === process.platform && (machine === 'universal' || machine === process.arch)
}

/**
 * Starts what was packed, in a data folder of its own, and has it do what only works where everything is in its place: the
 * window comes up, the database and its threads work, and the demo fleet finds its targets.
 *
 * Not by what drives the end-to-end tests: they come in by `--inspect`, which a package does not listen to. And with
 * `ELECTRON_RUN_AS_NODE`, which would make it a Node where the fuse is not set.
 * @returns what went wrong, a sentence each
 */
export async function startFaults(app: PackedApp): Promise<string[]> {
  const program = app.platform === 'darwin' ? join(app.program, 'Contents/MacOS/Batchdeck') : app.program
  const userData = mkdtempSync(join(tmpdir(), 'batchdeck-packed-'))
  const isRoot = process.getuid?.() === 0
  const args = [`--user-data-dir=${userData}`, '--remote-debugging-port=0', ...(isRoot ? ['--no-sandbox'] : [])]
  const env = { ...process.env, BATCHDECK_SERVER_PORT: '0', ELECTRON_RUN_AS_NODE: '1' }
  // Not from where the sources are: nothing of theirs may be found.
  const child = spawn(program, args, { env, cwd: userData, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  let output = ''
  const address = new Promise<string>((resolve, reject) => {
    const hear = (text: string) => {
      output += text
      const [, found] = /DevTools listening on (ws:\S+)/.exec(output) ?? []
      if (found !== undefined) resolve(found)
    }
    child.stdout.setEncoding('utf8').on('data', hear)
    child.stderr.setEncoding('utf8').on('data', hear)
    child.once('error', reject)
    void ended.then(([code]) => reject(new Error(`It ended with ${String(code)}.`)))
    setTimeout(() => reject(new Error('It opened no window.')), PATIENCE_MS).unref()
  })
  try {
    const browser = await chromium.connectOverCDP(await address, { timeout: PATIENCE_MS })
    const [context] = browser.contexts()
    const page = context?.pages()[0] ?? (await context?.waitForEvent('page', { timeout: PATIENCE_MS }))
    if (!page) throw new Error('It opened no window.')
    page.setDefaultTimeout(PATIENCE_MS)
    await page.waitForURL(/app\.asar/)
    await page.getByRole('button', { name: 'Start demo fleet' }).click()
    await page.getByText('All clear').waitFor()
    await browser.close()
    return []
  } catch (error) {
    return [`It does not start: ${(error as Error).message}`, ...output.split('\n').slice(-20)]
  } finally {
    child.kill()
    await ended
    rmSync(userData, { recursive: true, force: true, maxRetries: 10 })
  }
}
