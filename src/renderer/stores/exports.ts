import { useEffect, useId, useRef } from 'react'

/** Something on the page that can be saved as a file. */
export interface Export {
  readonly label: string
  readonly run: () => void
}

const offered = new Map<string, () => Export>()

/** Offers in the palette what this part of the page can save; null where there is nothing to save. */
export function useExport(own: Export | null): void {
  const id = useId()
  const newest = useRef(own)
  useEffect(() => {
    newest.current = own
  })
  const isThere = own !== null
  useEffect(() => {
    if (!isThere) return undefined
    offered.set(id, () => newest.current!)
    return () => void offered.delete(id)
  }, [id, isThere])
}

/** What can be saved of what is on the page now. */
export function offeredExports(): Export[] {
  return Array.from(offered.values(), (own) => own())
}
