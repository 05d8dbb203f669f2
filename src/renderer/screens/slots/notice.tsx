import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** A line of warning, where a box would take the room of what it speaks of. */
export function Notice({ children }: { children: ReactNode }) {
  return (
    <div className="bd-slots-notice">
      <IconAlertTriangle className="bd-fixed" size={14} color="var(--bd-suspect)" aria-hidden />
      {children}
    </div>
  )
}
