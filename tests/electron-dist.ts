import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { zipSync } from 'fflate'
import { root } from './docs.ts'

const boot = resolve(import.meta.dirname, 'electron-standin/boot.cjs')
const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as {
  version: string
}

/** By this `@electron/fuses` finds them in a binary; it does not export it. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** What Electron sets its fuses to when it is built, in their order (`FuseV1Options`): off, on. */
const wire = '101100011'
const fuses = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, wire.length]), Buffer.from(wire)])

const licences = { LICENSE: 'The license of Electron.\n', 'LICENSES.chromium.html': '<p>Those of Chromium.</p>\n' }

/**
 * A folder that is shaped as Electron's own for Linux, whose program starts the stand-in and carries the fuses as the
 * binary does: what packs an app copies it, renames the program and sets the fuses, and cannot tell the difference.
 */
export function writeElectronDist(folder: string): void {
  const script = [
    '#!/bin/sh',
    '# Runs the app that was packed with it, as the binary does. STANDIN_NODE is a Node 24.',
    'export STANDIN_EXECUTABLE="$0"',
    `exec "\${STANDIN_NODE:-node}" --no-warnings '${boot}' "$@"`,
    '',
  ].join('\n')
  const files = {
    ...licences,
    electron: Buffer.concat([Buffer.from(script), fuses, Buffer.from('\n')]),
    'chrome-sandbox': '',
    ...Object.fromEntries(['de', 'en-US', 'zh-CN', 'zh-TW'].map((language) => [`locales/${language}.pak`, ''])),
  }
  mkdirSync(join(folder, 'resources'), { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  for (const name of ['electron', 'chrome-sandbox']) chmodSync(join(folder, name), 0o755)
}

/**
 * Archives that are shaped as those that Electron is downloaded in for Windows and macOS. Their programs start nothing: they
 * have what the packer reads and changes.
 */
export function writeElectronZips(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const arch of ['x64', 'arm64']) {
    writeZip(join(folder, `electron-v${version}-win32-${arch}.zip`), windowsFiles())
    writeZip(join(folder, `electron-v${version}-darwin-${arch}.zip`), macFiles())
  }
}

function windowsFiles(): Record<string, Buffer | string> {
  return {
    ...licences,
    'electron.exe': Buffer.concat([emptyProgram(), fuses]),
    'locales/en-US.pak': '',
    'locales/zh-CN.pak': '',
  }
}

/** A program of Windows without any code, with the resource that says its version. */
function emptyProgram(): Buffer {
  // The packer's own: to write it anew would be to know less of the format.
  const packer = createRequire(join(root, 'node_modules/app-builder-lib/package.json'))
  const { NtExecutable, NtExecutableResource, Resource } = packer('resedit') as typeof import('resedit')
  const program = NtExecutable.createEmpty(false, false)
  const resources = NtExecutableResource.from(program)
  const info = Resource.VersionInfo.createEmpty()
  info.setFileVersion(1, 0, 0, 0, 1033)
  info.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron' })
  info.outputToResourceEntries(resources.entries)
  resources.outputResource(program)
  return Buffer.from(program.generate())
}

function macFiles(): Record<string, Buffer | string> {
  const contents = 'Electron.app/Contents'
  const framework = `${contents}/Frameworks/Electron Framework.framework`
  const helpers = ['', ' (GPU)', ' (Plugin)', ' (Renderer)'].map((kind) => `Electron Helper${kind}`)
  const bundle = (folder: string, name: string) => ({
    [`${folder}/Info.plist`]: plist(name),
    [`${folder}/MacOS/${name}`]: '',
  })
  return {
    ...licences,
    ...bundle(contents, 'Electron'),
    ...Object.assign({}, ...helpers.map((name) => bundle(`${contents}/Frameworks/${name}.app/Contents`, name))),
    [`${framework}/Electron Framework`]: fuses,
    [`${framework}/Versions/A/Resources/en.lproj/locale.pak`]: '',
    [`${framework}/Versions/A/Resources/zh_CN.lproj/locale.pak`]: '',
    [`${contents}/Resources/en.lproj/locale.pak`]: '',
  }
}

function plist(name: string): string {
  const entries = { CFBundleExecutable: name, CFBundleIdentifier: 'com.github.Electron', CFBundleName: name }
  const lines = Object.entries(entries).map(([key, value]) => `<key>${key}</key><string>${value}</string>`)
  return `<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict>${lines.join('')}</dict></plist>`
}

function writeZip(file: string, files: Readonly<Record<string, Buffer | string>>): void {
  const entries = Object.entries(files).map(([name, content]) => [name, new Uint8Array(Buffer.from(content))] as const)
  writeFileSync(file, zipSync(Object.fromEntries(entries), { level: 0 }))
}
