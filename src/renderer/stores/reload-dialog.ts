import { create } from 'zustand'

interface ReloadDialog {
  readonly isOpen: boolean
  /** Whether the load is to be evened out as well (PL-2). */
  readonly rebalance: boolean
}

/** Whether the reload dialog is open: the header, a key, an alert and a what-if can open it. */
export const useReloadDialog = create<ReloadDialog>(() => ({ isOpen: false, rebalance: false }))

export const openReloadDialog = ({ rebalance = false } = {}): void =>
  useReloadDialog.setState({ isOpen: true, rebalance })
export const closeReloadDialog = (): void => useReloadDialog.setState({ isOpen: false })
