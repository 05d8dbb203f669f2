import { useEffect, useRef, useState } from 'react'
import { copyText } from './copy-text.ts'
import { showFailure } from './toast.tsx'

/** How long a button says that it has copied, ms. */
const SAID_MS = 1500

/** `[UI-3]` Copies, says so for a moment, and says where it cannot. */
export function useCopy(): { readonly copied: boolean; readonly copy: (text: string) => void } {
  const [copied, setCopied] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  async function copy(text: string): Promise<void> {
    if (!(await copyText(text))) {
      showFailure((t) => t('common.noClipboard'))
      return
    }
    setCopied(true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setCopied(false), SAID_MS)
  }
  return { copied, copy: (text) => void copy(text) }
}
