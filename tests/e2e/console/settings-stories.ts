import { expect, it } from 'vitest'
import { type Stage, stories } from './scene.ts'

export function settingsStories(stage: Stage): void {
  stories(stage, 'Settings', (begin) => {
    it('[UI-3] says which settings are in force, which were changed, and how to', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      await scene.go('Settings')
      await page.getByText('Server', { exact: true }).click()
      await page.getByText(`${scene.url}/`, { exact: true }).waitFor()
      await page.getByText('No token is needed').waitFor()
      await page.getByText('Changed', { exact: true }).click()
      await page.getByRole('img', { name: 'Changed from the default' }).first().waitFor()
      await page.getByLabel('Filter').fill('8080')
      await page.getByText('Nothing matches the filter.').waitFor()
      await page.getByLabel('Filter').fill('listen PORT')
      await scene.row('server.port').click()
      const drawer = page.getByRole('dialog')
      for (const way of ['--set server.port=0', 'BATCHDECK_SERVER_PORT=0', 'server.port: 0']) {
        await drawer.getByText(way, { exact: true }).waitFor()
      }
      await page.keyboard.press('Escape')
      await page.getByText('Appearance', { exact: true }).click()
      await page.getByText('Kept in this browser or window.').waitFor()
      await page.getByText('Server', { exact: true }).click()
      await scene.row('server.port').waitFor()
    })

    it('[UI-5] makes another task, and deletes it once its name is typed', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      await scene.go('Settings')
      await page.getByLabel('Name of the new task').fill('Second')
      await page.keyboard.press('Enter')
      await page.getByText('Options of Second').waitFor()
      await page.getByRole('button', { name: 'Delete…' }).click()
      const remove = page.getByRole('button', { name: 'Delete for good' })
      await page.getByLabel('Type the name of the task').fill('Secon')
      expect(await remove.isEnabled()).toBe(false)
      await page.getByLabel('Type the name of the task').fill('Second')
      await remove.click()
      await page.getByText('Options of Targets').waitFor()
      expect(await scene.get('/api/tasks')).toMatchObject({ tasks: [{ name: 'Targets' }] })
    })

    it('what does not concern the plan is saved at once', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      await scene.go('Settings')
      await page.getByLabel('Name', { exact: true }).fill('Contracts')
      await page.getByRole('button', { name: 'Save' }).click()
      const toast = page.getByRole('alert').filter({ hasText: 'The options of Targets are changed' })
      await toast.getByRole('button', { name: 'Undo' }).waitFor()
      await toast.getByRole('button', { name: 'Close' }).click()
      await toast.waitFor({ state: 'detached' })
      await page.getByText('Options of Contracts').waitFor()
      expect(await scene.get('/api/tasks/1')).toMatchObject({ name: 'Contracts', epoch: 1 })
    })

    it('[UI-5] [EP-7] another batch size, after a look; one that is outdated is refused and shown anew; undone', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      const task = () => scene.get('/api/tasks/1')
      await page.keyboard.press('g')
      await page.keyboard.press(',')
      await page.getByRole('heading', { name: 'Settings' }).waitFor()
      await page.getByLabel('Batch size').fill('0')
      await page.getByText('Give a whole number from 1 to 10,000.').waitFor()
      expect(await page.getByRole('button', { name: 'Preview' }).isEnabled()).toBe(false)
      await page.getByLabel('Batch size').fill('50')
      await page.keyboard.press('Enter')
      await page.getByText('Batch size: 99 → 50').waitFor()
      await page.getByText('Epoch 2 would be').waitFor()
      await scene.send('PATCH', '/api/tasks/1/targets', '{"add":["while-looking"]}')
      await page.keyboard.press('Enter')
      await page.getByText('Meanwhile the assignment has changed').waitFor()
      await page.getByText('Epoch 3 would be').waitFor()
      expect(await task()).toMatchObject({ epoch: 2, batch_size: 99 })
      await page.getByRole('button', { name: 'Apply' }).click()
      await page.getByText('Epoch 3 is published').waitFor()
      expect(await task()).toMatchObject({ epoch: 3, batch_size: 50 })
      // Those of what was done before may still be there.
      const toast = page.getByRole('alert').filter({ hasText: 'Epoch 3 is published' })
      await toast.getByRole('button', { name: 'Undo' }).click()
      await page.getByText('Batch size: 50 → 99').waitFor()
      await page.getByRole('button', { name: 'Apply' }).click()
      await page.getByText('Epoch 4 is published').waitFor()
      expect(await task()).toMatchObject({ epoch: 4, batch_size: 99 })
      await scene.go('Epochs')
      await scene.row('options: batch size 99 → 50').waitFor()
    })
  })
}
