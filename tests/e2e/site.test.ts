import fastifyStatic from '@fastify/static'
import fastify from 'fastify'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeSite } from '../../site/write-site.ts'
import { chromiumFlags, findChromium } from '../chromium.ts'
import { faults } from './axe.ts'

const root = resolve(import.meta.dirname, '../..')
const PREFIX = '/some/where/'

describe('[DOC-3] the site of the documentation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-site-'))
  const server = fastify()
  let url = ''
  let browser: Browser

  beforeAll(async () => {
    await writeSite(root, folder, PREFIX)
    void server.register(fastifyStatic, { root: folder, prefix: PREFIX, wildcard: false })
    server.setNotFoundHandler((_request, reply) =>
      reply
        .code(404)
        .type('text/html')
        .send(readFileSync(join(folder, '404.html'))),
    )
    url = `${await server.listen({ port: 0, host: '127.0.0.1' })}${PREFIX}`
    browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] })
  })
  afterAll(async () => {
    await browser?.close()
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('has every file and anchor that its pages name', () => {
    const pages = globSync('*.html', { cwd: folder })
    const ids = new Map(
      pages.map((page) => {
        const html = readFileSync(join(folder, page), 'utf8')
        return [page, new Set(Array.from(html.matchAll(/ id="([^"]*)"/g), ([, id]) => id))]
      }),
    )
    const files = new Set(globSync('**/*', { cwd: folder }).map((path) => path.replaceAll('\\', '/')))
    const missing = pages.flatMap((page) => {
      const html = readFileSync(join(folder, page), 'utf8')
      return Array.from(html.matchAll(/ (?:href|src)="([^"]*)"/g), ([, to = '']) => to.replace(PREFIX, ''))
        .filter((to) => !/^(https?|data|mailto):/.test(to))
        .filter((to) => {
          const [file = '', anchor = ''] = to.split('#')
          const target = file === '' ? page : file
          return !files.has(target) || (anchor !== '' && !ids.get(target)?.has(decodeURIComponent(anchor)))
        })
        .map((to) => `${page}: ${to}`)
    })
    expect(pages.length).toBeGreaterThan(20)
    expect(missing).toEqual([])
  })

  it('works under any path: search by keyboard, theme, language, and a page that is not there', async () => {
    const page = await browser.newPage({
      viewport: { width: 390, height: 844 },
      colorScheme: 'light',
      permissions: ['clipboard-write'],
    })
    const errors: string[] = []
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    page.on('pageerror', (error) => errors.push(String(error)))
    await page.goto(`${url}alerts.html#mass_loss`)
    const top = () => page.evaluate(() => document.querySelector('#mass_loss')?.getBoundingClientRect().top ?? Infinity)
    await expect.poll(top).toBeLessThan(200)
    await page.keyboard.press('/')
    await page.keyboard.type('telegrm')
    await page.getByRole('option', { selected: true }).filter({ hasText: 'Telegram' }).waitFor()
    expect(await top()).toBeLessThan(200)
    expect(await faults(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.waitForURL('**/channels.html#telegram')
    await page.getByRole('button', { name: 'Copy', exact: true }).first().click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await background()
    await page.getByRole('button', { name: 'Dark or light' }).click()
    await expect.poll(background).not.toBe(light)
    await page.goto(`${url}index.html`)
    expect(await background()).not.toBe(light)
    await page.getByRole('banner').getByRole('link', { name: '简体中文' }).click()
    await page.getByText('页面', { exact: true }).click()
    await page.getByRole('navigation', { name: '页面' }).getByRole('link', { name: 'Channels' }).waitFor()
    expect(await faults(page)).toEqual([])
    expect(errors).toEqual([])
    await page.goto(`${url}deep/nothing.html`)
    await page.getByRole('link', { name: 'Go to the first page' }).click()
    await page.waitForURL('**/some/where/index.html')
    await page.close()
  })
})
