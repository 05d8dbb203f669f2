import { expect } from 'vitest'
import { type Stage, stories } from './scene.ts'

export function keyboardStories(stage: Stage): void {
  stories(stage, 'by keyboard', ({ begin, inBoth }) => {
    inBoth('[UI-6] [EP-2] Reload by keyboard alone: nothing changed, so the epoch is sent again', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      await page.keyboard.press('g')
      await page.keyboard.press('o')
      await page.getByRole('heading', { name: 'Overview' }).waitFor()
      await page.keyboard.press('r')
      await page.getByText('every consumer has its batches').waitFor()
      // Cancel is the default where nothing would change.
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.getByText('sent again; consumers notified: 3').first().waitFor()
      await scene.acknowledge(1, 'skipping')
      await page.keyboard.press('g')
      await page.keyboard.press('e')
      await scene.row('target import: +6000').click()
      await page.getByRole('complementary').getByText('Acknowledged').nth(2).waitFor()
      await page.keyboard.press('Escape')
    })

    inBoth('[UI-6] the palette by keyboard alone: to a consumer, and through the preview to Reload', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      const palette = page.getByRole('combobox', { name: 'Search and commands' })
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type('c')
      await page.getByRole('option', { name: /^Consumers/ }).waitFor()
      await page.keyboard.type('2')
      await page.getByRole('option', { name: /^c2/, selected: true }).waitFor()
      await page.keyboard.press('Enter')
      const panel = page.getByRole('complementary', { name: 'Consumer c2' })
      await panel.getByText('c2').first().waitFor()
      expect(page.url()).toContain('#/consumers?open=c2')
      // From within a field, a panel or wherever; Esc closes the palette and not what is behind it.
      await page.keyboard.press('ControlOrMeta+k')
      await page.getByRole('option', { name: /^c2/, selected: true }).waitFor()
      await page.keyboard.press('Escape')
      await palette.waitFor({ state: 'detached' })
      expect(await panel.count()).toBe(1)
      await page.keyboard.press('Escape')
      await panel.waitFor({ state: 'detached' })
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type('reload')
      await page.getByRole('option', { name: /^Reload fleet…/, selected: true }).waitFor()
      await page.keyboard.press('Enter')
      await page.getByText('every consumer has its batches').waitFor()
      // Cancel is the default where nothing would change.
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await scene.acknowledge(1, 'skipping')
      // What was chosen before comes first, and the arrows lead through all of it.
      await page.keyboard.press('ControlOrMeta+k')
      await page.getByRole('group', { name: 'Recent' }).getByRole('option').nth(1).waitFor()
      await page.keyboard.press('ArrowDown')
      const second = page.getByRole('option', { name: /^c2/, selected: true })
      expect(await second.getAttribute('id')).toBe(await palette.getAttribute('aria-activedescendant'))
      await page.keyboard.press('Escape')
      await palette.waitFor({ state: 'detached' })
    })

    inBoth(
      '[UI-6] [UI-8] a panel beside a list leaves every key its meaning; the arrows go on, Esc and Back close it',
      async () => {
        const scene = await begin('history')
        const { page } = scene
        await scene.go('Epochs')
        await scene.row('rollback to 1').click()
        const panel = (epoch: number) => page.getByRole('complementary', { name: `Epoch ${epoch}`, exact: true })
        await panel(3).waitFor()
        // From the list into the panel, and from there through the list.
        await panel(3).getByRole('group').focus()
        await page.keyboard.press('ArrowDown')
        await panel(2).waitFor()
        await page.keyboard.press('ArrowUp')
        await page.keyboard.press('ArrowUp')
        await panel(4).waitFor()
        await page.goBack()
        await panel(4).waitFor({ state: 'detached' })
        expect(page.url()).toContain('#/epochs')
        await page.goForward()
        await page.getByRole('complementary').getByRole('group').focus()
        await page.keyboard.press('/')
        await page.getByLabel('Filter').and(page.locator(':focus')).waitFor()
        await page.keyboard.press('Escape')
        await page.getByRole('complementary').waitFor({ state: 'detached' })
        await scene.row('rollback to 1').click()
        await panel(3).getByRole('group').focus()
        await page.keyboard.press('r')
        await page.getByRole('dialog', { name: /^Reload/ }).waitFor()
        await page.keyboard.press('Escape')
        await page.getByRole('dialog').waitFor({ state: 'detached' })
        expect(await panel(3).count(), 'Esc closes what is on top only').toBe(1)
        for (const [key, screen] of [
          ['e', 'Epochs'],
          ['s', 'Slots'],
        ] as const) {
          await page.keyboard.press('g')
          await page.keyboard.press(key)
          await page.getByRole('heading', { name: screen, exact: true, level: 1 }).waitFor()
        }
        // A slider has the focus there, and no letter goes into it.
        await page.getByText('History', { exact: true }).click()
        await page.getByRole('slider', { name: 'Epochs' }).and(page.locator(':focus')).waitFor()
        await page.keyboard.press('g')
        await page.keyboard.press('c')
        await page.getByRole('heading', { name: 'Consumers', exact: true, level: 1 }).waitFor()
      },
    )

    inBoth('[UI-6] ? lists the shortcuts; they are at rest while something is open or typed', async () => {
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
