import { create } from 'zustand'

interface ConnectQuestion {
  readonly isOpen: boolean
  readonly url: string
  /** `[DT-17]` The link that the address is of; null where nobody but the operator chose it. */
  readonly link: number | null
}

/** Whether the operator is asked for another monitor, and which address is filled in. */
export const useConnectDialog = create<ConnectQuestion>(() => ({ isOpen: false, url: '', link: null }))

export function openConnectDialog(url = '', link: number | null = null): void {
  useConnectDialog.setState({ isOpen: true, url, link })
}

export function closeConnectDialog(): void {
  useConnectDialog.setState({ isOpen: false })
}
