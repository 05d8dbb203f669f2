import { expect } from 'vitest'
import { type Stage, stories } from './scene.ts'

export function epochsStories(stage: Stage): void {
  stories(stage, 'Epochs', ({ begin, it, inBoth }) => {
    it('[WS-8] [EP-4] acks arrive and the epoch settles', async () => {
      const scene = await begin('fleet')
      await scene.go('Epochs')
      // As many as that reach everybody.
      const add = Array.from({ length: 300 }, (_, i) => `x-${i}`)
      await scene.send('PATCH', '/api/tasks/1/targets', JSON.stringify({ add }))
      const added = scene.row('target change: +300')
      await added.getByText('Rolling out').waitFor()
      await scene.acknowledge(2, 'reloading')
      await added.getByText('Settled').waitFor()
      await added.getByText('3 of 3').waitFor()
    })

    inBoth('[EP-6] [EP-7] rolls back to an earlier epoch, after a look at what that does', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      await scene.go('Epochs')
      await scene.send('PATCH', '/api/tasks/1/targets', '{"add":["x-1","x-2","x-3"]}')
      await scene.row('target change: +3').waitFor()
      await scene.row('target change: +3').click()
      const panel = page.getByRole('complementary')
      await panel.getByText('(+3 −0)').waitFor()
      expect(await page.getByRole('button', { name: 'Roll back to this epoch…' }).count()).toBe(0)
      await page.keyboard.press('Escape')
      await scene.row('target import: +6000').click()
      await page.getByRole('button', { name: 'Roll back to this epoch…' }).click()
      await page.getByRole('complementary', { name: 'Roll back to the targets of epoch 1' }).waitFor()
      expect(page.url()).toContain('rollback=1')
      await page.getByText('Epoch 3 preview').waitFor()
      await page.goBack()
      await panel.getByRole('button', { name: 'Roll back to this epoch…' }).click()
      await page.getByRole('button', { name: 'Apply' }).click()
      await scene.row('rollback to 1: −3').waitFor()
      await panel.getByText('rollback to 1: −3').waitFor()
      expect(await scene.get('/api/tasks/1')).toMatchObject({ epoch: 3, targets: 6000 })
    })
  })
}
