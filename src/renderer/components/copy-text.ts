/**
 * `[UI-3]` Puts a text on the clipboard. A page that came by plain HTTP from another machine has no `navigator.clipboard`;
 * there the older way does it: a selection is copied, and ours takes its place on the way.
 * @returns whether it is there; a browser may forbid both
 */
export async function copyText(text: string): Promise<boolean> {
  // The type says that it is always there.
  const clipboard = navigator.clipboard as Clipboard | undefined
  try {
    if (clipboard) {
      await clipboard.writeText(text)
      return true
    }
  } catch {
    // Forbidden by the browser or a policy: the older way may be allowed.
  }
  return copySelection(text)
}

/** What was selected before is selected again, and the focus stays where it is. */
function copySelection(text: string): boolean {
  const selection = getSelection()
  if (!selection) return false
  const ranges = Array.from({ length: selection.rangeCount }, (_, i) => selection.getRangeAt(i))
  const holder = document.createElement('span')
  holder.textContent = text
  holder.setAttribute('aria-hidden', 'true')
  Object.assign(holder.style, { position: 'fixed', top: '0', opacity: '0', whiteSpace: 'pre', userSelect: 'text' })
  let isTaken = false
  const onCopy = (event: ClipboardEvent) => {
    event.preventDefault()
    event.stopImmediatePropagation()
    event.clipboardData?.setData('text/plain', text)
    isTaken = event.clipboardData !== null
  }
  document.body.append(holder)
  document.addEventListener('copy', onCopy, { capture: true })
  try {
    selection.selectAllChildren(holder)
    // oxlint-disable-next-line typescript/no-deprecated -- the only way there is without a secure context
    return document.execCommand('copy') && isTaken
  } finally {
    document.removeEventListener('copy', onCopy, { capture: true })
    holder.remove()
    selection.removeAllRanges()
    for (const range of ranges) selection.addRange(range)
  }
}
