import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { faults } from '../axe.ts'
import { type Stage, stories } from './scene.ts'

export function helpStories(stage: Stage): void {
  stories(stage, 'Help', ({ begin, it, inBoth }) => {
    const hashOf = (page: Page) => new URL(page.url()).hash
    const shows = (page: Page, hash: string) => expect.poll(() => hashOf(page)).toBe(hash)
    // Playwright does not read the level of a heading that has one.
    const title = (page: Page, name: string) =>
      page.getByRole('article').locator('h1[aria-level="2"]').getByText(name, { exact: true })
    /** How far below the upper edge of the page a heading is, px. */
    const below = (page: Page, heading: string) =>
      page.evaluate((id) => {
        const top = (selector: string) => document.querySelector(selector)?.getBoundingClientRect().top ?? NaN
        return top(`.bd-help-page #${id}`) - top('.bd-help-page')
      }, heading)

    it('[DOC-3] finds what is looked for by keyboard alone, and Back leads to where one was', async () => {
      const { page } = await begin('nothing')
      await page.keyboard.press('g')
      await page.keyboard.press('h')
      await page.getByRole('heading', { name: 'Help', level: 1, exact: true }).waitFor()
      await title(page, 'Batchdeck').waitFor()
      await page.keyboard.press('/')
      // A letter is missing, and more than one page has it.
      await page.keyboard.type('telegrm')
      const first = page.getByRole('option', { selected: true })
      await first.filter({ hasText: /^TelegramChannels/ }).waitFor()
      await page.keyboard.press('ArrowDown')
      await first.filter({ hasNotText: /^TelegramChannels/ }).waitFor()
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('Enter')
      await shows(page, '#/help/channels?at=telegram')
      await title(page, 'Channels').waitFor()
      expect(await page.locator('h1:not([aria-level])').allInnerTexts()).toEqual(['Help'])
      await expect.poll(() => below(page, 'telegram')).toBeLessThan(40)
      // What was chosen has the keys.
      await page.keyboard.press('PageDown')
      await expect.poll(() => below(page, 'telegram')).toBeLessThan(-100)
      await page.goBack()
      await page.goForward()
      const contents = page.getByRole('navigation', { name: 'On this page' })
      await contents.locator('[aria-current]').filter({ hasText: 'Telegram' }).waitFor()
      await contents.getByRole('link', { name: 'Webhook' }).click()
      await expect.poll(() => below(page, 'webhook')).toBeLessThan(40)
      await page.goBack()
      await shows(page, '#/help/channels?at=telegram')
      await expect.poll(() => below(page, 'telegram')).toBeLessThan(40)
      const copy = page.getByRole('article').getByRole('button', { name: 'Copy', exact: true })
      await copy.first().click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      const outside = page.getByRole('link', { name: '@BotFather' })
      expect(await outside.getAttribute('target')).toBe('_blank')
      expect(await faults(page)).toEqual([])
    })

    it('[DOC-3] says where a page cannot be fetched, asks again now and then, and shows it', async () => {
      const scene = await begin('nothing')
      const { page } = scene
      let asked = 0
      await page.route('**/assets/backup-*', (route) => {
        asked++
        return route.abort()
      })
      // What a page of file: asks for is held up only where that was so when it was loaded.
      await page.reload()
      await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
      await page.keyboard.press('F1')
      await title(page, 'The console').waitFor()
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Backup and restore' }).click()
      await page.getByText("Couldn't load this page").waitFor()
      await page.getByRole('button', { name: 'Try again' }).click()
      await expect.poll(() => asked).toBeGreaterThan(1)
      expect(asked).toBeLessThan(6)
      await page.unroute('**/assets/backup-*')
      await title(page, 'Backup and restore').waitFor()
      // The browser's own words of that.
      scene.errors.length = 0
      await page.emulateMedia({ media: 'print' })
      expect(await page.getByRole('navigation').count()).toBe(0)
      await page.emulateMedia({ media: null })
      await page.setViewportSize({ width: 720, height: 450 })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(720)
      await page.setViewportSize({ width: 1440, height: 900 })
    })

    inBoth(
      '[DOC-3] is led to from the view, its parts and the palette, and keeps the range in the address',
      async () => {
        const { page } = await begin('nothing')
        await page.evaluate(`location.hash = '#/consumers?range=6h'`)
        await page.getByRole('heading', { name: 'Consumers', level: 1, exact: true }).waitFor()
        await page.keyboard.press('F1')
        await shows(page, '#/help/console?range=6h&at=consumers')
        await page.getByRole('article').getByRole('link', { name: 'What each means' }).click()
        await expect.poll(() => hashOf(page)).toContain('range=6h')
        await page.evaluate(`location.hash = '#/settings?part=channels'`)
        await page.getByRole('link', { name: 'Learn more: Channels' }).click()
        await title(page, 'Channels').waitFor()
        await page.keyboard.press('ControlOrMeta+k')
        await page.keyboard.type('connect a consumer')
        await page.getByRole('option', { selected: true }).filter({ hasText: 'Connect a consumer' }).waitFor()
        await page.keyboard.press('Enter')
        const dialog = page.getByRole('dialog', { name: 'Connect a consumer' })
        await dialog.getByRole('link', { name: 'Learn more: Consumers' }).click()
        await title(page, 'Connect consumers').waitFor()
        await dialog.waitFor({ state: 'detached' })
        await page.keyboard.press('ControlOrMeta+k')
        await page.keyboard.type('behind a reverse')
        await page.getByRole('option', { selected: true }).filter({ hasText: 'Behind a reverse proxy' }).waitFor()
        await page.keyboard.press('Enter')
        await title(page, 'Behind a reverse proxy').waitFor()
        await page.evaluate(`location.hash = '#/help/nothing'`)
        await page.getByRole('button', { name: 'Go to the first page' }).click()
        await title(page, 'Batchdeck').waitFor()
      },
    )

    it('[DOC-3] is Chinese where there is a translation, and says so where there is none', async () => {
      const { page } = await begin('nothing')
      await page.getByRole('button', { name: 'Theme and language' }).click()
      await page.getByRole('menuitem', { name: '简体中文' }).click()
      await page.evaluate(`location.hash = '#/help'`)
      await page.getByRole('heading', { name: '帮助', level: 1, exact: true }).waitFor()
      expect(await page.getByRole('article').getAttribute('lang')).toBe('zh-CN')
      await page.keyboard.press('/')
      await page.keyboard.type('消费者')
      await page.getByRole('option', { selected: true }).filter({ hasText: '消费者' }).waitFor()
      await page.keyboard.press('Escape')
      await page.evaluate(`location.hash = '#/help/alerts'`)
      await page.getByText('仅有英文版').waitFor()
      await page.evaluate(`location.hash = '#/help?lang=en'`)
      await page.getByRole('article').getByRole('heading', { name: 'Connect a consumer' }).waitFor()
      await page.getByRole('button', { name: '主题与语言' }).click()
      await page.getByRole('menuitem', { name: 'English' }).click()
    })
  })
}
