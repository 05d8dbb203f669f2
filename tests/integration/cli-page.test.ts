import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { docBlocks } from '../doc-blocks.ts'
import { root } from '../docs.ts'
import { DocShell } from './doc-shell.ts'
import { python, terminalScript } from './cli-process.ts'
import { TestConsumer } from './test-consumer.ts'

const page = 'docs/cli.md'
/** `$ command` and what a terminal shows of it. */
const examples = docBlocks(page).flatMap(({ language, text }) => {
  if (language !== 'console') return []
  const [, command = '', shown = ''] = /^\$ (.*)\n([\s\S]*)$/.exec(text) ?? []
  return [{ command, shown }]
})
/** Writes what is printed into the page, in place of comparing it. */
const isWriting = process.env['BATCHDECK_WRITE_DOCS'] !== undefined

/** Times and addresses are others each time, and columns as wide as they need. */
function timeless(shown: string): string {
  return shown
    .replaceAll(/\d{4}-\d{2}-\d{2}[ T][\d:.]+Z?/g, 'TIME')
    .replaceAll(/\b(\d+[dhm] )?\d+(\.\d)?(ms|s|m|h)( ago)?\b/g, 'SPAN')
    .replaceAll(/http:\/\/[\d.:]+/g, 'http://HOST')
    .replaceAll(/\d+\.\d+\.\d+, started/g, 'VERSION, started')
    .replaceAll(/ +/g, ' ')
    .trimEnd()
}

describe('[DOC-2] docs/cli.md', () => {
  let shell: DocShell
  let url = ''
  const consumers: TestConsumer[] = []
  const beats: NodeJS.Timeout[] = []
  beforeAll(async () => {
    shell = new DocShell({ NO_COLOR: '1', TERM: 'xterm', TZ: 'UTC', PYTHONDONTWRITEBYTECODE: '1' })
    url = await shell.serve('batchdeck serve --port 0')
    for (const id of ['eu-1', 'eu-2']) {
      consumers.push(await TestConsumer.register(`${url.replace('http', 'ws')}/websocket/monitor`, id))
    }
    const headers = { 'content-type': 'application/json' }
    const send = (path: string, method: string, body: unknown) =>
      fetch(url + path, { method, headers, body: JSON.stringify(body) })
    for (const { id, socket } of consumers) {
      const say = (frame: object) => socket.send(JSON.stringify({ ...frame, consumer_id: id }))
      socket.on('message', (data) => {
        const { type, task_id, epoch } = JSON.parse((data as Buffer).toString()) as Record<string, unknown>
        if (type === 'batch_reload') say({ type: 'batch_reload_ack', task_id, epoch, action: 'reloading' })
      })
      beats.push(setInterval(() => say({ type: 'heartbeat', batches: [] }), 5000))
    }
    // No epoch comes by itself while somebody is drained.
    await send('/api/tasks', 'POST', { task_id: 1, name: 'Contracts', auto_sync: false })
    await send('/api/tasks/1/targets', 'PUT', ['target-a', 'target-b'])
    await vi.waitFor(async () => {
      const { epochs } = (await (await fetch(`${url}/api/tasks/1/epochs`)).json()) as { epochs: { state: string }[] }
      if (epochs[0]?.state !== 'settled') throw new Error(`It is ${epochs[0]?.state} still.`)
    }, 20_000)
  })
  afterAll(async () => {
    for (const beat of beats) clearInterval(beat)
    for (const consumer of consumers) await consumer[Symbol.asyncDispose]()
    await shell[Symbol.asyncDispose]()
  })

  it.each(examples)('$command', async ({ command, shown }) => {
    writeFileSync(join(shell.folder, 'example.sh'), `${command}\n`)
    const ran = await shell.run(
      `export BATCHDECK_URL=${url}; '${python}' '${terminalScript}' 110 40 bash example.sh 3</dev/null || true`,
    )
    const output = ran.output.replaceAll('\r\n', '\n')
    if (isWriting) {
      const content = readFileSync(join(root, page), 'utf8')
      const block = `\`\`\`console\n$ ${command}\n${shown}\`\`\``
      expect(content).toContain(block)
      const written = `\`\`\`console\n$ ${command}\n${output.replaceAll(url, 'http://127.0.0.1:8080')}\`\`\``
      writeFileSync(
        join(root, page),
        content.replace(block, () => written),
      )
      return
    }
    expect(timeless(output)).toBe(timeless(shown))
  })
})
