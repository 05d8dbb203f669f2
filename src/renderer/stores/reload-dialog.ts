import { create } from 'zustand'

/** Whether the reload dialog is open: the header, a key and an alert can open it. */
export const useReloadDialog = create<{ isOpen: boolean }>(() => ({ isOpen: false }))

export const openReloadDialog = (): void => useReloadDialog.setState({ isOpen: true })
export const closeReloadDialog = (): void => useReloadDialog.setState({ isOpen: false })
