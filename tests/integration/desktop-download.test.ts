import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { ElectronMirror, electronZip, sha256, type Manner } from './electron-mirror.ts'
import { StartedProject } from './started-project.ts'

/** A fake binary: it says with what it was started, and quits. */
const program = '#!/bin/sh\necho "the app runs: $2"\n'

const eventually = { timeout: 20_000, interval: 20 }

async function project(
  manner: Manner = {},
): Promise<{ mirror: ElectronMirror; project: StartedProject } & AsyncDisposable> {
  const made = new StartedProject()
  const mirror = await ElectronMirror.start(electronZip(made.version, program))
  made.expectSha256(sha256(mirror.file))
  mirror.manner = manner
  return {
    mirror,
    project: made,
    async [Symbol.asyncDispose]() {
      made[Symbol.dispose]()
      await mirror[Symbol.asyncDispose]()
    },
  }
}

describe('npm start without the Electron binary', () => {
  it('[PK-5] waits for it while bytes come, longer than it would wait for the next, and opens the app', async () => {
    await using ground = await project({ pause: 100 })
    const { mirror } = ground
    const started = ground.project.start({ ELECTRON_MIRROR: mirror.url, BATCHDECK_DOWNLOAD_PATIENCE: '1' })
    expect(await started.code).toBe(0)
    expect(started.output).toBe(
      [
        `Downloading Electron ${ground.project.version}…`,
        `Unpacking Electron ${ground.project.version}…`,
        'Opening the desktop app…',
        'the app runs: --flag',
        '',
      ].join('\n'),
    )
    expect(mirror.asked.map(({ path }) => path)).toEqual([`/v${ground.project.version}/${ground.project.fileName}`])
    expect(ground.project.parts()).toEqual([])

    // What is in the cache needs no network.
    rmSync(ground.project.path('node_modules/electron/dist'), { recursive: true })
    const again = ground.project.start({ ELECTRON_MIRROR: mirror.url })
    expect(await again.code).toBe(0)
    expect(again.output).toContain('the app runs')
    expect(mirror.asked).toHaveLength(1)
  })

  it('[PK-5] serves to a browser once no byte has come for so long, and says when the download that goes on is ready', async () => {
    const more = Promise.withResolvers<void>()
    await using ground = await project({ stall: { at: 100_000, until: more.promise } })
    const started = ground.project.start({ ELECTRON_MIRROR: ground.mirror.url, BATCHDECK_DOWNLOAD_PATIENCE: '1' })
    await started.says('Console: http')
    expect(started.output).toContain(
      'No desktop app, because no byte of Electron came for 1 s (' +
        `${ground.mirror.host} sends nothing): serving the console to a browser instead.\n` +
        'The download goes on meanwhile, and the next start goes on where it ends.',
    )
    ground.mirror.manner = {}
    more.resolve()
    await started.says('The desktop app is ready for the next start.')
    started.terminate()
    expect(await started.code).toBe(0)
    expect(started.isRunning).toBe(false)
    const next = ground.project.start({ ELECTRON_MIRROR: 'http://127.0.0.1:1/' })
    expect(await next.code).toBe(0)
    expect(next.output).toBe('Opening the desktop app…\nthe app runs: --flag\n')
  })

  it('[PK-5] ends with Ctrl-C at once and clean, and the next start goes on with the next byte', async () => {
    await using ground = await project({ stall: { at: 150_000, until: new Promise(() => {}) } })
    const { mirror } = ground
    // Of another version.
    mkdirSync(ground.project.path('node_modules/.cache/electron'), { recursive: true })
    writeFileSync(ground.project.path('node_modules/.cache/electron/electron-v1.0.0-linux-x64.zip.part'), 'old')
    const started = ground.project.start({ ELECTRON_MIRROR: mirror.url })
    await expect.poll(() => mirror.asked[0]?.to, eventually).toBe(150_000)
    const part = ground.project.path(`node_modules/.cache/electron/${ground.project.fileName}.part`)
    await expect.poll(() => existsSync(part) && readFileSync(part).length, eventually).toBe(150_000)
    started.interrupt()
    expect(await started.code).toBe(130)
    expect(started.output).toBe(`Downloading Electron ${ground.project.version}…\n`)
    expect(started.isRunning).toBe(false)
    expect(ground.project.parts().filter((name) => name.includes('.zip'))).toEqual([
      `${ground.project.fileName}.part`,
      `${ground.project.fileName}.part.json`,
    ])

    mirror.manner = {}
    const next = ground.project.start({ ELECTRON_MIRROR: mirror.url })
    expect(await next.code).toBe(0)
    expect(next.output).toContain('the app runs')
    expect(mirror.asked.map(({ range, ifRange, from, to }) => [range, ifRange, from, to])).toEqual([
      [undefined, undefined, 0, 150_000],
      ['bytes=150000-', '"one"', 150_000, mirror.file.length],
    ])
  })

  it('[PK-5] ends what it started when it alone is ended', async () => {
    await using ground = await project({ stall: { at: 1000, until: new Promise(() => {}) } })
    const started = ground.project.start({ ELECTRON_MIRROR: ground.mirror.url })
    await expect.poll(() => ground.mirror.asked[0]?.to, eventually).toBe(1000)
    started.terminate()
    expect(await started.code).toBe(143)
    expect(started.isRunning).toBe(false)
  })

  it('[PK-5] unpacks nothing with a wrong checksum: once more from the start, then not for a day, except from elsewhere', async () => {
    const other = electronZip('1.2.3', program)
    await using ground = await project({ body: other })
    const { mirror } = ground
    const started = ground.project.start({ ELECTRON_MIRROR: mirror.url })
    await started.says('Console: http')
    started.terminate()
    await started.code
    expect(started.output).toContain(
      `What ${mirror.host} gave has another SHA-256 than it should: once more from the start.`,
    )
    expect(started.output).toContain(`because what ${mirror.host} gives is not Electron ${ground.project.version}`)
    expect(mirror.asked.map(({ from, to }) => [from, to])).toEqual([
      [0, other.length],
      [0, other.length],
    ])
    expect(ground.project.parts()).toEqual([`${ground.project.fileName}.refused`])
    expect(existsSync(ground.project.path('node_modules/electron/dist'))).toBe(false)

    const next = ground.project.start({ ELECTRON_MIRROR: mirror.url })
    await next.says(/its SHA-256 differs[^]*asked again in 24 h[^]*Console: http/)
    expect(mirror.asked).toHaveLength(2)
    next.terminate()

    mirror.manner = {}
    const elsewhere = ground.project.start({ ELECTRON_MIRROR: `${mirror.url}other/` })
    expect(await elsewhere.code).toBe(0)
    expect(elsewhere.output).toContain('the app runs')
  })

  it('[PK-5] does not ask again for what is not there, and at once where nobody answers', async () => {
    await using ground = await project({ status: 404 })
    const { mirror } = ground
    for (let time = 0; time < 2; time++) {
      const started = ground.project.start({ ELECTRON_MIRROR: mirror.url })
      await started.says('Console: http')
      expect(started.output).toContain(`because ${mirror.host} has no ${ground.project.fileName} (404): serving`)
      started.terminate()
    }
    expect(mirror.asked).toHaveLength(1)
    const started = ground.project.start({ ELECTRON_MIRROR: 'http://nobody.invalid/' })
    await started.says('Console: http')
    expect(started.output).toMatch(/because nobody\.invalid cannot be reached \((ENOTFOUND|EAI_AGAIN)\): serving/)
    started.terminate()
  })

  it('[PK-5] downloads once for two that start at the same time', async () => {
    await using ground = await project({ pause: 20 })
    const both = [0, 1].map(() => ground.project.start({ ELECTRON_MIRROR: ground.mirror.url }))
    for (const started of both) {
      expect(await started.code).toBe(0)
      expect(started.output).toContain('the app runs')
    }
    expect(ground.mirror.asked).toHaveLength(1)
  })

  it.each([
    ['HTTPS_PROXY', 'http_proxy'],
    ['npm', 'npm_config_proxy'],
  ])('[PK-5] goes through a proxy (%s), and past it where NO_PROXY says so', async (_, name) => {
    await using ground = await project()
    await using proxy = await Proxy.start()
    const { mirror } = ground
    const address = `http://name:word@127.0.0.1:${proxy.port}`
    const started = ground.project.start({ ELECTRON_MIRROR: mirror.url, [name]: address })
    expect(await started.code).toBe(0)
    expect(started.output).toContain('the app runs')
    expect(proxy.asked).toEqual([[mirror.host, `Basic ${Buffer.from('name:word').toString('base64')}`]])

    for (const folder of ['node_modules/electron/dist', 'cache'])
      rmSync(ground.project.path(folder), { recursive: true })
    const past = ground.project.start({ ELECTRON_MIRROR: mirror.url, [name]: address, NO_PROXY: '127.0.0.1' })
    expect(await past.code).toBe(0)
    expect(proxy.asked).toHaveLength(1)
    expect(mirror.asked).toHaveLength(2)
  })

  it('[PK-5] says what cannot be written, and what to do', async () => {
    await using ground = await project()
    // A file stands where the folder would be.
    writeFileSync(ground.project.path('cache'), '')
    const started = ground.project.start({ ELECTRON_MIRROR: ground.mirror.url })
    await started.says('Console: http')
    expect(started.output).not.toMatch(/^\s+at /m)
    expect(started.output).toContain(ground.project.path('cache'))
    started.terminate()
    await started.code
    // What was downloaded is kept for when it can.
    rmSync(ground.project.path('cache'))
    const next = ground.project.start({ ELECTRON_MIRROR: ground.mirror.url })
    expect(await next.code).toBe(0)
    expect(ground.mirror.asked).toHaveLength(1)
  })
})

/** A proxy that lets tunnels through, and notes where to and for whom. */
class Proxy implements AsyncDisposable {
  readonly asked: [target: string, authorization: string | undefined][] = []
  private readonly sockets = new Set<Socket>()
  private readonly server = createServer((request, response) => {
    response.writeHead(405).end(request.method)
  })

  static async start(): Promise<Proxy> {
    const proxy = new Proxy()
    proxy.server.on('connect', (request: IncomingMessage, near: Socket) => {
      const target = request.url ?? ''
      proxy.asked.push([target, request.headers['proxy-authorization']])
      const [host, port] = target.split(':')
      const far = connect(Number(port), host, () => {
        near.write('HTTP/1.1 200 Connection established\r\n\r\n')
        near.pipe(far).pipe(near)
      })
      for (const socket of [near, far]) {
        proxy.sockets.add(socket)
        socket.on('error', () => {})
      }
    })
    proxy.server.listen(0, '127.0.0.1')
    await once(proxy.server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }
}
