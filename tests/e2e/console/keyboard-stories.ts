import { expect, it } from 'vitest'
import { type Stage, stories } from './scene.ts'

export function keyboardStories(stage: Stage): void {
  stories(stage, 'by keyboard', (begin) => {
    it('[UI-6] [EP-2] Reload by keyboard alone: nothing changed, so the epoch is sent again', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      await page.keyboard.press('g')
      await page.keyboard.press('o')
      await page.getByRole('heading', { name: 'Overview' }).waitFor()
      await page.keyboard.press('r')
      await page.getByText('every consumer has its batches').waitFor()
      await page.keyboard.press('Enter')
      await page.getByText('sent again; consumers told: 3').first().waitFor()
      await scene.acknowledge(1, 'skipping')
      await page.keyboard.press('g')
      await page.keyboard.press('e')
      await scene.row('target import: +6000').click()
      await page.getByRole('dialog').getByText('Acknowledged').nth(2).waitFor()
      await page.keyboard.press('Escape')
    })

    it('[UI-6] the palette by keyboard alone: to a consumer, and through the preview to Reload', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      const palette = page.getByRole('combobox', { name: 'Search and commands' })
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type('c')
      await page.getByRole('option', { name: /^Consumers/ }).waitFor()
      await page.keyboard.type('2')
      await page.getByRole('option', { name: /^c2/, selected: true }).waitFor()
      await page.keyboard.press('Enter')
      const drawer = page.getByRole('dialog').filter({ hasText: 'Latest events' })
      await drawer.getByText('c2').first().waitFor()
      expect(page.url()).toContain('#/consumers?open=c2')
      // From within a field, a drawer or wherever; Esc closes the palette and not what is behind it.
      await page.keyboard.press('ControlOrMeta+k')
      await page.getByRole('option', { name: /^c2/, selected: true }).waitFor()
      await page.keyboard.press('Escape')
      await palette.waitFor({ state: 'detached' })
      expect(await drawer.count()).toBe(1)
      await page.keyboard.press('Escape')
      await drawer.waitFor({ state: 'detached' })
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type('reload')
      await page.getByRole('option', { name: /^Reload Targets/, selected: true }).waitFor()
      await page.keyboard.press('Enter')
      await page.getByText('every consumer has its batches').waitFor()
      await page.keyboard.press('Enter')
      await scene.acknowledge(1, 'skipping')
      // What was chosen before comes first, and the arrows lead through all of it.
      await page.keyboard.press('ControlOrMeta+k')
      await page.getByRole('group', { name: 'Chosen before' }).getByRole('option').nth(1).waitFor()
      await page.keyboard.press('ArrowDown')
      const second = page.getByRole('option', { name: /^c2/, selected: true })
      expect(await second.getAttribute('id')).toBe(await palette.getAttribute('aria-activedescendant'))
      await page.keyboard.press('Escape')
      await palette.waitFor({ state: 'detached' })
    })

    it('[UI-6] ? lists the shortcuts; they are at rest while something is open or typed', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      await scene.go('Consumers')
      await page.keyboard.press('?')
      const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
      await sheet.getByText('Pause or resume').waitFor()
      await page.keyboard.press('p')
      await page.keyboard.press('Escape')
      await sheet.waitFor({ state: 'detached' })
      await page.keyboard.press('/')
      await page.keyboard.type('grp?')
      expect(await page.getByLabel('Filter').inputValue()).toBe('grp?')
      await page.getByLabel('Filter').fill('')
      await page.getByRole('heading', { name: 'Consumers' }).click()
      expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(1)
    })
  })
}
