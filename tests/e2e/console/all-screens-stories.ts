import { expect } from 'vitest'
import { zh } from '../../../src/renderer/i18n/zh.ts'
import { faults, faultsWhileWaiting } from '../axe.ts'
import { englishOn } from '../english.ts'
import { closeToasts } from '../toasts.ts'
import { type Stage, screens, stories } from './scene.ts'

/** Whose panels show what they had until what was asked for comes. */
const screensThatWait: ReadonlySet<string> = new Set(['Slots', 'Events'])

export function allScreensStories(stage: Stage): void {
  stories(stage, 'every screen', ({ begin, it, inBoth }) => {
    const looks = (theme: 'dark' | 'light') => async () => {
      const scene = await begin('history')
      const { page } = scene
      // In the light the same stands on the page, in other colours.
      const found = () => faults(page, theme === 'light')
      await page.getByRole('button', { name: 'Theme and language' }).click()
      await page.getByRole('menuitem', { name: theme === 'dark' ? 'Dark' : 'Light' }).click()
      await page.getByRole('menu').waitFor({ state: 'detached' })
      for (const screen of screens) {
        await scene.go(screen)
        await closeToasts(page)
        expect(await found(), screen).toEqual([])
        if (screensThatWait.has(screen)) expect(await faultsWhileWaiting(page), `${screen} while it waits`).toEqual([])
      }
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type('c1')
      await page.getByRole('option', { name: 'Drain c1…' }).waitFor()
      expect(await found(), 'the palette').toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('listbox').waitFor({ state: 'detached' })
      await page.keyboard.press('?')
      const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
      await sheet.waitFor()
      // Half faded in, it has too little contrast for a moment.
      await expect.poll(found, { message: 'the sheet of shortcuts', timeout: 20_000 }).toEqual([])
      await page.keyboard.press('Escape')
      await sheet.waitFor({ state: 'detached' })
    }
    it('[UI-6] no view has a serious accessibility fault, dark', looks('dark'))
    it('[UI-6] no view has a serious accessibility fault, light', looks('light'))

    inBoth('speaks Chinese when asked to, drawer, toast and times as well, and English again', async () => {
      const scene = await begin('history')
      const { page } = scene
      const choose = async (name: string) => {
        await page.keyboard.press('ControlOrMeta+k')
        await page.keyboard.type(name)
        await page.getByRole('option', { selected: true }).filter({ hasText: name }).waitFor()
        await page.keyboard.press('Enter')
      }
      await choose('Reload')
      await page.getByRole('button', { name: 'Send again' }).click()
      await page.getByText(/^Epoch \d+ sent again; consumers notified: 3$/).waitFor()
      await choose('c1')
      const panel = page.getByRole('complementary')
      await panel.getByText('Round trip').waitFor()
      await choose('简体中文')
      expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
      await panel.getByText('往返').waitFor()
      await panel
        .getByText(/^\d+(秒|分钟)前$/)
        .first()
        .waitFor()
      expect(await panel.locator('time').first().getAttribute('title')).toMatch(/^\d{4}年\d+月\d+日/)
      await page.getByText(/^第 \d+ 版已再次发送给 3 个消费者$/).waitFor()
      expect(await page.getByText(/sent again/).count()).toBe(0)
      await page.keyboard.press('Escape')
      await page.getByRole('heading', { name: '消费者' }).waitFor()
      for (const screen of screens) {
        const key = screen.toLowerCase() as keyof typeof zh.screen
        await page.evaluate(`location.hash = '#/${key}'`)
        await page.getByRole('heading', { name: zh.screen[key], exact: true }).waitFor()
        expect(await englishOn(page, scene.said), screen).toEqual([])
      }
      await page.evaluate(`location.hash = '#/consumers'`)
      await page.getByRole('heading', { name: '消费者' }).waitFor()
      await page.getByRole('button', { name: '主题与语言' }).click()
      await page.getByRole('menuitem', { name: 'English' }).click()
      await page.getByRole('heading', { name: 'Consumers' }).waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
    })
  })
}
