/** What is typed into and kept until it is sent: a filter is not, it is in the address. */
const kept = 'form, .bd-import, [contenteditable]'
const touched = new Set<Element>()

/** Notes what somebody types into, for as long as it is there. */
export function watchTyping(page: Document = document): void {
  page.addEventListener(
    'input',
    ({ target }) => {
      const part = target instanceof Element && !target.matches('[data-filter]') ? target.closest(kept) : null
      if (part) touched.add(part)
    },
    { capture: true },
  )
  page.addEventListener('submit', ({ target }) => touched.delete(target as Element), { capture: true })
}

/** `[DT-17]` Whether the operator is in the middle of something that would be lost on another page. */
export function isInTheMiddle(page: Document = document): boolean {
  for (const part of touched) if (!part.isConnected) touched.delete(part)
  // Whatever is asked above the page, a list on its way in, and what was typed and not sent.
  return (
    page.querySelector('[aria-modal="true"]') !== null ||
    page.querySelector('.bd-import:not([data-step="input"])') !== null ||
    touched.size > 0
  )
}
