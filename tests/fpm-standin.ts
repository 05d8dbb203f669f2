import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What the packer asked of fpm. */
export interface AskedOfFpm {
  /** Flags in their order; each with its value, if it has one. */
  readonly flags: readonly (readonly [string, string])[]
}

/**
 * In the place of fpm, which makes packages for Linux and cannot be had everywhere: it keeps what it was asked for and the files
 * that were to be in the package, and makes none. @param kept the folder for it
 */
export function writeFpm(file: string, kept: string): void {
  mkdirSync(kept, { recursive: true })
  const run = `exec '${process.execPath}' --no-warnings '${fileURLToPath(import.meta.url)}' '${kept}' "$@"`
  writeFileSync(file, `#!/bin/sh\n${run}\n`, { mode: 0o755 })
}

function keep(folder: string, args: readonly string[]): void {
  const flags: [string, string][] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    const [, source, target] = /^(\/.+)=(\/.+)$/.exec(arg) ?? []
    if (source !== undefined && target !== undefined) {
      // The app itself stays where it is.
      if (source.endsWith('/')) continue
      mkdirSync(join(folder, dirname(target)), { recursive: true })
      cpSync(source, join(folder, target))
    } else if (arg === '--package') writeFileSync(args[++i] ?? '', 'no package')
    else if (arg.startsWith('-') && arg !== '--force') flags.push([arg, args[++i] ?? ''])
  }
  writeFileSync(join(folder, 'asked.json'), JSON.stringify({ flags } satisfies AskedOfFpm))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , folder = '', ...args] = process.argv
  keep(folder, args)
}
