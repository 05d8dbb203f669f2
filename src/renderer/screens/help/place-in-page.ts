/** What a page scrolls in. */
export const PAGE_ID = 'help-page'

/** How far below the upper edge a heading counts as read, px. */
const LINE_PX = 96

/** The keys that scroll are for the page: once it was chosen, and where nothing else has them. */
export function focusPage(): void {
  document.querySelector<HTMLElement>(`#${PAGE_ID}`)?.focus({ preventScroll: true })
}

/** The anchor of the heading that what is seen stands under; empty above the first. */
export function headingInView(box: HTMLElement): string {
  const edge = box.getBoundingClientRect().top + LINE_PX
  const above = [...box.querySelectorAll('h2[id], h3[id]')].filter(
    (heading) => heading.getBoundingClientRect().top <= edge,
  )
  return above.at(-1)?.id ?? ''
}

/** Brings a heading to the upper edge; without one, or where it is not there, the beginning of the page. */
export function scrollToHeading(box: HTMLElement, id: string): void {
  const heading = id === '' ? null : box.querySelector(`#${CSS.escape(id)}`)
  if (heading) heading.scrollIntoView()
  else box.scrollTop = 0
}

/** `[UI-8]` How far a page was read is kept with its step of the browser's history: Back leads to where one was. */
export function keepTop(hash: string, top: number): void {
  if (location.hash === hash) history.replaceState({ helpTop: top }, '')
}

/** How far the page of the present step was read; null where it is seen for the first time. */
export function keptTop(): number | null {
  const { helpTop } = (history.state ?? {}) as { helpTop?: unknown }
  return typeof helpTop === 'number' ? helpTop : null
}
