import { writeSync } from 'node:fs'
import { refusal } from '../contract/refusal.ts'

const STDOUT = 1

/**
 * Writes a line for whoever called the command, and is done when it is out. A reader that has seen enough, such as `head`,
 * is no fault.
 * @throws {BatchdeckError} `STORAGE_FAILED` where it cannot be written
 */
export async function print(text: string): Promise<void> {
  const error = await write(text)
  if (error !== null && error.code !== 'EPIPE') throw unwritable(error)
}

/**
 * `[SEC-4]` Writes what is never shown again.
 * @param name of the token it belongs to
 * @throws {BatchdeckError} `STORAGE_FAILED` where nobody has seen it, and what to do then
 */
export async function printSecret(secret: string, name: string): Promise<void> {
  const error = await write(secret)
  if (error !== null) throw refusal('secret_unseen', { name, detail: error.message }, { cause: error })
}

/**
 * Before something is done that can be said only once. A disk that fills up in between is found by {@link printSecret}.
 * @throws {BatchdeckError} `STORAGE_FAILED`
 */
export function assertWritable(): void {
  try {
    writeSync(STDOUT, '')
  } catch (error) {
    throw unwritable(error as Error)
  }
}

function unwritable(error: Error) {
  return refusal('output_unwritable', { detail: error.message }, { cause: error })
}

function write(text: string): Promise<NodeJS.ErrnoException | null> {
  return new Promise((done) => void process.stdout.write(`${text}\n`, (error) => done(error ?? null)))
}
