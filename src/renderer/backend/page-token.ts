const KEY = 'batchdeck.token'

/** The token this page speaks with: kept as long as its tab, and in no other one. Null where it has none. */
export function pageToken(storage: Pick<Storage, 'getItem'> = sessionStorage): string | null {
  return storage.getItem(KEY)
}

export function keepPageToken(token: string, storage: Pick<Storage, 'setItem'> = sessionStorage): void {
  storage.setItem(KEY, token)
}
