import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { Type, type Static } from 'typebox'
import { Check } from 'typebox/value'

const kept = Type.Object({
  version: Type.String(),
  /** What it is, and so how it is put back. */
  kind: Type.Enum(['appimage', 'nsis', 'mac']),
  /** Where it is kept. */
  file: Type.String(),
  /** Where it belongs. */
  place: Type.String(),
})

const schema = Type.Object({
  /** The version that last started; null before the first. */
  good: Type.Union([Type.String(), Type.Null()]),
  /** The one that has not yet: how often it was tried, and by which process. */
  trying: Type.Union([
    Type.Object({ version: Type.String(), starts: Type.Integer(), pid: Type.Integer() }),
    Type.Null(),
  ]),
  /** The version before, as long as the new one has not started. */
  kept: Type.Union([kept, Type.Null()]),
  /** The one that did not start, and is not offered any more. */
  put_back: Type.Union([
    Type.Object({ from: Type.String(), to: Type.String(), at: Type.Integer(), told: Type.Boolean() }),
    Type.Null(),
  ]),
})

export type StartRecord = Static<typeof schema>
/** A version that is kept until the next one has started. */
export type KeptVersion = Static<typeof kept>

export const noStarts: StartRecord = { good: null, trying: null, kept: null, put_back: null }

/** `[DT-11]` Which version started, which did not: `starts.json`. Nothing where there is none, or it is no more what it was. */
export function readStarts(file: string): StartRecord {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (Check(schema, found)) return found
  } catch {
    // The first start.
  }
  return noStarts
}

/** Whole or not at all, and on the disk before anything else happens. @throws where that cannot be */
export function writeStarts(file: string, record: StartRecord): void {
  const descriptor = openSync(`${file}.new`, 'w', 0o600)
  try {
    writeSync(descriptor, JSON.stringify(record, null, 2))
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(`${file}.new`, file)
}
