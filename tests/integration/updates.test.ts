import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { registerHooks } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { publicKeyOf, signReleases } from '../../packaging/release-signing.ts'
import { type AppStore, changeSettings, createAppStore } from '../../src/main/app/app-state.ts'
import type { UpdateChannel, UpdateStage } from '../../src/contract/desktop-update.ts'
import { ProgramInstaller } from '../../src/main/update/program-installer.ts'
import { ReleaseFeed } from '../../src/main/update/release-feed.ts'
import { SeenReleases } from '../../src/main/update/seen-releases.ts'
import { readStarts } from '../../src/main/update/start-record.ts'
import { updateCopy } from '../../src/main/update/update-copy.ts'
import { Updates } from '../../src/main/update/updates.ts'
import { newKey, ReleaseServer } from './release-server.ts'

// electron-updater asks for it when it begins to download.
const electron = pathToFileURL(join(import.meta.dirname, 'updater-electron.ts')).href
const hooks = registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: electron, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
})

afterAll(() => hooks.deregister())

let folder: string
let image: string
let server: ReleaseServer
let store: AppStore
let lines: string[]
let ran: string[]
let mayEnd: boolean
const appImage = process.env['APPIMAGE']

beforeEach(async () => {
  server = await ReleaseServer.start()
  folder = mkdtempSync(join(tmpdir(), 'batchdeck-update-'))
  for (const each of ['resources', 'app', 'data', 'apps', 'mounted']) mkdirSync(join(folder, each))
  image = join(folder, 'apps', 'Batchdeck.AppImage')
  writeFileSync(image, 'version 0.1.0')
  chmodSync(image, 0o755)
  writeFileSync(join(folder, 'mounted', 'batchdeck'), '')
  process.env['APPIMAGE'] = image
  writeConfig(`provider: generic\nurl: ${server.url}\nupdaterCacheDirName: batchdeck-updater\n`)
  writeKey(server.publicKey)
  store = createAppStore(join(folder, 'data', 'desktop.json'), 'en')
  lines = []
  ran = []
  mayEnd = true
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
  if (appImage === undefined) delete process.env['APPIMAGE']
  else process.env['APPIMAGE'] = appImage
})

function writeConfig(text: string): void {
  writeFileSync(join(folder, 'resources', 'app-update.yml'), text)
}

function writeKey(updateKey: string): void {
  writeFileSync(join(folder, 'app', 'package.json'), JSON.stringify({ updateKey }))
}

/** What the runtime of an AppImage tells the program in it. */
const variables = (mounted = 'mounted') => ({ APPIMAGE: image, APPDIR: join(folder, mounted) })

function copy(env: Readonly<Record<string, string>> = variables(), isPackaged = true) {
  const execPath = join(folder, 'mounted', 'batchdeck')
  const [resources, appPath] = [join(folder, 'resources'), join(folder, 'app')]
  return updateCopy({ isPackaged, platform: 'linux', env, execPath, resources, appPath })
}

/** The updates of a copy of version 0.1.0, as the app puts them together. */
function updates(env?: Readonly<Record<string, string>>, bad: string | null = null): Updates {
  const found = copy(env)
  if (typeof found === 'string') throw new Error(found)
  const { way, bases, keys, configFile } = found
  const userData = join(folder, 'data')
  const version = '0.1.0'
  const seen = new SeenReleases(join(userData, 'updates.json'))
  const feed = new ReleaseFeed({ bases, keys, platform: 'linux', arch: 'x64', version, seen, fetch })
  return new Updates({
    store,
    way,
    newest: (channel: UpdateChannel) => feed.newest(channel),
    async installer() {
      const { PackageUpdater } = await import('../../src/main/update/package-updater.ts')
      const cacheFolder = join(folder, 'cache')
      const packages = new PackageUpdater({ way, configFile, version, userData, quit: () => {}, cacheFolder })
      const startsFile = join(userData, 'starts.json')
      return new ProgramInstaller({ way, packages, version, userData, startsFile, run: (command) => ran.push(command) })
    },
    putBack: bad === null ? null : { from: bad, to: version, at: 1 },
    mayEnd: () => Promise.resolve(mayEnd),
    quit: () => {},
    log: (line) => lines.push(line),
    lastLog: (line) => lines.push(line),
  })
}

const stage = (): UpdateStage => store.getState().update.stage
/** Nothing but lists was asked for. */
const downloads = () => server.asked.filter((path) => !/\.(yml|sig)$/.test(path))

describe('[DT-10] an update', () => {
  it('is found, checked, downloaded and put in the place of the app, whole; the one before is kept', async () => {
    const body = randomBytes(3_000_000)
    server.release('0.2.0', { body, notes: '# New\n\n- <script>alert(1)</script>' })
    const all = updates()
    await all.check()
    expect(stage()).toMatchObject({
      is: 'ready',
      release: {
        version: '0.2.0',
        by: { kind: 'app' },
        notes: [
          { kind: 'heading', text: 'New' },
          { kind: 'item', text: '<script>alert(1)</script>' },
        ],
      },
    })
    expect(readFileSync(image, 'utf8')).toBe('version 0.1.0')
    mayEnd = false
    await all.restart()
    expect([stage().is, all.pending]).toEqual(['ready', { again: false }])
    mayEnd = true
    await all.restart()
    all.installNow()
    expect(readFileSync(image).equals(body)).toBe(true)
    expect(statSync(image).mode & 0o777).toBe(0o755)
    expect(ran).toEqual([image])
    const { good, kept } = readStarts(join(folder, 'data', 'starts.json'))
    expect({ good, version: kept?.version }).toEqual({ good: '0.1.0', version: '0.1.0' })
    expect(readFileSync(kept?.file ?? '', 'utf8')).toBe('version 0.1.0')
    // Nobody is counted, and nothing of it is left beside the app.
    expect(existsSync(join(folder, 'data', '.updaterId'))).toBe(false)
    expect(existsSync(`${image}.new`)).toBe(false)
  })

  it('that is only looked for by hand is downloaded when that is wanted, and installed when the app quits', async () => {
    changeSettings(store, { update: { channel: 'stable', automatic: false } })
    server.release('0.2.0')
    const all = updates()
    await all.check()
    expect(stage()).toMatchObject({ is: 'available', release: { version: '0.2.0' } })
    expect(downloads()).toEqual([])
    all.installNow()
    expect(readFileSync(image, 'utf8')).toBe('version 0.1.0')
    await all.download()
    all.apply({ type: 'work', work: { kind: 'rollout', task: 'Watch', epoch: 12 } })
    await all.restart()
    all.installNow()
    expect(readFileSync(image, 'utf8')).toBe('version 0.1.0')
    all.apply({ type: 'work', work: null })
    all.installNow()
    expect([readFileSync(image, 'utf8'), ran]).toEqual(['0.2.0', []])
  })

  const stranger = newKey().privateKey
  it.each([
    ['signed by somebody else', 'signed_otherwise', () => server.release('0.2.0', { key: stranger })],
    [
      'without a signature',
      'unsigned',
      () => {
        server.release('0.2.0')
        server.answer('latest-linux.yml.sig', (_request, response) => response.writeHead(404).end())
      },
    ],
    [
      'whose signature is of another channel',
      'signed_otherwise',
      () => {
        server.release('0.2.0')
        // As it was signed, under another name.
        server.release('0.2.0', { list: 'beta-linux.yml' })
        server.answer('latest-linux.yml.sig', (_request, response) =>
          response.writeHead(302, { location: 'beta-linux.yml.sig' }).end(),
        )
      },
    ],
    [
      'that was changed by a letter',
      'signed_otherwise',
      () => {
        server.release('0.2.0')
        server.put('latest-linux.yml', 'version: 9.9.9\n')
      },
    ],
    [
      'with a package that lies elsewhere',
      'unreadable',
      () => server.sign('latest-linux.yml', listOf('0.2.0', 'https://elsewhere.example/a.AppImage')),
    ],
    [
      'with a package above its folder',
      'unreadable',
      () => server.sign('latest-linux.yml', listOf('0.2.0', '../a.AppImage')),
    ],
    ['that is no list', 'unreadable', () => server.sign('latest-linux.yml', '<html>Sign in</html>')],
    ['that is not there', 'absent', () => {}],
    [
      'that has no end',
      'unreadable',
      () => server.answer('latest-linux.yml', (_request, response) => response.end(Buffer.alloc(2_000_000, 'a'))),
    ],
    [
      'of a server that fails',
      'refused',
      () => server.answer('latest-linux.yml', (_request, response) => response.writeHead(500).end('at /srv/app.js:3')),
    ],
    [
      'that is cut off',
      'cut_off',
      () =>
        server.answer('latest-linux.yml', (_request, response) => {
          response.writeHead(200, { 'content-length': 1000 })
          response.write('version: 0.2.0')
          setImmediate(() => response.destroy())
        }),
    ],
  ] as const)('from a list %s is refused before a byte of it is downloaded', async (_name, fault, serve) => {
    serve()
    await updates().check()
    expect(stage()).toMatchObject({ is: 'failed', fault })
    expect(downloads()).toEqual([])
    // Neither a stack nor where it was asked is said.
    expect(lines.join('\n')).not.toMatch(/\n|https?:|app\.js/)
  })

  it('whose list is older than one that was seen is refused, and no version that is older is taken', async () => {
    changeSettings(store, { update: { channel: 'stable', automatic: false } })
    server.release('0.3.0', { at: '2026-03-01T00:00:00.000Z' })
    await updates().check()
    expect(stage()).toMatchObject({ is: 'available', release: { version: '0.3.0' } })
    server.release('0.2.0', { at: '2026-02-01T00:00:00.000Z' })
    await updates().check()
    expect(stage()).toMatchObject({ is: 'failed', fault: 'replayed' })
    server.release('0.0.9', { at: '2026-04-01T00:00:00.000Z' })
    await updates().check()
    expect(stage()).toEqual({ is: 'up_to_date' })
  })

  it('that is not what was signed, or was cut off, is thrown away; the next attempt begins anew', async () => {
    const body = randomBytes(200_000)
    server.release('0.2.0', { body })
    server.put('batchdeck-0.2.0.AppImage', randomBytes(200_000))
    const all = updates()
    await all.check()
    expect(stage()).toMatchObject({ is: 'failed', fault: 'damaged' })
    server.answer('batchdeck-0.2.0.AppImage', (_request, response) => {
      response.writeHead(200, { 'content-length': body.length })
      response.write(body.subarray(0, 100_000), () => response.destroy())
    })
    await all.check()
    expect(stage()).toMatchObject({ is: 'failed', fault: 'cut_off' })
    server.answer('batchdeck-0.2.0.AppImage', (_request, response) => response.writeHead(404).end())
    await all.check()
    expect(stage()).toEqual({ is: 'failed', fault: 'refused', detail: 'HTTP 404' })
    all.installNow()
    expect(readFileSync(image, 'utf8')).toBe('version 0.1.0')
    server.put('batchdeck-0.2.0.AppImage', body)
    await all.check()
    expect(stage()).toMatchObject({ is: 'ready' })
  })

  it('comes by way of a redirect, wherever that leads: what counts is what was signed', async () => {
    const elsewhere = await ReleaseServer.start()
    try {
      elsewhere.put('package', 'version 0.2.0')
      server.release('0.2.0', { body: Buffer.from('version 0.2.0') })
      server.answer('batchdeck-0.2.0.AppImage', (_request, response) =>
        response.writeHead(302, { location: `${elsewhere.url}package` }).end(),
      )
      const all = updates()
      await all.check()
      all.installNow()
      expect(readFileSync(image, 'utf8')).toBe('version 0.2.0')
    } finally {
      await elsewhere.close()
    }
  })

  it('that was changed on the disk after it was downloaded is not installed', async () => {
    server.release('0.2.0')
    const all = updates()
    await all.check()
    writeFileSync(join(folder, 'cache', 'batchdeck-updater', 'pending', 'batchdeck-0.2.0.AppImage'), 'something else')
    await all.restart()
    all.installNow()
    expect(readFileSync(image, 'utf8')).toBe('version 0.1.0')
    expect(stage()).toMatchObject({ is: 'failed', fault: 'damaged' })
    // Whoever wanted a restart gets one.
    expect(ran).toEqual([image])
  })

  it('of the beta channel is the newest of both, and does not outlive a change of the channel', async () => {
    server.release('0.2.0')
    server.release('0.3.0-beta.1', { list: 'beta-linux.yml' })
    const all = updates()
    all.change({ channel: 'beta' })
    await expect.poll(stage).toMatchObject({ is: 'ready', release: { version: '0.3.0-beta.1' } })
    all.change({ channel: 'stable' })
    await expect.poll(stage).toMatchObject({ is: 'ready', release: { version: '0.2.0' } })
    all.installNow()
    expect(readFileSync(image, 'utf8')).toBe('0.2.0')
    server.release('0.3.0', { at: '2026-05-01T00:00:00.000Z' })
    store.setState({ update: { stage: { is: 'idle' }, checkedAt: null, putBack: null } })
    all.change({ channel: 'beta' })
    await expect.poll(stage).toMatchObject({ release: { version: '0.3.0' } })
  })

  it('[DT-11] that did not start here is not offered again, a newer one is', async () => {
    server.release('0.2.0')
    await updates(undefined, '0.2.0').check()
    expect(stage()).toEqual({ is: 'up_to_date' })
    server.release('0.2.1')
    await updates(undefined, '0.2.0').check()
    expect(stage()).toMatchObject({ is: 'ready', release: { version: '0.2.1' } })
  })

  it('of a copy that a package manager owns is for it to install', async () => {
    writeFileSync(join(folder, 'resources', 'package-type'), 'deb')
    server.release('0.2.0', { file: 'batchdeck-0.2.0-linux-amd64.deb' })
    const all = updates({})
    await all.check()
    await all.download()
    expect(stage()).toMatchObject({
      is: 'available',
      release: {
        by: {
          kind: 'hand',
          url: `${server.url}batchdeck-0.2.0-linux-amd64.deb`,
          command: 'sudo apt install ./batchdeck-0.2.0-linux-amd64.deb',
        },
      },
    })
    expect(downloads()).toEqual([])
  })
})

describe('[DT-10] a copy', () => {
  it('looks for no updates where it was not packaged, or without a source or a key', () => {
    expect(copy(undefined, false)).toBe('unpackaged')
    expect(copy({ SNAP: join(folder, 'mounted') })).toBe('store')
    writeKey('nothing that is a key')
    expect(copy()).toBe('no_key')
    writeKey(server.publicKey)
    writeConfig('provider: generic\n')
    expect(copy()).toBe('no_source')
    rmSync(join(folder, 'resources', 'app-update.yml'))
    expect(copy()).toBe('no_source')
  })

  it('replaces no other AppImage, from which it was started, and is of no store because a terminal is', () => {
    symlinkSync(join(folder, 'mounted'), join(folder, 'linked'))
    expect(copy(variables('linked'))).toMatchObject({ way: { kind: 'appimage', file: image } })
    const ofAnother = [
      variables('apps'),
      variables('gone'),
      { APPIMAGE: image },
      { SNAP: '/snap/code/1', FLATPAK_ID: 'x.y' },
    ]
    for (const env of ofAnother) expect(copy(env)).toMatchObject({ way: { kind: 'hand' } })
  })

  it('takes the address of a server or a repository of GitHub, and never with a password', () => {
    writeConfig('provider: generic\nurl: https://me:secret@deck.example/updates?x=1\n')
    expect(copy()).toMatchObject({ bases: { stable: { href: 'https://deck.example/updates/' } } })
    writeConfig('provider: github\nowner: somebody\nrepo: batchdeck\n')
    expect(copy()).toMatchObject({
      bases: {
        stable: { href: 'https://github.com/somebody/batchdeck/releases/latest/download/' },
        beta: { href: 'https://github.com/somebody/batchdeck/releases/download/beta/' },
      },
    })
    writeConfig('provider: github\nowner: some/body\nrepo: batchdeck\n')
    expect(copy()).toBe('no_source')
  })
})

describe('[DT-10] releases', () => {
  it('are signed by the program for that, with notes, once all that they list is there', async () => {
    const { privateKey } = newKey()
    const dist = join(folder, 'dist')
    mkdirSync(dist)
    const body = Buffer.from('version 0.2.0')
    writeFileSync(join(dist, 'batchdeck-0.2.0.AppImage'), body)
    writeFileSync(join(dist, 'latest-linux.yml'), listOf('0.2.0', 'batchdeck-0.2.0.AppImage', body))
    expect(() => signReleases(dist, privateKey, null, server.publicKey)).toThrow('no copy would take the release')
    expect(existsSync(join(dist, 'latest-linux.yml.sig'))).toBe(false)
    const trusted = publicKeyOf(privateKey)
    expect(signReleases(dist, privateKey, '- Faster', trusted)).toEqual(['latest-linux.yml'])
    // A copy that trusts this key and the one before takes it.
    writeKey(`${server.publicKey},${trusted}`)
    for (const name of ['latest-linux.yml', 'latest-linux.yml.sig', 'batchdeck-0.2.0.AppImage']) {
      server.put(name, readFileSync(join(dist, name)))
    }
    await updates().check()
    expect(stage()).toMatchObject({ is: 'ready', release: { notes: [{ kind: 'item', text: 'Faster' }] } })
    writeFileSync(join(dist, 'batchdeck-0.2.0.AppImage'), 'another one')
    expect(() => signReleases(dist, privateKey, null, null)).toThrow('is not the file that latest-linux.yml lists')
  })
})

function listOf(version: string, url: string, body: Buffer = Buffer.from('a')): string {
  const sha512 = createHash('sha512').update(body).digest('base64')
  return `version: ${version}\nfiles:\n  - url: ${url}\n    sha512: ${sha512}\nreleaseDate: '2026-01-02T03:04:05.000Z'\n`
}
