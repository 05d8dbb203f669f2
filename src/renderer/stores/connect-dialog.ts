import { create } from 'zustand'

/** What is filled in. */
export interface GivenConnection {
  readonly url: string
  readonly ssh: string | null
  readonly name: string | null
}

interface ConnectQuestion {
  readonly isOpen: boolean
  readonly given: GivenConnection
  /** `[DT-17]` The link that the address is of; null where nobody but the operator chose it. */
  readonly link: number | null
}

const nothing: GivenConnection = { url: '', ssh: null, name: null }

/** Whether the operator is asked for another monitor, and what is filled in. */
export const useConnectDialog = create<ConnectQuestion>(() => ({ isOpen: false, given: nothing, link: null }))

export function openConnectDialog({ url, ssh, name }: GivenConnection = nothing, link: number | null = null): void {
  useConnectDialog.setState({ isOpen: true, given: { url, ssh, name }, link })
}

export function closeConnectDialog(): void {
  useConnectDialog.setState({ isOpen: false })
}
