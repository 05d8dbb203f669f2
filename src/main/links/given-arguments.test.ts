import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openingIn } from './given-arguments.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-arguments-'))
const list = join(folder, 'my list.targets')
const link = 'batchdeck://open/overview'

beforeAll(() => {
  mkdirSync(join(folder, 'app'))
  writeFileSync(list, '0xa\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('what a command line opens', () => {
  const installed = (...args: string[]) =>
    openingIn(['/opt/Batchdeck/batchdeck', ...args], folder, '/opt/Batchdeck/resources/app.asar')

  it('[DT-17] is its link, wherever Chromium has put it', () => {
    expect(installed(link)).toEqual({ link })
    expect(installed('--allow-file-access-from-files', '--no-sandbox', 'BatchDeck:open/events')).toEqual({
      link: 'BatchDeck:open/events',
    })
    expect(installed('--', link, '--hidden')).toEqual({ link })
    expect(installed(link, list)).toEqual({ link })
  })

  it('[DT-18] is its file, by a path or the address that a file manager gives', () => {
    expect(installed(list)).toEqual({ file: list })
    expect(installed('my list.targets')).toEqual({ file: list })
    expect(installed('nothing here', pathToFileURL(list).href)).toEqual({ file: list })
  })

  it('[DT-17] is nothing where there is neither', () => {
    for (const args of [
      [],
      ['--hidden'],
      [''],
      ['app'],
      ['missing.txt'],
      ['file://elsewhere/x'],
      ['https://deck.example'],
      ['\0'],
    ]) {
      expect(installed(...args), args.join(' ')).toBeNull()
    }
  })

  it('[DT-17] is never taken out of a switch', () => {
    expect(installed(`--open=${link}`, `-batchdeck:open/overview`)).toBeNull()
    // What a link holds stays one argument, and is left to who reads links.
    const hostile = 'batchdeck://x" --inspect=0.0.0.0 --no-sandbox'
    expect(installed(hostile)).toEqual({ link: hostile })
  })

  it('[DT-18] is not the app itself, which a checkout is started with', () => {
    const checkout = join(folder, 'app')
    const loader = list
    expect(openingIn(['electron', '-r', loader, 'app', '--inspect=0'], folder, checkout)).toBeNull()
    expect(openingIn(['electron', 'app', link], folder, checkout)).toEqual({ link })
    expect(openingIn(['electron', '.', 'my list.targets'], checkout, checkout)).toBeNull()
    expect(openingIn(['electron', checkout, 'my list.targets'], folder, checkout)).toEqual({ file: list })
  })
})
