import BetterSqlite from 'better-sqlite3'
import { existsSync } from 'node:fs'
import type { StoredToken } from '../port.ts'
import { tokenCell, usedCell } from './rows/token-row.ts'
import { SCHEMA_VERSION } from './schema.ts'
import { prepareStatements } from './statements.ts'
import { readTokens } from './stored-state.ts'

/** `[SEC-4]` The tokens in a database that nobody works with; null where they cannot be read. */
export function tokensIn(file: string): StoredToken[] | null {
  if (!existsSync(file)) return null
  try {
    const database = new BetterSqlite(file, { readonly: true, fileMustExist: true })
    try {
      return readTokens(prepareStatements(database))
    } finally {
      database.close()
    }
  } catch {
    // It is damaged, or of another version: whoever asks goes on without.
    return null
  }
}

/**
 * `[SEC-4]` Puts tokens in the place of those of a backup, some of which may have been revoked or rotated since. Where the
 * present ones are not known, those of the backup stay by name and role, and none of their secrets is good.
 */
export function keepTokens(file: string, present: readonly StoredToken[] | null): void {
  const database = new BetterSqlite(file, { fileMustExist: true })
  try {
    if ((database.pragma('user_version', { simple: true }) as number) !== SCHEMA_VERSION) {
      // Of an earlier version: it has no digests, and before its sixth step no tokens.
      const has = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'tokens'").get()
      if (has !== undefined) database.exec('DELETE FROM tokens')
      return
    }
    const statements = prepareStatements(database)
    database.transaction(() => {
      const { tokens } = statements.tables
      const old = readTokens(statements)
      for (const { name } of old) tokens.remove([name])
      const kept = present ?? old.map((token) => ({ ...token, digest: NO_SECRET }))
      for (const token of kept) tokens.put(token.name, tokenCell(token), usedCell(token))
      statements.seals.write()
    })()
  } finally {
    database.close()
  }
}

/** The SHA-256 of no secret that is known. */
const NO_SECRET = '0'.repeat(64)
