import { flushSync } from 'react-dom'
import { wordsOf } from '../../backend/context.ts'
import { showFailure, showToast } from '../../components/toast.tsx'
import { callDesktop } from '../../stores/desktop.ts'
import { usePrinting } from '../../stores/printing.ts'

/** Of A4 across, without its margins (`print.css`), in px of CSS. */
const PAPER_PX = (277 / 25.4) * 96
/** How wide the page is laid out for it: letters are a little smaller than on the screen, as those of a document are. */
const PAGE_WIDTH_PX = 1200
/** How long the rows that are printed are waited for, ms. */
const ROWS_TIMEOUT_MS = 3000
/** A window that is not seen draws nothing. */
const FRAME_TIMEOUT_MS = 250

/** `[DT-23]` Prints what is shown, or saves it as a PDF (in the desktop app). */
export async function printPage(as: 'paper' | 'pdf'): Promise<void> {
  if (usePrinting.getState().page !== null) return
  const scrolled = scrolledElements()
  try {
    if (as === 'pdf' && !(await callDesktop('pdf.choose', {})).chosen) return
    usePrinting.setState({ page: { width: PAGE_WIDTH_PX, isPdf: as === 'pdf' } })
    await laidOut()
    if (as === 'pdf') await savePdf()
    else if (window.batchdeck) await printInApp()
    else await printInBrowser()
  } catch (error) {
    showFailure(() => wordsOf(error))
  } finally {
    usePrinting.setState({ page: null })
    await frame()
    for (const [element, top] of scrolled) element.scrollTop = top
  }
}

/** Makes what a browser prints by itself, from its own menu, look the same; there is no time to lay it out anew. */
export function dressForPaper(): () => void {
  let isOwn = false
  const before = () => {
    isOwn = usePrinting.getState().page === null
    const width = document.getElementById('content')?.clientWidth ?? PAGE_WIDTH_PX
    if (isOwn) flushSync(() => usePrinting.setState({ page: { width, isPdf: false } }))
  }
  const after = () => {
    if (isOwn) usePrinting.setState({ page: null })
  }
  window.addEventListener('beforeprint', before)
  window.addEventListener('afterprint', after)
  return () => {
    window.removeEventListener('beforeprint', before)
    window.removeEventListener('afterprint', after)
  }
}

/** How much smaller than on the screen a page of a width is on paper. */
export function paperScale(width: number): number {
  return Math.min(1, PAPER_PX / width)
}

async function savePdf(): Promise<void> {
  const outcome = await callDesktop('pdf.save', {})
  if (!outcome.ok) showFailure((t) => t('print.notSaved', { detail: outcome.detail }))
  else {
    showToast((t) => t('print.saved', { name: outcome.name }), {
      id: 'pdf',
      steps: [{ label: (t) => t('print.reveal'), run: () => callDesktop('pdf.reveal', {}) }],
    })
  }
}

async function printInApp(): Promise<void> {
  const outcome = await callDesktop('print', {})
  if (!outcome.ok) showFailure((t) => t('print.notPrinted', { detail: outcome.detail }))
}

/** Some browsers go on while their dialog is open, and some of those never say that it was closed: whoever goes on has closed it. */
function printInBrowser(): Promise<void> {
  return new Promise((done) => {
    const over = new AbortController()
    const end = () => {
      over.abort()
      done()
    }
    for (const sign of ['afterprint', 'pointerdown', 'keydown']) {
      window.addEventListener(sign, end, { signal: over.signal })
    }
    window.print()
  })
}

/** What scrolls, and how far it is: on paper nothing does. */
function scrolledElements(): (readonly [Element, number])[] {
  const all = document.querySelectorAll('#content, #content *')
  return [...all].filter(({ scrollTop }) => scrollTop > 0).map((element) => [element, element.scrollTop] as const)
}

/** Charts and lists have measured how much room there is, and rows that were on their way are there. */
async function laidOut(): Promise<void> {
  for (let i = 0; i < 3; i++) await frame()
  const until = performance.now() + ROWS_TIMEOUT_MS
  while (document.querySelector('#content [aria-busy="true"]') !== null && performance.now() < until) await frame()
  await frame()
}

function frame(): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, FRAME_TIMEOUT_MS)
    requestAnimationFrame(() => {
      clearTimeout(timer)
      setTimeout(done, 0)
    })
  })
}
