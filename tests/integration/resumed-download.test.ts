import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../docs.ts'
import { ElectronMirror, type Manner } from './electron-mirror.ts'

interface Watch {
  readonly patience: number
  readonly patienceBefore?: number
  readonly mostBytes?: number
  readonly onProgress: (received: number, total: number | null) => void
  readonly onTrouble: (reason: string) => void
}

const { downloadInto } = (await import(join(root, 'scripts/resumed-download.mjs'))) as {
  downloadInto: (part: string, url: string, watch: Watch) => Promise<void>
}
const { DownloadLine } = (await import(join(root, 'scripts/download-line.mjs'))) as {
  DownloadLine: new (
    what: string,
    stream: object,
    now: () => number,
  ) => {
    show: (received: number, total: number | null) => void
    say: (text: string, isNews?: boolean) => void
    end: () => void
  }
}
const { proxyEnvironment } = (await import(join(root, 'scripts/proxy-environment.mjs'))) as {
  proxyEnvironment: (env: NodeJS.ProcessEnv) => Record<string, string>
}

class Ground implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'batchdeck-part-'))
  readonly part = join(this.folder, 'file.zip.part')
  readonly progress: number[] = []
  readonly troubles: string[] = []
  readonly mirror: ElectronMirror

  private constructor(mirror: ElectronMirror) {
    this.mirror = mirror
  }

  static async make(manner: Manner = {}): Promise<Ground> {
    const ground = new Ground(await ElectronMirror.start(randomBytes(200_000)))
    ground.mirror.manner = manner
    return ground
  }

  download(url = `${this.mirror.url}file.zip`, patience = 10_000, more: Partial<Watch> = {}): Promise<void> {
    return downloadInto(this.part, url, {
      patience,
      ...more,
      onProgress: (received) => this.progress.push(received),
      onTrouble: (reason) => this.troubles.push(reason),
    })
  }

  /** As after a download that was cut short. */
  async begin(at: number, manner: Manner = {}): Promise<void> {
    await this.download()
    writeFileSync(this.part, readFileSync(this.part).subarray(0, at))
    this.mirror.manner = manner
    this.mirror.asked.length = 0
  }

  get isWhole(): boolean {
    return readFileSync(this.part).equals(this.mirror.file)
  }

  get asked(): unknown[] {
    return this.mirror.asked.map(({ range, ifRange, from, to }) => [range, ifRange, from, to])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.folder, { recursive: true })
    await this.mirror[Symbol.asyncDispose]()
  }
}

describe('a download that goes on', () => {
  it('[PK-5] asks for what is missing after each cut, and for no byte twice', async () => {
    await using ground = await Ground.make({ cutAfter: 90_000 })
    await ground.download()
    expect(ground.isWhole).toBe(true)
    expect(ground.asked).toEqual([
      [undefined, undefined, 0, 90_000],
      ['bytes=90000-', '"one"', 90_000, 180_000],
      ['bytes=180000-', '"one"', 180_000, 200_000],
    ])
    expect(ground.troubles).toHaveLength(2)
    expect(ground.progress.at(-1)).toBe(200_000)
    await ground.download()
    expect(ground.asked).toHaveLength(3)
  })

  it.each<[string, Manner, unknown[]]>([
    ['from a server that knows no ranges begins anew', { ignoresRange: true }, [['bytes=50000-', '"one"', 0, 200_000]]],
    ['of a file that is another now begins anew', { etag: '"two"' }, [['bytes=50000-', '"one"', 0, 200_000]]],
    [
      'of a file that is shorter now begins anew',
      { body: new Uint8Array(20_000) },
      [
        ['bytes=50000-', '"one"', 0, 0],
        [undefined, undefined, 0, 20_000],
      ],
    ],
  ])('[PK-5] %s', async (_, manner, asked) => {
    await using ground = await Ground.make()
    await ground.begin(50_000, manner)
    await ground.download()
    expect(readFileSync(ground.part).equals(manner.body ?? ground.mirror.file)).toBe(true)
    expect(ground.asked).toEqual(asked)
  })

  it('[PK-5] needs neither a length nor a mark of the file', async () => {
    await using ground = await Ground.make({ etag: null, isChunked: true, cutAfter: 60_000 })
    await expect(ground.download()).resolves.toBeUndefined()
    expect(ground.isWhole).toBe(true)
    expect(ground.asked[1]).toEqual(['bytes=60000-', undefined, 60_000, 120_000])
  })

  it('[PK-5] of another address begins anew, and no name or password of it is written down', async () => {
    await using ground = await Ground.make()
    await ground.begin(50_000)
    await ground.download(`http://name:hidden%21%@${ground.mirror.host}/other/file.zip`)
    expect(ground.isWhole).toBe(true)
    expect(ground.asked).toEqual([[undefined, undefined, 0, 200_000]])
    expect(ground.mirror.asked[0]?.authorization).toBe(`Basic ${Buffer.from('name:hidden%21%').toString('base64')}`)
    expect(readFileSync(`${ground.part}.json`, 'utf8')).not.toMatch(/name|hidden/)
  })

  it('[PK-5] gives up a connection that has fallen silent for another', async () => {
    await using ground = await Ground.make({ stall: { at: 50_000, until: new Promise(() => {}) } })
    const done = ground.download(undefined, 200)
    await expect.poll(() => ground.troubles).toEqual([`${ground.mirror.host} sends nothing`])
    ground.mirror.manner = {}
    await done
    expect(ground.isWhole).toBe(true)
  })

  it('[PK-5] waits for a server that is down', async () => {
    await using ground = await Ground.make({ status: 503 })
    const done = ground.download()
    await expect.poll(() => ground.troubles).toEqual([`${ground.mirror.host} answers 503`])
    ground.mirror.manner = {}
    await done
    expect(ground.isWhole).toBe(true)
  })

  it.each<[string, Manner, string, boolean]>([
    ['is not there', { status: 404 }, 'has no file.zip (404)', true],
    ['is refused', { status: 403 }, 'refuses file.zip (403)', false],
    [
      'is a page to sign in',
      { type: 'text/html; charset=utf-8' },
      'answers with a web page instead of the file',
      false,
    ],
  ])('[PK-5] gives up what %s', async (_, manner, reason, isLasting) => {
    await using ground = await Ground.make(manner)
    await expect(ground.download()).rejects.toMatchObject({ message: `${ground.mirror.host} ${reason}`, isLasting })
    expect(existsSync(ground.part)).toBe(false)
  })

  it('[PK-5] takes its time from a server that knows no ranges, too', async () => {
    await using ground = await Ground.make()
    await ground.begin(50_000, { ignoresRange: true, pause: 25 })
    await ground.download(undefined, 10, { patienceBefore: 150 })
    expect(ground.isWhole).toBe(true)
    expect(ground.asked).toHaveLength(1)
  })

  it('[PK-5] takes a file that is compressed on its way, and no part of one', async () => {
    await using ground = await Ground.make({ isEncoded: true, cutAfter: 90_000 })
    const done = ground.download()
    await expect.poll(() => ground.troubles).toHaveLength(1)
    ground.mirror.manner = { isEncoded: true }
    await done
    expect(ground.isWhole).toBe(true)
    expect(ground.asked).toEqual([
      [undefined, undefined, 0, 90_000],
      [undefined, undefined, 0, expect.any(Number)],
    ])
  })

  it('[PK-5] takes no more than the file can be', async () => {
    await using ground = await Ground.make()
    await ground.begin(50_000, { isChunked: true, isEndless: true })
    await expect(ground.download(undefined, undefined, { mostBytes: 1_000_000 })).rejects.toMatchObject({
      message: `${ground.mirror.host} sends more than the file can be`,
      isLasting: true,
    })
    expect(existsSync(ground.part)).toBe(false)
    // With a length it is not even begun.
    ground.mirror.manner = {}
    await expect(ground.download(undefined, undefined, { mostBytes: 100_000 })).rejects.toThrow('sends more')
    expect(ground.progress.every((received) => received <= 1_000_000)).toBe(true)
  })

  it('[PK-5] begins anew a few times only', async () => {
    await using ground = await Ground.make({ ignoresRange: true, cutAfter: 150_000 })
    await expect(ground.download()).rejects.toThrow('breaks off again and again')
    expect(ground.asked).toHaveLength(5)
  })

  it.runIf(process.platform === 'linux')('[PK-5] says that the disk is full', async () => {
    await using ground = await Ground.make()
    symlinkSync('/dev/full', ground.part)
    await expect(ground.download()).rejects.toMatchObject({
      message: 'the disk is full',
      help: `Electron needs about 500 MiB; free some for ${ground.folder}.`,
    })
  })
})

describe('how far a download is', () => {
  const MiB = 1_048_576
  const line = (
    isTTY: boolean,
    columns = 100,
  ): { written: string[]; at: (seconds: number) => void; shown: InstanceType<typeof DownloadLine> } => {
    let now = 0
    const written: string[] = []
    const stream = { isTTY, columns, write: (text: string) => written.push(text) }
    return {
      written,
      at: (seconds) => void (now = seconds * 1000),
      shown: new DownloadLine('Downloading it', stream, () => now),
    }
  }

  it('[PK-5] is one line on a terminal, with what is left, which nothing remains of', () => {
    const { written, at, shown } = line(true)
    shown.show(0, 118 * MiB)
    at(10)
    shown.show(23 * MiB, 118 * MiB)
    at(20)
    shown.show(24 * MiB, 118 * MiB)
    at(30)
    shown.show(24 * MiB, 118 * MiB)
    shown.end()
    shown.end()
    expect(written.map((text) => text.replaceAll('\r\u001b[K', '|'))).toEqual([
      '|Downloading it: 0 of 118 MiB',
      '|Downloading it: 23 of 118 MiB, 2.3 MiB/s, about 42 s left',
      '|Downloading it: 24 of 118 MiB, 0.1 MiB/s, about 16 min left',
      '|Downloading it: 24 of 118 MiB, 0.0 MiB/s',
      '|',
    ])
  })

  it('[PK-5] does not wrap, and tells what it can where the size is unknown', () => {
    const { written, at, shown } = line(true, 21)
    shown.show(0, null)
    at(2)
    shown.show(5 * MiB, null)
    expect(written.map((text) => text.slice(4))).toEqual(['Downloading it: 0 Mi', 'Downloading it: 5 Mi'])
  })

  it('[PK-5] is a line every 10 s elsewhere', () => {
    const { written, at, shown } = line(false)
    shown.say('Downloading it…', true)
    for (let second = 0; second <= 20; second++) {
      at(second)
      shown.show(second * MiB, 118 * MiB)
    }
    shown.end()
    expect(written).toEqual([
      'Downloading it…\n',
      'Downloading it: 10 of 118 MiB, 1.0 MiB/s, about 2 min left\n',
      'Downloading it: 20 of 118 MiB, 1.0 MiB/s, about 2 min left\n',
    ])
  })
})

describe('the proxy that a person set', () => {
  it.each<[NodeJS.ProcessEnv, string, string]>([
    [{}, '', ''],
    [{ HTTPS_PROXY: 'http://a:1' }, '', 'http://a:1'],
    [{ http_proxy: 'a:1' }, 'http://a:1', 'http://a:1'],
    [{ ALL_PROXY: 'socks5h://a:1' }, 'socks5://a:1', 'socks5://a:1'],
    [{ npm_config_proxy: 'http://a:1/', npm_config_https_proxy: 'http://b:2/' }, 'http://a:1/', 'http://b:2/'],
    [{ https_proxy: 'http://a:1', npm_config_https_proxy: 'http://b:2/' }, '', 'http://a:1'],
    [{ HTTPS_PROXY: 'http://me:100%@a:1' }, '', 'http://me:100%25@a:1'],
    [{ HTTPS_PROXY: 'http://me:%ff%40@a:1' }, '', 'http://me:%25ff%2540@a:1'],
    [{ HTTPS_PROXY: 'http://me:%40%4@a:1' }, '', 'http://me:%40%254@a:1'],
    [{ HTTPS_PROXY: 'ftp://a:1', HTTP_PROXY: 'not a proxy' }, '', ''],
  ])('[PK-5] %j', (env, http, https) => {
    const found = proxyEnvironment(env)
    expect([found['http_proxy'], found['HTTP_PROXY'], found['https_proxy'], found['HTTPS_PROXY']]).toEqual([
      http,
      http,
      https,
      https,
    ])
    expect(found['NODE_USE_ENV_PROXY']).toBe('1')
  })

  it('[PK-5] leaves out what NO_PROXY and noproxy of npm name, and trusts what cafile names', () => {
    expect(proxyEnvironment({ NO_PROXY: 'a', npm_config_noproxy: 'b' })['no_proxy']).toBe('a')
    expect(proxyEnvironment({ npm_config_noproxy: 'b' })['NO_PROXY']).toBe('b')
    expect(proxyEnvironment({ npm_config_cafile: '/ca.pem' })['NODE_EXTRA_CA_CERTS']).toBe('/ca.pem')
    expect(proxyEnvironment({})).not.toHaveProperty('NODE_EXTRA_CA_CERTS')
  })
})
