import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumFlags, findChromium } from '../chromium.ts'
import { Scene, story } from './operating-story.ts'

/** Each step goes on from where the one before it has ended. */
describe('docs/operating.md, step by step', () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-operating-'))
  const errors: string[] = []
  let browser: Browser
  let scene: Scene

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] })
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
    page.setDefaultTimeout(15_000)
    page.on('pageerror', (error) => errors.push(String(error)))
    scene = await Scene.open(page, folder)
  })

  afterAll(async () => {
    await browser.close()
    await scene[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  it('has a heading and a picture for every step, and no step without a test', () => {
    const text = readFileSync(join(import.meta.dirname, '../../docs/operating.md'), 'utf8')
    const headings = [...text.matchAll(/^## (\d.+)$/gm)].map(([, title]) => title)
    expect(headings).toEqual(story.map(({ title }, i) => `${i + 1}. ${title}`))
    const pictures = [...text.matchAll(/^!\[.+\]\(pictures\/operating\/(.+)\.webp\)$/gm)].map(([, name]) => name)
    expect(pictures).toEqual(story.map(({ picture }) => picture))
  })

  it('the first screen and the README show the same program', async () => {
    const shown = ((await scene.page.locator('pre').textContent()) ?? '').replace(/127\.0\.0\.1:\d+/, '127.0.0.1:8080')
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
    expect(/```python\n(import json.+?)\n```/s.exec(readme)?.[1]).toBe(shown)
  })

  let done = 0
  it.each(story.map((step, i) => ({ ...step, place: i })))('[UI-5] $title', async ({ run, finish, place }) => {
    expect(done, 'the steps before must have come to their end').toBe(place)
    await run(scene)
    await finish?.(scene)
    expect(errors).toEqual([])
    done++
  })
})
