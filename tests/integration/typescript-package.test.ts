import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { chromiumFlags, findChromium } from '../chromium.ts'
import { PageProxy } from '../page-proxy.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { selfSigned, trust } from './self-signed.ts'
import { ServerProcess } from './server-process.ts'

const root = resolve(import.meta.dirname, '../..')
const source = join(root, 'clients/typescript')
const readme = readFileSync(join(source, 'README.md'), 'utf8')
const blocks = Array.from(readme.matchAll(/```ts\n(.+?)\n```/gs), ([, code = '']) => code)
const wait = { timeout: 20_000, interval: 30 }

/** A project that has installed the package. */
const project = mkdtempSync(join(tmpdir(), 'batchdeck-package-'))
const installed = join(project, 'node_modules/@batchdeck/client')
let packed: string[] = []

/** The block of the README that has this in it. */
function block(text: string): string {
  const found = blocks.filter((one) => one.includes(text))
  if (found.length !== 1) throw new Error(`${found.length} blocks of clients/typescript/README.md have ${text}`)
  return found[0] ?? ''
}

function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', shell: process.platform === 'win32', stdio: 'pipe' })
}

/** A program of the project, with what it prints when it has ended. */
function run(name: string, code: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  writeFileSync(join(project, name), code)
  const child: ChildProcess = spawn(process.execPath, [name, ...args], {
    cwd: project,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit') as Promise<[number | null]>
  const printed = Promise.all([textOf(child.stdout!), textOf(child.stderr!)])
  return {
    child,
    end: async () => {
      const [code_] = await ended
      return { code: code_, printed: (await printed).join('') }
    },
  }
}

async function makeTask({ send }: Pick<RunningMonitor, 'send'>): Promise<void> {
  await send('POST', '/api/tasks', { task_id: 1, name: 'Watch', batch_size: 2 })
  await send('PUT', '/api/tasks/1/targets', 'a\nb\nc\nd\n')
}

beforeAll(() => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: source })
  const [{ filename, files }] = JSON.parse(npm(['pack', '--json', '--pack-destination', project], source)) as [
    { filename: string; files: { path: string }[] },
  ]
  packed = files.map(({ path }) => path)
  writeFileSync(join(project, 'package.json'), '{"private":true,"type":"module"}')
  npm(['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', join(project, filename)], project)
  for (const name of ['@types', 'react', 'react-dom', 'vue', '@vue', 'csstype', 'undici-types', 'scheduler']) {
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name), 'junction')
  }
})
afterAll(() => rmSync(project, { recursive: true, force: true }))

describe('the package @batchdeck/client', () => {
  it('has what it needs to be used, and nothing else', () => {
    expect(packed.filter((path) => !path.startsWith('dist/')).toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
    ])
    expect(packed.filter((path) => path.startsWith('dist/') && !/\.(d\.ts|js)$/.test(path))).toEqual([])
    expect(readFileSync(join(source, 'LICENSE'), 'utf8')).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'))
    const { version, dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >
    expect([version, dependencies]).toEqual([readVersion(), undefined])
  })

  it('its README and its example compile with its types', () => {
    const uses = `import { Consumer, Observer, type Batch, type Fleet } from '@batchdeck/client'
import { useSyncExternalStore } from 'react'
import { onScopeDispose, shallowRef } from 'vue'
declare const consumer: Consumer, batch: Batch, observer: Observer
declare function lookAt(target: string): Promise<void>
export type { Batch, Fleet }
void [Consumer, Observer, useSyncExternalStore, onScopeDispose, shallowRef, consumer, batch, observer, lookAt]
`
    // Each in a block of its own: what it makes itself takes the place of what is declared.
    const whole = blocks.map((code) => `{\n${code.replaceAll(/^import .*$/gm, '')}\n}`)
    writeFileSync(join(project, 'readme.ts'), `import { slotOf } from '@batchdeck/client'\n${uses}${whole.join('\n')}`)
    copyFileSync(join(source, 'examples/worker.ts'), join(project, 'worker.ts'))
    const options = {
      target: 'ES2024',
      module: 'NodeNext',
      lib: ['ES2024', 'ESNext.Disposable', 'DOM'],
      types: ['node'],
    }
    const strictly = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true }
    const compilerOptions = { ...options, ...strictly, skipLibCheck: false }
    const files = ['readme.ts', 'worker.ts']
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...compilerOptions, skipLibCheck: true }, files }),
    )
    const said = spawnTsc(project)
    expect(said).toBe('')
  })

  it('its README works: a worker, changes, its log, an observer, slots', async () => {
    await using running = await runMonitor({ 'monitor.liveness.member-debounce': '20ms' })
    const here = (code: string) =>
      code
        .replaceAll('ws://127.0.0.1:8080/websocket/monitor', running.consumerUrl)
        .replace(", { token: 'of a viewer' }", '')
    const worker = run(
      'readme-worker.ts',
      `${here(block('consumer.stopOnSignals()'))}\nasync function lookAt(target: string) {}\n`,
    )
    try {
      await vi.waitFor(
        async () => expect(await running.get('/api/consumers/worker-1')).toMatchObject({ state: 'online' }),
        wait,
      )
      await makeTask(running)
      await vi.waitFor(async () => {
        const { batches } = (await running.get('/api/tasks/1/batches')) as { batches: { status: string }[] }
        expect(batches.map(({ status }) => status)).toEqual(['completed', 'completed'])
      }, wait)
      const program = [
        here(block('observer.subscribe(() => {')),
        `import { Consumer, slotOf } from '@batchdeck/client'`,
        `import { useSyncExternalStore, createElement } from 'react'`,
        `import { renderToString } from 'react-dom/server'`,
        `import { effectScope, onScopeDispose, shallowRef } from 'vue'`,
        `const consumer = new Consumer('${running.consumerUrl}', 'worker-2')`,
        block(`consumer.on('revoked'`),
        `for await (const batch of consumer.work()) {`,
        block('consumer.log('),
        `batch.progress(42, 'half'); break }`,
        `while (![...observer.fleet.batches.values()].some(({ progress }) => progress === 42)) await new Promise((done) => setTimeout(done, 20))`,
        `function Page() {`,
        block('useSyncExternalStore('),
        `return createElement('p', null, 'react ' + fleet.consumers.size) }`,
        `console.log(renderToString(createElement(Page)).replaceAll(/<.*?>/g, ''))`,
        `const scope = effectScope()`,
        `scope.run(() => {`,
        block('onScopeDispose('),
        `console.log('vue ' + fleet.value.consumers.size) })`,
        `scope.stop()`,
        `console.log('slot ' + ${/slotOf\('.+?'\)/.exec(block("slotOf('"))?.[0]})`,
        `off(); observer.close(); await consumer.leave()`,
      ]
      const { code, printed } = await run('readme-rest.ts', program.join('\n')).end()
      expect(code, printed).toBe(0)
      expect(printed).toMatch(/worker-2 \d running 42\n/)
      expect(printed).toMatch(/epoch 2 \d 0 \[/)
      expect(printed).toContain('react 2\nvue 2\nslot 194\n')
      worker.child.kill('SIGTERM')
      expect(await worker.end()).toEqual({ code: 0, printed: '' })
      await vi.waitFor(async () => expect(await running.get('/api/consumers')).toMatchObject({ consumers: [] }), wait)
    } finally {
      worker.child.kill('SIGKILL')
    }
  })

  it('[CL-8] a second SIGINT ends a worker whose batch does not', async () => {
    await using running = await runMonitor()
    await makeTask(running)
    const stuck = `import { Consumer } from '@batchdeck/client'
const consumer = new Consumer('${running.consumerUrl}', 'worker-3')
consumer.stopOnSignals()
for await (const batch of consumer.work()) {
  batch.progress(1)
  await new Promise(() => {})
}`
    const { child } = run('stuck.ts', stuck)
    const ended = once(child, 'exit')
    const isRunning = async () => {
      const { batches } = (await running.get('/api/tasks/1/batches')) as { batches: { status: string }[] }
      expect(batches.some(({ status }) => status === 'running')).toBe(true)
    }
    await vi.waitFor(isRunning, wait)
    child.kill('SIGINT')
    await running.send('POST', '/api/tasks/1/reload', {})
    await isRunning()
    expect(child.exitCode ?? child.signalCode).toBeNull()
    child.kill('SIGINT')
    expect(await ended).toEqual([null, 'SIGINT'])
  })

  it('its example works over TLS with a certificate of one’s own, and leaves with SIGTERM', async () => {
    const certificate = selfSigned(project, 'deck')
    const { certFile, keyFile } = certificate
    trust(certificate)
    const dataDir = join(project, 'data')
    mkdirSync(dataDir)
    const tls = ['--set', `server.tls-cert=${certFile}`, '--set', `server.tls-key=${keyFile}`]
    const server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir, ...tls])
    const code = readFileSync(join(source, 'examples/worker.ts'), 'utf8')
    const url = `${server.url.replace('https', 'wss')}/websocket/monitor`
    const worker = run('worker.ts', code, [url, 'worker-7'], { NODE_EXTRA_CA_CERTS: certFile })
    try {
      await vi.waitFor(async () => {
        expect(await (await fetch(`${server.url}/api/consumers`)).text()).toContain('"state":"online"')
      }, wait)
      worker.child.kill('SIGTERM')
      expect(await worker.end()).toEqual({ code: 0, printed: '' })
    } finally {
      worker.child.kill('SIGKILL')
      await server.end('SIGKILL')
    }
  })

  it('runs in a browser as it is: a consumer whose line falls silent comes back, and a page in Vue shows it', async () => {
    await using running = await runMonitor({ 'monitor.liveness.member-debounce': '20ms' })
    const page = join(source, 'examples/vue-page.html')
    await using proxy = await PageProxy.start(running.monitor.address.url, (path) => {
      if (path === '/') return page
      if (path.startsWith('/client/')) return join(installed, 'dist', path.slice('/client/'.length))
      return path.startsWith('/vue/') ? join(root, 'node_modules/vue/dist', path.slice('/vue/'.length)) : null
    })
    await makeTask(running)
    const browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] })
    try {
      const tab = await browser.newPage()
      const errors: string[] = []
      tab.on('pageerror', (error) => errors.push(String(error)))
      await tab.goto(proxy.url)
      await tab.evaluate(`(async () => {
        const { Consumer } = await import('/client/index.js')
        window.consumer = new Consumer('/websocket/monitor', 'browser-1', { silenceTimeout: 800, pingInterval: 200 })
        consumer.start()
        await consumer.ready()
      })()`)
      await tab.waitForFunction('window.consumer.batches.length === 2')
      await tab.evaluate(`consumer.batches[0].progress(42, 'on it')`)
      await tab.getByText('browser-1').first().waitFor()
      await tab.getByText('42 %').waitFor()
      await tab.getByText('on it').waitFor()
      await tab.getByText('4 targets').waitFor()
      proxy.fallSilent()
      await tab.evaluate(`consumer.batches[1].complete('all seen')`)
      await tab.waitForFunction('!window.consumer.connected')
      await tab.waitForFunction('window.consumer.connected')
      await vi.waitFor(async () => {
        const { batches } = (await running.get('/api/tasks/1/batches')) as { batches: { status: string }[] }
        expect(batches.map(({ status }) => status).toSorted()).toEqual(['completed', 'running'])
      }, wait)
      await tab.evaluate('consumer.leave()')
      await vi.waitFor(async () => expect(await running.get('/api/consumers')).toMatchObject({ consumers: [] }), wait)
      expect(errors).toEqual([])
    } finally {
      await browser.close()
    }
  })
})

function readVersion(): unknown {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: unknown }).version
}

/** What the compiler says of a project. */
function spawnTsc(folder: string): string {
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    return execFileSync(process.execPath, [tsc, '-p', folder], { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    return String((error as { stdout: unknown }).stdout)
  }
}
