import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NativeEvent } from '../../contract/desktop-native.ts'
import { useFormat } from '../i18n/format.ts'
import { onNativeEvent, useDesktop } from '../stores/desktop.ts'
import { printPage } from './print/print-page.ts'

/** How long a zoom is shown after it changed, ms. */
const ZOOM_SHOWN_MS = 1200

/** What the desktop around the page asks of it, and how large it shows it. */
export function NativeEvents() {
  useEffect(() => onNativeEvent(receive), [])
  const zoom = useDesktop(({ state }) => state?.native.zoom ?? null)
  return zoom === null ? null : <ZoomNote zoom={zoom} />
}

/** `[DT-23]` How large the page is shown, for a moment after that has changed. */
function ZoomNote({ zoom }: { zoom: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const known = useRef(zoom)
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    if (known.current === zoom) return undefined
    known.current = zoom
    setShown(true)
    const timer = setTimeout(() => setShown(false), ZOOM_SHOWN_MS)
    return () => clearTimeout(timer)
  }, [zoom])
  return (
    <div className="bd-zoom-note" role="status" data-shown={isShown ? '' : undefined}>
      {isShown && `${t('native.zoom')}: ${format.percent(zoom / 100)}`}
    </div>
  )
}

function receive(event: NativeEvent): void {
  if (event.type === 'print') void printPage(event.as)
  else document.querySelector<HTMLElement>('[data-shortcut="alerts"]')?.click()
}
