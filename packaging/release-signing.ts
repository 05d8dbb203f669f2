import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, parseDocument } from 'yaml'
import { isSigned, readKeys, signedBytes } from '../src/main/update/signature.ts'

/** A list of releases, as electron-builder names them. */
const listName = /^(latest|beta)(-(mac|linux(-\w+)?))?\.yml$/

/** @param pem a private key of Ed25519 @throws where it is something else */
export function readPrivateKey(pem: string): KeyObject {
  const key = createPrivateKey(pem)
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('Releases are signed with a key of Ed25519.')
  return key
}

/** What a copy of the app is built with, in order to trust this key: BATCHDECK_UPDATE_KEY. */
export function publicKeyOf(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64')
}

/**
 * `[DT-10]` Signs every list of releases in a folder, once everything it lists has been found to be what it says.
 * @param notes what is new, in Markdown, for lists that say nothing of it; null where nothing is to be said
 * @param trusted what the copies that are out there were built with; null where that is not known
 * @returns the names of the lists
 * @throws where something is missing, or another thing than it should be: nothing has been written then
 */
export function signReleases(folder: string, key: KeyObject, notes: string | null, trusted: string | null): string[] {
  const names = readdirSync(folder).filter((name) => listName.test(name))
  if (names.length === 0) throw new Error(`There is no list of releases in ${folder}: electron-builder writes them.`)
  const signed = names.map((name) => {
    const body = withNotes(readFileSync(join(folder, name), 'utf8'), notes)
    assertWhole(folder, name, body)
    const signature = sign(null, signedBytes(name, Buffer.from(body)), key).toString('base64')
    if (trusted !== null && !isSigned(readKeys(trusted), name, Buffer.from(body), signature)) {
      throw new Error('This is not the key that BATCHDECK_UPDATE_KEY belongs to: no copy would take the release.')
    }
    return { name, body, signature }
  })
  for (const { name, body, signature } of signed) {
    writeFileSync(join(folder, name), body)
    writeFileSync(join(folder, `${name}.sig`), `${signature}\n`)
  }
  return names
}

/** What CHANGELOG.md says of a version; null where that is nothing. */
export function notesOf(changelog: string, version: string): string | null {
  const parts = changelog.split(/^## /m).slice(1)
  const part = parts.find((each) => each.startsWith(`[${version}]`))
  const text = part?.slice(part.indexOf('\n') + 1).trim() ?? ''
  return text === '' ? null : text
}

function withNotes(list: string, notes: string | null): string {
  const document = parseDocument(list)
  if (notes === null || document.get('releaseNotes') !== undefined) return list
  document.set('releaseNotes', notes)
  return document.toString()
}

function assertWhole(folder: string, name: string, body: string): void {
  const { files } = parse(body) as { files?: readonly { readonly url: string; readonly sha512: string }[] }
  if (!files?.length) throw new Error(`${name} lists nothing.`)
  for (const { url, sha512 } of files) {
    const found = createHash('sha512')
      .update(readFileSync(join(folder, url)))
      .digest('base64')
    if (found !== sha512) throw new Error(`${url} is not the file that ${name} lists.`)
  }
}
