import { createPublicKey, type KeyObject, verify } from 'node:crypto'

/** Of Ed25519, in bytes. */
const SIGNATURE_BYTES = 64

/**
 * `[DT-10]` What is signed of a list of releases: its name, too, so that one of the beta channel, or of another system, cannot
 * take the place of this one.
 * @param name of the file: `latest-linux.yml`
 */
export function signedBytes(name: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`batchdeck release list ${name}\n`), body])
}

/**
 * The keys that a copy of the app trusts: one while it is the same, two while another one takes its place.
 * @param text public keys of Ed25519 as SubjectPublicKeyInfo in base64, with commas between them
 * @throws where one is something else
 */
export function readKeys(text: string): KeyObject[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const key = createPublicKey({ key: Buffer.from(part, 'base64'), format: 'der', type: 'spki' })
      if (key.asymmetricKeyType !== 'ed25519') throw new Error('A key for updates has to be one of Ed25519.')
      return key
    })
}

/** @param signature in base64, as it stands in the file beside the list */
export function isSigned(keys: readonly KeyObject[], name: string, body: Uint8Array, signature: string): boolean {
  const bytes = Buffer.from(signature.trim(), 'base64')
  if (bytes.length !== SIGNATURE_BYTES) return false
  const signed = signedBytes(name, body)
  return keys.some((key) => verify(null, signed, key, bytes))
}
