import type { ReactNode } from 'react'

/** What stands in a table in place of its rows: to a screen reader a row of one cell, for a table holds nothing else. */
export function TableNote({ children }: { children: ReactNode }) {
  return (
    <div className="bd-contents" role="row">
      <div className="bd-contents" role="cell">
        {children}
      </div>
    </div>
  )
}
