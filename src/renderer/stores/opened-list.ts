import { create } from 'zustand'

/** `[DT-18]` A list that was opened with the app and waits for the import; null where none does. */
export const useOpenedList = create<{ readonly list: { readonly name: string; readonly blob: Blob } | null }>(() => ({
  list: null,
}))
