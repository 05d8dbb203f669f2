// Every icon, of resources/icon.svg: `npm run icons` after a change there, and then look at them. The pictures are kept,
// because what packs the app has no browser to draw them with.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { chromium } from 'playwright-core'
import { chromiumFlags, findChromium } from '../tests/chromium.ts'
import { icns, ico, type Pictures } from './icon-files.ts'

const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024] as const
const resources = resolve(import.meta.dirname, '../resources')

/** As macOS has its icons: with a margin, and the shadow that their neighbours have. */
function onMac(svg: string): string {
  const shadow = '<feDropShadow dx="0" dy="10" stdDeviation="10" flood-opacity=".3" />'
  return `
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024">
      <defs><filter id="shadow" x="-10%" y="-10%" width="120%" height="125%">${shadow}</filter></defs>
      <svg x="100" y="100" width="824" height="824" viewBox="0 0 1024 1024" overflow="visible">
        <g filter="url(#shadow)">${part(svg, /<svg[^>]*>([\s\S]*)<\/svg>/)}</g>
      </svg>
    </svg>`
}

/** A list of targets: a sheet with a corner turned down, and the bars in the blue of their ground. */
function onSheet(svg: string): string {
  const edge = 'stroke="#b6c0cc" stroke-width="24" stroke-linejoin="round"'
  const sheet = 'M240 48h368l240 240v624a64 64 0 0 1-64 64H240a64 64 0 0 1-64-64V112a64 64 0 0 1 64-64z'
  return `
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024">
      <path d="${sheet}" fill="#fff" ${edge} />
      <path d="M608 48l240 240H672a64 64 0 0 1-64-64z" fill="#d9e0e8" ${edge} />
      <svg x="256" y="368" width="512" height="512" viewBox="192 224 640 576">
        <g fill="#1d4ed8">${part(svg, /<g id="bars"[^>]*>([\s\S]*?)<\/g>/)}</g>
      </svg>
    </svg>`
}

function part(svg: string, pattern: RegExp): string {
  const found = pattern.exec(svg)?.[1]
  if (found === undefined) throw new Error(`resources/icon.svg has nothing like ${String(pattern)}.`)
  return found
}

async function drawAll(svgs: readonly string[]): Promise<Pictures[]> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] })
  try {
    const page = await browser.newPage()
    const drawn: Pictures[] = []
    for (const svg of svgs) {
      const pictures = new Map<number, Buffer>()
      for (const size of sizes) {
        await page.setViewportSize({ width: size, height: size })
        const style = `* { margin: 0 } body > svg { display: block; width: ${size}px; height: ${size}px }`
        await page.setContent(`<style>${style}</style>${svg}`)
        pictures.set(size, await page.screenshot({ omitBackground: true }))
      }
      drawn.push(pictures)
    }
    return drawn
  } finally {
    await browser.close()
  }
}

function write(name: string, content: Buffer | string): void {
  const file = resolve(resources, 'icons', name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

const source = readFileSync(resolve(resources, 'icon.svg'), 'utf8')
const [plain, mac, sheet] = (await drawAll([source, onMac(source), onSheet(source)])) as [Pictures, Pictures, Pictures]
for (const [size, picture] of plain) write(`png/${size}x${size}.png`, picture)
write('icon.ico', ico(plain))
write('icon.icns', icns(mac))
write('targets.ico', ico(sheet))
write('targets.icns', icns(sheet))
// By this a test sees that the source was changed and this was not run.
write('source.sha256', `${createHash('sha256').update(source).digest('hex')}\n`)
