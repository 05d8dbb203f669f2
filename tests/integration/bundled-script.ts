import { mkdtempSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from 'vite'

/**
 * A script as one file, for processes that are started many times: Node then reads one instead of a thousand.
 * @param script its path
 */
export async function bundleScript(script: string): Promise<{ readonly file: string; remove(): void }> {
  // Where it stands native modules are found.
  const folder = mkdtempSync(join(import.meta.dirname, '../../node_modules/.cache/script-'))
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: script,
      outDir: folder,
      minify: false,
      rolldownOptions: { external: ['better-sqlite3'], output: { entryFileNames: '[name].mjs' } },
    },
  })
  return {
    file: join(folder, `${basename(script, '.ts')}.mjs`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
