import { useEffect } from 'react'
import { sayCopied } from '../features/desktop/life-actions.ts'
import { useDesktop } from '../stores/desktop.ts'

/** Says what the menu of the app has put into the clipboard. */
export function useCopiedNotice(): void {
  const copies = useDesktop((desktop) => desktop.copies)
  useEffect(() => {
    if (copies > 0) sayCopied()
  }, [copies])
}
