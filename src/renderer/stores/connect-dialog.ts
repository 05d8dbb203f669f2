import { create } from 'zustand'

/** Whether the operator is asked for another monitor, and which address is filled in. */
export const useConnectDialog = create<{ readonly isOpen: boolean; readonly url: string }>(() => ({
  isOpen: false,
  url: '',
}))

export function openConnectDialog(url = ''): void {
  useConnectDialog.setState({ isOpen: true, url })
}

export function closeConnectDialog(): void {
  useConnectDialog.setState({ isOpen: false })
}
