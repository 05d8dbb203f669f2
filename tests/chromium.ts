import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const places = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
]

/** No sandbox, because tests run as root in containers; and nothing that reaches out by itself. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--force-color-profile=srgb',
]

/** The browser that is installed: `BATCHDECK_CHROMIUM`, a usual place, or Playwright's own. */
export function findChromium(): string {
  const given = process.env['BATCHDECK_CHROMIUM']
  const found = [...(given ? [given] : []), ...places, chromium.executablePath()].find((path) => existsSync(path))
  if (found) return found
  throw new Error('No Chromium or Chrome was found: install one, or name it in BATCHDECK_CHROMIUM.')
}
