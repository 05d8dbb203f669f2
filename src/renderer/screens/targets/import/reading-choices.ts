import type { ListReport } from '../../../../contract/resources/import.ts'

type Reading = ListReport['reading']
export type Column = Reading['columns'][number]

/** In place of a column where there is none. */
export const NO_COLUMN = -1

/** Which column is what. */
export function columnsIn({ columns }: Reading) {
  const inRole = (role: Column['role']) => columns.filter((column) => column.role === role)
  return {
    target: inRole('target')[0],
    priority: inRole('priority')[0],
    kept: inRole('attribute'),
    ignored: inRole('ignored'),
  }
}
