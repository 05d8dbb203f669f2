import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** By this `@electron/fuses` finds them in a binary; it does not export it. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

const boot = resolve(import.meta.dirname, 'electron-standin/boot.cjs')

/** What Electron sets its fuses to when it is built, in their order (`FuseV1Options`): off, on. */
const wire = '101100011'

/**
 * A folder that is shaped as Electron's own for Linux, whose program starts the stand-in and carries the fuses as the
 * binary does: what packs an app copies it, renames the program and sets the fuses, and cannot tell the difference.
 */
export function writeElectronDist(folder: string): void {
  mkdirSync(join(folder, 'locales'), { recursive: true })
  mkdirSync(join(folder, 'resources'), { recursive: true })
  const script = [
    '#!/bin/sh',
    '# Without an argument an app that was packed with it is run, as by the binary. STANDIN_NODE is a Node 24.',
    'here="$(dirname "$(readlink -f "$0")")"',
    `exec "\${STANDIN_NODE:-node}" --no-warnings '${boot}' "$here/resources/app.asar" "$@"`,
    '',
  ].join('\n')
  const fuses = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, wire.length]), Buffer.from(wire)])
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.from(script), fuses, Buffer.from('\n')]))
  writeFileSync(join(folder, 'chrome-sandbox'), '')
  writeFileSync(join(folder, 'LICENSE'), 'The license of Electron.\n')
  writeFileSync(join(folder, 'LICENSES.chromium.html'), '<p>The licenses of Chromium.</p>\n')
  for (const language of ['de', 'en-US', 'zh-CN', 'zh-TW'])
    writeFileSync(join(folder, 'locales', `${language}.pak`), '')
  for (const name of ['electron', 'chrome-sandbox']) chmodSync(join(folder, name), 0o755)
}
