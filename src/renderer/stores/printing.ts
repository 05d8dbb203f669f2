import { create } from 'zustand'

/** The page as it is on paper. */
interface Printing {
  /** Of its content, px. */
  readonly width: number
  /** A file is made of it: no dialog of the system says that something goes on. */
  readonly isPdf: boolean
}

/** Null while it is looked at as ever. */
export const usePrinting = create<{ readonly page: Printing | null }>(() => ({ page: null }))

/** `[DT-23]` How many rows of a list are printed; an export has all. */
export const PRINTED_ROWS = 200

export function useIsPrinting(): boolean {
  return usePrinting(({ page }) => page !== null)
}
