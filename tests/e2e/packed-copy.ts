import { createPackageWithOptions } from '@electron/asar'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ReleaseServer } from '../integration/release-server.ts'

const root = resolve(import.meta.dirname, '../..')

/** As electron-builder packs it: the built app in an archive, what it was built with, and where its updates are. */
export async function pack(archive: string, { url, publicKey }: ReleaseServer): Promise<void> {
  const resources = resolve(archive, '..')
  const plain = `${archive}-plain`
  const sqlite = 'node_modules/better-sqlite3'
  for (const path of [
    'out',
    `${sqlite}/lib`,
    `${sqlite}/prebuilds/linux-${process.arch}.node`,
    `${sqlite}/package.json`,
    'resources',
  ]) {
    cpSync(join(root, path), join(plain, path), { recursive: true, dereference: true })
  }
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>
  const { name, version, type, main } = manifest
  writeFileSync(join(plain, 'package.json'), JSON.stringify({ name, version, type, main, updateKey: publicKey }))
  await createPackageWithOptions(plain, archive, { unpack: '*.node' })
  writeFileSync(
    join(resources, 'app-update.yml'),
    `provider: generic\nurl: ${url}\nupdaterCacheDirName: batchdeck-updater\n`,
  )
}
