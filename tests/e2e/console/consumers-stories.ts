import { expect } from 'vitest'
import { type Stage, stories } from './scene.ts'

export function consumersStories(stage: Stage): void {
  stories(stage, 'Consumers and Batches', ({ begin, it, inBoth }) => {
    it('[UI-3] a filter stands in the address and comes back with the view', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      await scene.go('Consumers')
      await page.getByLabel('Filter').fill('c3')
      await page.getByText('1 of 3').waitFor()
      await scene.go('Epochs')
      await scene.go('Consumers')
      expect(await page.getByLabel('Filter').inputValue()).toBe('c3')
      expect(page.url()).toContain('q=c3')
      await page.getByLabel('Filter').fill('')
      await page.getByText('3 of 3').waitFor()
    })

    inBoth('[WS-4] progress moves while the consumers report', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      const reports = (await scene.batchesOf('c1')).map((batch_id, i) => ({
        batch_id,
        status: i === 0 ? 'error' : 'running',
        progress: 50,
      }))
      await scene.go('Consumers')
      await scene.row('c1').click()
      const panel = page.getByRole('complementary', { name: 'Consumer c1' })
      await panel.getByText('0%').first().waitFor()
      scene.consumers[0]?.send({ type: 'heartbeat', consumer_id: 'c1', timestamp: Date.now(), batches: reports })
      await panel.getByText('50%').first().waitFor()
      await panel.getByText(/^1 batch in error/).waitFor()
      await page.keyboard.press('Escape')
      // Under the pointer nobody changes places.
      await page.getByRole('button', { name: 'Pending changes: 1' }).waitFor()
      await page.getByLabel('Filter').hover()
      await scene.row('Batch errors').waitFor()
      await scene.go('Batches')
      await page.getByRole('button', { name: /^Error [1-9]/ }).click()
      const { batches } = (await scene.get('/api/tasks/1')) as { batches: number }
      await page.getByText(`1 of ${batches}`).waitFor()
      await page.getByRole('button', { name: /^Batch \d+, Error, 50%$/ }).click()
      await page.getByRole('button', { name: 'Copy targets' }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: /^All [1-9]/ }).click()
      await page.getByText(`${batches} of ${batches}`).waitFor()
    })

    it('[UI-1] Pause holds what comes, Resume shows it', async () => {
      const scene = await begin('fleet')
      const { page, consumers } = scene
      await scene.go('Consumers')
      await page.keyboard.press('p')
      await page.getByText(/^Paused at \d\d:\d\d:\d\d\./).waitFor()
      const shown = () => page.getByRole('table').innerText()
      const frozen = await shown()
      const heldBack = async () =>
        Number(/\d+/.exec((await page.getByText(/Updates held back/).textContent()) ?? '')?.[0])
      // Long enough for the ages of things to have moved on.
      const [batch_id = 0] = await scene.batchesOf('c1')
      for (let updates = 1; updates <= 4; updates++) {
        consumers[0]?.send({ type: 'batch_status', batch_id, status: 'running', progress: updates })
        await expect.poll(heldBack, { timeout: 20_000 }).toBeGreaterThanOrEqual(updates)
      }
      expect(await shown()).toBe(frozen)
      // What is done meanwhile is done; who does it is told that it will not be seen.
      await page.keyboard.press('r')
      const dialog = page.getByRole('dialog', { name: /^Reload/ })
      await dialog.getByText('The view is paused').waitFor()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      const c4 = await scene.join('c4')
      await c4.next('batch_reload')
      await page.getByText(/Updates held back: [1-9]/).waitFor()
      expect(await scene.row('c4').count()).toBe(0)
      await page.keyboard.press('p')
      await scene.row('c4').getByText('Online').waitFor()
      expect(await page.getByText('Updates held back').count()).toBe(0)
    })

    it('[LV-5] [UI-5] drains a consumer after saying what that does, and undoes it', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      const panel = page.getByRole('complementary', { name: 'Consumer c3' })
      const dialog = page.getByRole('dialog')
      await scene.go('Consumers')
      await scene.row('c3').click()
      await panel.getByRole('button', { name: 'Drain' }).click()
      await dialog.getByText('Moves the slots of c3 to the other consumers').waitFor()
      await dialog.getByRole('button', { name: 'Drain' }).click()
      await panel.getByText('Drained').first().waitFor()
      await page.keyboard.press('Escape')
      await panel.waitFor({ state: 'detached' })
      await scene.row('c3').getByText('Drained').waitFor()
      await scene.go('Epochs')
      await scene.row('c3 drained by an operator').waitFor()
      await scene.go('Consumers')
      await scene.row('c3').click()
      await panel.getByRole('button', { name: 'Undo drain' }).click()
      await dialog.getByText('a fair share of slots moves back').waitFor()
      await dialog.getByRole('button', { name: 'Undo drain' }).click()
      await panel.getByRole('button', { name: 'Drain', exact: true }).waitFor()
      await page.keyboard.press('Escape')
      await scene.go('Epochs')
      await scene.row('c3 back from drain').waitFor()
    })

    it('[UI-10] [UI-8] trouble stands first and says what happens next; Back closes the details before it leaves', async () => {
      const scene = await begin('fleet')
      const { page, consumers } = scene
      await scene.go('Consumers')
      consumers.find(({ id }) => id === 'c2')?.socket.terminate()
      const filter = page.getByRole('group', { name: 'State' })
      await filter.getByRole('button', { name: 'Trouble 1' }).click()
      await page.getByText('1 of 3').waitFor()
      await scene.row('c2').getByText('Offline').waitFor()
      await scene
        .row('c2')
        .getByText(/^Slots move in 0:\d\d$/)
        .waitFor()
      await scene.row('c2').click()
      const panel = page.getByRole('complementary', { name: 'Consumer c2' })
      await panel.getByText('connection closed').waitFor()
      await panel.getByText('1 of 1').waitFor()
      expect(page.url()).toMatch(/state=trouble.*open=c2/)
      await page.goBack()
      await panel.waitFor({ state: 'detached' })
      expect(page.url()).toContain('#/consumers?state=trouble')
      await filter.getByRole('button', { name: 'Trouble 1' }).click()
      const order = page.getByRole('row').filter({ hasText: /^(Trouble|c2|Rest|c1)/ })
      await order.nth(3).waitFor()
      expect(await order.allInnerTexts()).toEqual([
        expect.stringMatching('^Trouble'),
        expect.stringMatching('^c2'),
        expect.stringMatching('^Rest'),
        expect.stringMatching('^c1'),
      ])
    })

    it('[UI-3] [UI-6] a column is made wider by keyboard, and stays so', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      await scene.go('Consumers')
      const head = page.getByRole('columnheader', { name: 'Batches' })
      const width = async () => Math.round((await head.boundingBox())?.width ?? 0)
      const before = await width()
      for (let i = 0; i < 3; i++) await head.getByRole('button').press('Shift+ArrowRight')
      await expect.poll(width).toBe(before + 48)
      await page.reload()
      await head.waitFor()
      expect(await width()).toBe(before + 48)
    })

    it('[UI-10] [UI-8] batches in error stand by what is said of them, in grid and table, and the address says so', async () => {
      const scene = await begin('fleet')
      const { page, consumers } = scene
      const [one, two] = (await scene.batchesOf('c1')) as [number, number]
      for (const batch_id of [one, two]) {
        consumers[0]?.send({ type: 'batch_status', batch_id, status: 'error', progress: 5, message: 'rate limited' })
      }
      await scene.go('Batches')
      await page.getByText('By error', { exact: true }).click()
      const group = page.getByRole('group', { name: 'rate limited' })
      await group.getByRole('button', { name: `Batch ${two}, Error, 5%` }).click()
      const panel = page.getByRole('complementary', { name: `Batch ${two}` })
      await panel.getByText('rate limited').first().waitFor()
      await page.keyboard.press('ArrowLeft')
      await page.getByRole('complementary', { name: `Batch ${one}` }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByText('Table', { exact: true }).click()
      await page.reload()
      await scene.row('rate limited2').waitFor()
      expect(page.url()).toMatch(/group=message&as=table/)
    })

    it('[LV-3] three consumers appear, and the epoch they make is in the history', async () => {
      const scene = await begin('targets')
      for (const id of ['c1', 'c2', 'c3']) await scene.join(id)
      for (const consumer of scene.consumers) await consumer.next('batch_reload')
      await scene.go('Consumers')
      for (const id of ['c1', 'c2', 'c3']) await scene.row(id).getByText('Online').waitFor()
      await scene.row('c1').getByText('1 epoch behind').waitFor()
      await scene.go('Epochs')
      await scene.row('c1, c2, c3 joined').getByText('Rolling out').waitFor()
    })
  })
}
