import { create } from 'zustand'

/** `[UI-5]` What was written of a note and not saved: a key that closes too much takes no words away. */
export const useNoteDraft = create<{ readonly text: string }>(() => ({ text: '' }))

export const keepNoteDraft = (text: string): void => useNoteDraft.setState({ text })
