import { useMediaQuery } from '@mantine/hooks'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../stores/preferences.ts'

const LEAST_WIDTH_PX = 360
const MOST_WIDTH_PX = 640
/** What an arrow moves the edge by. */
const STEP_PX = 20
/** Below it the panel is a page of its own. */
const NARROW = '(max-width: 640px)'

interface SplitProps {
  readonly children: ReactNode
  /** Beside the list; null while nothing is open. */
  readonly panel: ReactNode | null
}

/** A list with the details of one of its rows beside it; where there is no room for both, in its place. */
export function Split({ children, panel }: SplitProps) {
  const isNarrow = useMediaQuery(NARROW) ?? false
  const width = usePreferences(({ panelWidth }) => panelWidth)
  const isCovered = isNarrow && panel !== null
  return (
    <div
      className="bd-split"
      data-open={panel === null ? undefined : ''}
      style={panel === null || isNarrow ? undefined : { gridTemplateColumns: `minmax(0, 1fr) ${width}px` }}
    >
      <div className="bd-split-list" inert={isCovered} data-covered={isCovered ? '' : undefined}>
        {children}
      </div>
      {panel}
    </div>
  )
}

interface SidePanelProps {
  readonly label: string
  readonly header: ReactNode
  readonly footer?: ReactNode
  readonly onClose: () => void
  /** To the next row or the one before; null where there is none. */
  readonly onStep: ((by: 1 | -1) => void) | null
  readonly children: ReactNode
}

/** `[UI-8]` Beside the list and never above it: the list stays in use, Esc closes, the arrows go to the next row. */
export function SidePanel({ label, header, footer, onClose, onStep, children }: SidePanelProps) {
  const close = useRef(onClose)
  useEffect(() => {
    close.current = onClose
  })
  useEffect(() => {
    // Before those who close for the same key: what is open above the panel is closed first.
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key === 'Escape' && !event.isComposing && !isBeneath()) close.current()
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])

  const body = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // What opened it may have gone with what stood here before: then the keyboard goes on in it. Not so where an address opened it.
    // What a browser does not know counts as used.
    const { hasBeenActive } = (navigator.userActivation as UserActivation | undefined) ?? { hasBeenActive: true }
    if (document.activeElement === document.body && hasBeenActive) body.current?.focus({ preventScroll: true })
  }, [])

  function onKeyDown(event: KeyboardEvent): void {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null
    if (
      by === null ||
      !onStep ||
      (event.target as HTMLElement).closest('[role="separator"], input, textarea, [data-scrolls]')
    ) {
      return
    }
    event.preventDefault()
    onStep(by)
  }

  return (
    <aside className="bd-panel bd-side" aria-label={label} onKeyDown={onKeyDown}>
      <Edge />
      <header className="bd-side-head">{header}</header>
      {/* It scrolls, and a keyboard must be able to do that, too. */}
      <div ref={body} className="bd-side-body" tabIndex={0} role="group" aria-label={label}>
        {children}
      </div>
      {footer && <footer className="bd-side-foot">{footer}</footer>}
    </aside>
  )
}

/** Whether a dialog, a menu or a form that pops up is open, which are above every panel. */
function isBeneath(): boolean {
  // What is closed may be in the page still, out of sight.
  const above = document.querySelectorAll('[role="dialog"], [role="menu"], [role="listbox"]')
  return [...above].some((element) => element.checkVisibility())
}

/** The edge that makes the panel wider; how wide it is, is remembered. */
function Edge() {
  const { t } = useTranslation()
  const { panelWidth, set } = usePreferences()
  const [from, setFrom] = useState<{ readonly x: number; readonly width: number } | null>(null)
  const widen = (width: number) =>
    set({ panelWidth: Math.round(Math.max(LEAST_WIDTH_PX, Math.min(MOST_WIDTH_PX, width))) })

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    setFrom({ x: event.clientX, width: panelWidth })
  }

  return (
    <div
      className="bd-side-edge"
      role="separator"
      aria-orientation="vertical"
      aria-label={t('common.resize')}
      aria-valuenow={panelWidth}
      aria-valuemin={LEAST_WIDTH_PX}
      aria-valuemax={MOST_WIDTH_PX}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => from && widen(from.width + from.x - event.clientX)}
      onPointerUp={() => setFrom(null)}
      onPointerCancel={() => setFrom(null)}
      onKeyDown={({ key }) => {
        if (key === 'ArrowLeft') widen(panelWidth + STEP_PX)
        else if (key === 'ArrowRight') widen(panelWidth - STEP_PX)
      }}
    />
  )
}
