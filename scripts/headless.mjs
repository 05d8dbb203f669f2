import { openBrowser } from './desktop.mjs'
import { nodeRuntime } from './node-runtime.mjs'
import { finished, inRoot, root, run, spawnInFront } from './project.mjs'

/**
 * Runs the headless server in the foreground; resolves with its exit code.
 * @param {readonly string[]} args its command and flags
 * @param {{ browser: boolean }} options `browser`: open the console once it can be reached
 */
export async function runHeadless(args, { browser }) {
  const line = [inRoot('src', 'headless', 'index.ts'), ...args]
  if (!browser) return await run(nodeRuntime(), line)
  const child = spawnInFront(nodeRuntime(), line, { cwd: root, stdio: ['inherit', 'pipe', 'inherit'] })
  let head = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    // Whoever reads it may have stopped: the server leaves lines out then, rather than that they pile up here.
    if (!process.stdout.write(text) && !process.stdout.destroyed) {
      child.stdout.pause()
      process.stdout.once('drain', () => child.stdout.resume())
    }
    if (head === null) return
    head += text
    const url = /^Console: (http\S+)\s*$/m.exec(head)?.[1]
    if (url) openBrowser(url)
    if (url || head.length > 65_536) head = null
  })
  return await finished(child)
}
