import { expect, it } from 'vitest'
import { type Stage, type Scene, stories } from './scene.ts'

export function eventsStories(stage: Stage): void {
  stories(stage, 'Events', (begin) => {
    /** Of a batch that does not exist: it is written down, and changes nothing. */
    const report = ({ consumers }: Scene, status: string, message: string) =>
      consumers[0]?.send({ type: 'batch_status', batch_id: 900_001, status, message })

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
      report(scene, 'running', 'something new')
      await page.getByRole('button', { name: 'New: 1' }).waitFor()
      expect(await page.getByRole('row').nth(1).textContent()).toBe(before)
      await page.getByRole('heading', { name: 'Events' }).hover()
      await scene.row('something new').getByText('Batch 900001 of c1: Running').waitFor()
      // Not followed, they wait until they are asked for.
      await page.getByRole('switch', { name: 'Follow' }).click()
      report(scene, 'running', 'another one')
      await page.getByRole('button', { name: 'New: 1' }).click()
      await scene.row('another one').waitFor()
      await page.getByRole('switch', { name: 'Follow' }).click()
      report(scene, 'error', 'and shown at once')
      await scene.row('and shown at once').waitFor()
    })

    it('[EV-5] [UI-3] Events filters by type and consumer, and tells all of one event', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      report(scene, 'error', 'looked for')
      await scene.go('Events')
      await scene.row('looked for').waitFor()
      const started = scene.row('The monitor started')
      await started.waitFor()
      await page.getByRole('button', { name: 'All types' }).click()
      await page.getByRole('menuitemcheckbox', { name: 'Batch status' }).click()
      await page.getByRole('menuitemcheckbox', { name: 'Members' }).click()
      await page.keyboard.press('Escape')
      await page.getByRole('combobox', { name: 'Consumer' }).fill('c1')
      await page.keyboard.press('Escape')
      await started.waitFor({ state: 'detached' })
      await scene.row('looked for').waitFor()
      expect(page.url()).toContain('type=batch_status%2Cmember')
      await scene.row('looked for').click()
      const drawer = page.getByRole('dialog')
      await drawer.getByText('"message": "looked for"').waitFor()
      await drawer.getByRole('link', { name: 'c1' }).click()
      await page.getByRole('heading', { name: 'Consumers' }).waitFor()
      await drawer.getByText('Latest events').waitFor()
      await drawer.getByText('looked for').waitFor()
      await page.keyboard.press('Escape')
      await scene.go('Events')
      await page.getByRole('button', { name: 'Remove the filter Consumer c1' }).click()
      await page.getByRole('button', { name: 'Remove the filter Members' }).click()
      await page.getByRole('button', { name: 'Remove the filter Batch status' }).click()
      await started.waitFor()
    })
  })
}
