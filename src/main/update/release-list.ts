import type { UpdateInfo } from 'electron-updater'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { parse } from 'yaml'
import { isVersion } from './release-version.ts'
import { UpdateProblem } from './update-problem.ts'

/** A list of releases, as electron-builder writes it: of one channel and system, and its newest release. */
export interface ReleaseList {
  /** What is downloaded of it, and how it is known to be whole. */
  readonly info: UpdateInfo
  /** When it was made, ms. */
  readonly releasedAt: number
  /** Markdown; may be empty. */
  readonly notes: string
}

const listed = Compile(
  Type.Object({
    version: Type.String({ maxLength: 128 }),
    releaseDate: Type.String({ maxLength: 64 }),
    releaseNotes: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    minimumSystemVersion: Type.Optional(Type.String({ maxLength: 64 })),
    files: Type.Array(
      Type.Object({
        url: Type.String({ minLength: 1, maxLength: 512 }),
        // Of 64 bytes.
        sha512: Type.String({ pattern: '^[A-Za-z0-9+/]{86}==$' }),
        size: Type.Optional(Type.Integer({ minimum: 1 })),
        blockMapSize: Type.Optional(Type.Integer({ minimum: 1 })),
        isAdminRightsRequired: Type.Optional(Type.Boolean()),
      }),
      { minItems: 1, maxItems: 32 },
    ),
  }),
)

/**
 * `[DT-10]` Reads a list whose signature has been checked. Everything that is loaded has a checksum in it, and lies beside it.
 * @param base where it was found
 * @throws {UpdateProblem} `unreadable`
 */
export function readReleaseList(text: string, base: URL): ReleaseList {
  const found = parsed(text)
  if (!listed.Check(found)) throw new UpdateProblem('unreadable')
  const { version, releaseDate, releaseNotes, minimumSystemVersion, files } = found
  const releasedAt = Date.parse(releaseDate)
  if (!isVersion(version) || Number.isNaN(releasedAt)) throw new UpdateProblem('unreadable')
  if (!files.every(({ url }) => isBeside(url, base))) throw new UpdateProblem('unreadable')
  return {
    // Nothing else of it: parts that come from elsewhere, and shares of users who get it first.
    info: {
      version,
      releaseDate,
      files: files.map(({ url, sha512, size, blockMapSize, isAdminRightsRequired }) => ({
        url,
        sha512,
        ...(size !== undefined && { size }),
        ...(blockMapSize !== undefined && { blockMapSize }),
        ...(isAdminRightsRequired !== undefined && { isAdminRightsRequired }),
      })),
      path: files[0]?.url ?? '',
      sha512: files[0]?.sha512 ?? '',
      ...(minimumSystemVersion !== undefined && { minimumSystemVersion }),
    },
    releasedAt,
    notes: releaseNotes ?? '',
  }
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 })
  } catch (error) {
    throw new UpdateProblem('unreadable', '', error)
  }
}

function isBeside(url: string, base: URL): boolean {
  return URL.canParse(url, base.href) && new URL('.', new URL(url, base)).href === base.href
}
