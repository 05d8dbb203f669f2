import type { Context } from './context.ts'
import type { OwnImports } from './own-imports.ts'

/** The lists that the console has opened which asks. */
export function ownImports({ caller }: Context): OwnImports {
  if (!caller.imports) throw new Error('Nobody but a console has imports of its own.')
  return caller.imports
}
