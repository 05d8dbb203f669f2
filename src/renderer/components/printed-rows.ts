import { useLayoutEffect, useRef, useState } from 'react'
import { PRINTED_ROWS, useIsPrinting } from '../stores/printing.ts'

interface Item {
  readonly index: number
  readonly start: number
}

/**
 * `[DT-23]` The rows of a list that scrolls: those in sight, or on paper as many as are printed. There they stand below each
 * other by themselves.
 * @param seen those in sight
 * @param from the first that is printed
 */
export function useRowsToShow<T extends Item>(seen: readonly T[], count: number, from = 0): readonly (T | Item)[] {
  const isPrinting = useIsPrinting()
  if (!isPrinting) return seen
  return Array.from({ length: Math.min(PRINTED_ROWS, count - from) }, (_, i) => ({ index: from + i, start: 0 }))
}

/** Of a list of which only a part is there: the row that was the first in sight when printing began. */
export function useFirstPrinted(first: number): number {
  const isPrinting = useIsPrinting()
  const seen = useRef(first)
  const [printed, setPrinted] = useState(0)
  useLayoutEffect(() => {
    if (!isPrinting) seen.current = first
  })
  useLayoutEffect(() => {
    if (isPrinting) setPrinted(seen.current)
  }, [isPrinting])
  return printed
}
