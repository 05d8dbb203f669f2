import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addonsOf, faultsOf } from '../../packaging/contents.ts'
import {
  archivedFiles,
  archiveOf,
  headerHash,
  type PackedApp,
  packedApps,
  readArchived,
} from '../../packaging/packed-app.ts'
import { root } from '../docs.ts'
import { writeElectronZips } from '../electron-dist.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-systems-'))
const apps = new Map<string, PackedApp>()

beforeAll(async () => {
  const electron = join(folder, 'electron')
  writeElectronZips(electron)
  const output = join(folder, 'dist')
  const args = ['--dir', '--win', '--mac', '--x64', '--arm64', '--electron-dist', electron, '--output', output]
  const env = { ...process.env, BATCHDECK_UPDATE_URL: 'https://github.com/owner/name', BATCHDECK_UPDATE_KEY: 'A key.' }
  await promisify(execFile)(process.execPath, [join(root, 'packaging/package.ts'), ...args], { cwd: root, env })
  for (const app of packedApps(output)) apps.set(`${app.platform} ${app.machine}`, app)
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('[PK-1] [PK-2] [PK-3] apps for Windows and macOS', () => {
  it('are packed for both machines, and nothing of them is amiss: contents, checksum, fuses, licences', async () => {
    expect([...apps.keys()].toSorted()).toEqual(['darwin arm64', 'darwin x64', 'win32 arm64', 'win32 x64'])
    for (const app of apps.values()) expect(await faultsOf(app)).toEqual([])
  })

  it('have the addon of their machine; on macOS both, so that the halves of a universal app have one archive', () => {
    const addons = (name: string) =>
      archivedFiles(archiveOf(apps.get(name)!))
        .filter(({ isUnpacked }) => isUnpacked)
        .map(({ path }) => path)
    expect(addons('win32 arm64')).toEqual(['node_modules/better-sqlite3/prebuilds/win32-arm64.node'])
    expect(addons('darwin x64').toSorted()).toEqual(addonsOf(apps.get('darwin x64')!).toSorted())
    const [one, other] = ['darwin x64', 'darwin arm64'].map((name) => archiveOf(apps.get(name)!)) as [string, string]
    expect(headerHash(one)).toBe(headerHash(other))
    expect(readFileSync(one).equals(readFileSync(other))).toBe(true)
  })

  it('on macOS open lists by default, and offer themselves for text; links lead to them', () => {
    const plist = readFileSync(join(apps.get('darwin arm64')!.program, 'Contents/Info.plist'), 'utf8').replaceAll(
      /\s/g,
      '',
    )
    const kinds = plist.slice(plist.indexOf('CFBundleDocumentTypes'))
    expect(kinds).toMatch(/<string>targets<\/string>.*<key>LSHandlerRank<\/key><string>Owner<\/string>/)
    expect(kinds).toMatch(
      /<string>txt<\/string><string>csv<\/string><string>jsonl<\/string>.*<string>Alternate<\/string>/,
    )
    expect(plist).toContain('<key>CFBundleURLSchemes</key><array><string>batchdeck</string></array>')
    expect(plist).toContain('<key>CFBundleIdentifier</key><string>io.github.batchdeck</string>')
  })

  it('know the key that newer versions are signed with, where they were built for that', () => {
    const manifest = JSON.parse(readArchived(archiveOf(apps.get('win32 x64')!), 'package.json').toString()) as object
    expect(manifest).toMatchObject({ name: 'batchdeck', updateKey: 'A key.' })
  })
})
