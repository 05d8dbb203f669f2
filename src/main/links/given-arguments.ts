import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LINK_SCHEME } from '../../contract/deep-link.ts'

/** What the system asks the app to open. */
export type Opening = { readonly link: string } | { readonly file: string }

const isLink = new RegExp(`^${LINK_SCHEME}:`, 'i')

/**
 * `[DT-17]` What a command line names: the first argument that is a link or a file. Chromium puts switches of its own
 * between them, in any order, and none of those is ever read here. Null where there is nothing to open.
 * @param folder that a relative path is of
 * @param app where it is itself: of a checkout that is an argument, too
 */
export function openingIn(argv: readonly string[], folder: string, app: string): Opening | null {
  const named = argv.slice(1).filter((arg) => arg !== '' && !arg.startsWith('-'))
  const own = named.findIndex((arg) => resolve(folder, arg) === app)
  for (const arg of named.slice(own + 1)) {
    if (isLink.test(arg)) return { link: arg }
    const file = fileAt(arg, folder)
    if (file !== null) return { file }
  }
  return null
}

/** The path of what is there, as a path or as an address of this machine's files: file managers of Linux pass both. */
function fileAt(arg: string, folder: string): string | null {
  try {
    const path = /^file:/i.test(arg) ? fileURLToPath(arg) : resolve(folder, arg)
    return statSync(path).isDirectory() ? null : path
  } catch {
    return null
  }
}
