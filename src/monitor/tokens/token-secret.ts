import { createHash, randomBytes } from 'node:crypto'

/** How every secret begins that is made here, so that it is known for one wherever it stands. */
const SECRET_PREFIX = 'bdt_'
const SECRET_BYTES = 32

/** A secret that nobody guesses. */
export function makeSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64url')
}

/** Whether it may be one of {@link makeSecret}. */
export function isSecret(token: string): boolean {
  return token.startsWith(SECRET_PREFIX)
}

/**
 * What is kept of a secret. It has 256 random bits, so that there is nothing to guess and no list of likely ones to try: a
 * slow hash, as passwords need, would only slow down those who come in.
 */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
