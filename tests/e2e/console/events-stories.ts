import { expect, it } from 'vitest'
import { type Stage, stories } from './scene.ts'

export function eventsStories(stage: Stage): void {
  stories(stage, 'Events', (begin) => {
    it('[EV-2] [EV-4] [UI-1] Events shows what happened, holds still under the pointer, and goes on when asked to', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      await page.keyboard.press('g')
      await page.keyboard.press('v')
      await page.getByRole('heading', { name: 'Events' }).waitFor()
      await scene.row('c3').first().waitFor()
      // The first: to go to one further down would scroll, and who has scrolled is left where they are.
      await page.getByRole('row').nth(1).hover()
      const before = await page.getByRole('row').nth(1).textContent()
      scene.report('running', 'something new')
      await page.getByRole('button', { name: 'New: 1' }).waitFor()
      expect(await page.getByRole('row').nth(1).textContent()).toBe(before)
      await page.getByRole('heading', { name: 'Events' }).hover()
      await scene.row('something new').getByText('Batch 900001 of c1: Running').waitFor()
      // Not followed, they wait until they are asked for.
      await page.getByRole('switch', { name: 'Follow' }).click()
      scene.report('running', 'another one')
      await page.getByRole('button', { name: 'New: 1' }).click()
      await scene.row('another one').waitFor()
      await page.getByRole('switch', { name: 'Follow' }).click()
      scene.report('error', 'and shown at once')
      await scene.row('and shown at once').waitFor()
    })

    it('[EV-5] [UI-3] Events filters by type and consumer, and tells all of one event', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      await scene.send('POST', '/api/tasks', '{"name":"Not looked for"}')
      scene.report('error', 'looked for')
      await scene.go('Events')
      const others = scene.row('Not looked for').first()
      await others.waitFor()
      await page.getByRole('button', { name: 'All types' }).click()
      await page.getByRole('menuitemcheckbox', { name: 'Batch status' }).click()
      await page.getByRole('menuitemcheckbox', { name: 'Members' }).click()
      await page.keyboard.press('Escape')
      await page.getByRole('combobox', { name: 'Consumer' }).fill('c1')
      await page.keyboard.press('Escape')
      await others.waitFor({ state: 'detached' })
      await scene.row('Batch 900001').filter({ hasText: 'looked for' }).waitFor()
      expect(page.url()).toContain('type=batch_status%2Cmember')
      await scene.row('Batch 900001').filter({ hasText: 'looked for' }).click()
      const drawer = page.getByRole('dialog')
      await drawer.getByText('"message": "looked for"').waitFor()
      await drawer.getByRole('link', { name: 'c1' }).click()
      await page.getByRole('heading', { name: 'Consumers' }).waitFor()
      await drawer.getByText('Latest events').waitFor()
      await drawer.getByText('looked for').waitFor()
      await page.keyboard.press('Escape')
      await scene.go('Events')
      await page.getByRole('button', { name: 'Remove filter Consumer c1' }).click()
      await page.getByRole('button', { name: 'Remove filter Members' }).click()
      await page.getByRole('button', { name: 'Remove filter Batch status' }).click()
      await others.waitFor()
    })
  })
}
