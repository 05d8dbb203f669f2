import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createPackageWithOptions, extractAll } from '@electron/asar'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { imageSize } from 'image-size'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import config from '../../electron-builder.config.ts'
import viteConfig from '../../electron.vite.config.ts'
import { faultsOf, fuseFaults, fuses } from '../../packaging/contents.ts'
import { icnsTypes, icoSizes } from '../../packaging/icon-files.ts'
import { archivedFiles, archiveOf, nativeKind, type PackedApp, packedApps } from '../../packaging/packed-app.ts'
import { startFaults } from '../../packaging/start.ts'
import { root } from '../docs.ts'
import { writeElectronDist } from '../electron-dist.ts'
import { type AskedOfFpm, writeFpm } from '../fpm-standin.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-package-'))
/** What fpm was asked for. */
const fpm = join(folder, 'fpm-asked')
let printed = ''
let app: PackedApp

beforeAll(async () => {
  const dist = join(folder, 'electron')
  writeElectronDist(dist)
  writeFpm(join(folder, 'fpm'), fpm)
  const args = ['deb', '--linux', '--x64', '--electron-dist', dist, '--output', join(folder, 'dist')]
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'packaging/package.ts'), ...args], {
    cwd: root,
    env: { ...process.env, CUSTOM_FPM_PATH: join(folder, 'fpm'), BATCHDECK_UPDATE_URL: 'https://example.com/feed' },
  })
  printed = stdout
  ;[app] = packedApps(join(folder, 'dist')) as [PackedApp]
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('[PK-1] what is packed', () => {
  it('for every system and machine', () => {
    const targets = [config.win, config.mac, config.linux].flatMap(
      (system) => system?.target as { target: string; arch: string[] }[],
    )
    expect(targets.map(({ target, arch }) => `${target}: ${arch.join(' ')}`)).toEqual([
      'nsis: x64 arm64',
      'portable: x64 arm64',
      'dmg: universal',
      'zip: universal',
      'AppImage: x64 arm64',
      'deb: x64 arm64',
      'rpm: x64 arm64',
    ])
  })

  it('what the program makes is as it should be, and it says how large that is', async () => {
    expect(await faultsOf(app)).toEqual([])
    expect(printed).toMatch(/linux-unpacked: \d+\.\d MB, of it ours: archive 1\d\.\d MB, beside it 2\.\d MB/)
    expect(printed).toMatch(/batchdeck-\d+\.\d+\.\d+-linux-amd64\.deb/)
    expect(printed).toContain('contents, fuses, licences and budget are as they should be')
    expect(printed).toContain('will not look for newer versions of itself: BATCHDECK_UPDATE_KEY not set.')
    expect(readFileSync(join(app.resources, 'app-update.yml'), 'utf8')).toContain('url: https://example.com/feed')
  })

  it('every thread is in the archive, under the name it is loaded by', () => {
    const paths = archivedFiles(archiveOf(app)).map(({ path }) => path)
    const { input } = (viteConfig as { main: { build: { rolldownOptions: { input: Record<string, string> } } } }).main
      .build.rolldownOptions
    for (const name of Object.keys(input)) expect(paths).toContain(`out/main/${name}.js`)
  })

  it('what does not belong there, is missing, or has no checksum is named', async () => {
    const broken = copy('contents')
    const sources = join(folder, 'contents-sources')
    const archive = archiveOf(broken)
    extractAll(archive, sources)
    for (const [path, text] of [
      ['out/main/index.js.map', '{}'],
      ['src/main/index.ts', ''],
      ['out/main/app.test.js', ''],
      ['out/main/node', '\u007fELF'],
      ['node_modules/better-sqlite3/prebuilds/win32-x64.node', ''],
    ] as const) {
      mkdirSync(join(sources, path, '..'), { recursive: true })
      writeFileSync(join(sources, path), text)
    }
    writeFileSync(join(sources, 'out/renderer/assets/node.js'), readFileSync(process.execPath).subarray(0, 4096))
    rmSync(join(sources, 'out/main/backup-thread.js'))
    const manifest = JSON.parse(readFileSync(join(sources, 'package.json'), 'utf8')) as object
    writeFileSync(join(sources, 'package.json'), JSON.stringify({ ...manifest, scripts: {}, name: 'other' }))
    writeFileSync(join(broken.resources, 'default_app.asar'), '')
    await createPackageWithOptions(sources, archive, { unpack: '**/linux-x64.node' })
    expect((await faultsOf(broken)).toSorted()).toEqual([
      'node_modules/better-sqlite3/prebuilds/win32-x64.node does not belong into a package.',
      'out/main/app.test.js does not belong into a package.',
      'out/main/backup-thread.js is missing.',
      'out/main/index.js.map does not belong into a package.',
      'out/main/node does not belong into a package.',
      'out/renderer/assets/node.js is native code inside the archive.',
      'package.json has its scripts.',
      'package.json says name other, not batchdeck.',
      'resources/default_app.asar does not belong into a package.',
      'src/main/index.ts does not belong into a package.',
    ])
  })

  it('an addon for another machine is named', async () => {
    const broken = copy('addon')
    const prebuilds = 'node_modules/better-sqlite3/prebuilds'
    cpSync(
      join(root, prebuilds, 'win32-arm64.node'),
      join(`${archiveOf(broken)}.unpacked`, prebuilds, 'linux-x64.node'),
    )
    expect(await faultsOf(broken)).toEqual([`${prebuilds}/linux-x64.node is for win32-arm64.`])
    for (const name of ['linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64']) {
      expect(nativeKind(join(root, prebuilds, `${name}.node`))).toBe(name)
    }
  })
})

describe('[PK-1] the package for Linux', () => {
  const read = (path: string) => readFileSync(join(fpm, path), 'utf8')

  it('has an entry for the menu that opens links and lists, by the name that windows name themselves by', () => {
    const entry = new Map(
      read('usr/share/applications/batchdeck.desktop')
        .split('\n\n')[0]!
        .split('\n')
        .filter((line) => line.includes('='))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    )
    expect(Object.fromEntries(entry)).toMatchObject({
      Name: 'Batchdeck',
      Exec: '/opt/Batchdeck/batchdeck %U',
      Icon: 'batchdeck',
      StartupWMClass: 'batchdeck',
      Categories: 'Network;Monitor;',
      MimeType: `${[
        'text/plain',
        'text/csv',
        'application/x-ndjson',
        'application/vnd.batchdeck.targets',
        'x-scheme-handler/batchdeck',
      ].join(';')};`,
    })
    expect(entry.get('Actions')).toBe('overview;alerts;import;reload;')
    expect(read('usr/share/applications/batchdeck.desktop')).toMatch(
      /\[Desktop Action alerts\]\nName=.+\nName\[zh_CN\]=.+\nExec=\/opt\/Batchdeck\/batchdeck --open=alerts\n/,
    )
    expect(read('usr/share/mime/packages/batchdeck.xml')).toContain('<glob pattern="*.targets"/>')
    for (const size of [16, 32, 48, 128, 256, 512]) {
      expect(read(`usr/share/icons/hicolor/${size}x${size}/apps/batchdeck.png`)).toBe(
        readFileSync(join(root, `resources/icons/png/${size}x${size}.png`), 'utf8'),
      )
    }
  })

  it('says whose it is and what it needs', () => {
    const { flags } = JSON.parse(read('asked.json')) as AskedOfFpm
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    expect(Object.fromEntries(flags)).toMatchObject({
      '--name': 'batchdeck',
      '--version': version,
      '--architecture': 'amd64',
      '--license': 'MIT',
      '--maintainer': expect.stringMatching(/^The Batchdeck authors </) as unknown,
      '--url': expect.stringMatching(/^https:/) as unknown,
    })
    const needs = flags.filter(([name]) => name === '-d').map(([, value]) => value)
    expect(needs).toEqual(expect.arrayContaining(['libgtk-3-0', 'libnss3', 'libsecret-1-0']))
  })

  it('starts: the window comes up, and the demo fleet runs', async () => {
    expect(await startFaults(app)).toEqual([])
  })
})

describe('[PK-2] fuses', () => {
  it('each is set in the program as it was decided, and one that is not is named', async () => {
    const broken = copy('fuses')
    expect(await fuseFaults(broken.program)).toEqual([])
    for (const [name, state] of Object.entries(fuses)) {
      if (state === 'as Electron has it') continue
      const fuse = FuseV1Options[name as keyof typeof FuseV1Options]
      await flipFuses(broken.program, { version: FuseVersion.V1, [fuse]: state !== 'on' })
      expect(await fuseFaults(broken.program)).toEqual([`The fuse ${name} is ${state === 'on' ? 'off' : 'on'}.`])
      await flipFuses(broken.program, { version: FuseVersion.V1, [fuse]: state === 'on' })
    }
  })
})

describe('[PK-3] licences', () => {
  it('are in the package as they are here, and those of Electron and Chromium beside the program', async () => {
    const broken = copy('licences')
    appendFileSync(join(broken.resources, 'THIRD-PARTY-NOTICES.txt'), '\n')
    rmSync(join(broken.folder, 'LICENSES.chromium.html'))
    expect(await faultsOf(broken)).toEqual([
      'THIRD-PARTY-NOTICES.txt is not in the package as it is.',
      'LICENSES.chromium.html is missing.',
    ])
  })

  it('name every package that the bundler took in', () => {
    const notices = readFileSync(join(root, 'THIRD-PARTY-NOTICES.txt'), 'utf8')
    const bundled = ['main', 'preload', 'renderer'].flatMap(
      (name) => JSON.parse(readFileSync(join(root, `out/packages/${name}.json`), 'utf8')) as string[],
    )
    expect(bundled.length).toBeGreaterThan(100)
    const heads = [...bundled, 'node_modules/better-sqlite3', 'node_modules/electron'].map((path) => {
      const { name, version } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as Record<
        string,
        string
      >
      return `\n${name} ${version} (`
    })
    expect(heads.filter((head) => !notices.includes(head))).toEqual([])
  })
})

describe('icons', () => {
  const icons = join(root, 'resources/icons')

  it('are made of the source as it is (npm run icons)', () => {
    const hash = createHash('sha256').update(readFileSync(join(root, 'resources/icon.svg')))
    expect(readFileSync(join(icons, 'source.sha256'), 'utf8').trim()).toBe(hash.digest('hex'))
  })

  it('have every size that Linux, Windows and macOS ask for', () => {
    for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) {
      expect(imageSize(readFileSync(join(icons, `png/${size}x${size}.png`)))).toMatchObject({
        width: size,
        height: size,
      })
    }
    for (const name of ['icon', 'targets']) {
      const ico = readFileSync(join(icons, `${name}.ico`))
      expect([ico.readUInt16LE(0), ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([0, 1, icoSizes.length])
      icoSizes.forEach((size, i) => {
        const [length, at] = [ico.readUInt32LE(6 + 16 * i + 8), ico.readUInt32LE(6 + 16 * i + 12)]
        expect(imageSize(ico.subarray(at, at + length))).toMatchObject({ type: 'png', width: size, height: size })
      })
      const blocks = blocksOf(readFileSync(join(icons, `${name}.icns`)))
      expect(blocks.map(([type, picture]) => [type, imageSize(picture).width])).toEqual(icnsTypes)
    }
  })

  function blocksOf(file: Buffer): [string, Buffer][] {
    expect(file.toString('latin1', 0, 4)).toBe('icns')
    expect(file.readUInt32BE(4)).toBe(file.length)
    const blocks: [string, Buffer][] = []
    for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
      blocks.push([file.toString('latin1', at, at + 4), file.subarray(at + 8, at + file.readUInt32BE(at + 4))])
    }
    return blocks
  }
})

/** The app once more, to be broken. */
function copy(name: string): PackedApp {
  const output = join(folder, name)
  cpSync(app.folder, join(output, 'linux-unpacked'), { recursive: true })
  return packedApps(output)[0]!
}
