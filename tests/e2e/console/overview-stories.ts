import { expect } from 'vitest'
import { type Stage, stories } from './scene.ts'

export function overviewStories(stage: Stage): void {
  stories(stage, 'Overview', ({ begin, it, inBoth }) => {
    inBoth('[UI-4] with nothing connected, the Overview teaches how to begin', async () => {
      const { page, consumerUrl } = await begin('nothing')
      await page.getByText('Connect the first consumer').waitFor()
      await page.getByText(consumerUrl, { exact: true }).waitFor()
      await page.getByText('run_forever()').waitFor()
      expect(await page.getByRole('button', { name: 'Start demo fleet' }).isEnabled()).toBe(true)
      await page.getByRole('button', { name: 'Import targets' }).click()
      await page.getByRole('heading', { name: 'Targets' }).waitFor()
    })

    it('[UI-4] targets that nobody watches, and consumers with nothing to watch, each say what is missing', async () => {
      const scene = await begin('targets')
      await scene.page.getByText('6,000 targets wait for a consumer').waitFor()
      await scene.page.getByText('run_forever()').waitFor()
      // What is wrong is to be seen all the same.
      const alerts = scene.page.getByRole('region', { name: 'Alerts', exact: true })
      await alerts.getByText('not covered').waitFor()
      await scene.begin('nothing')
      await scene.join('c1')
      const { page } = scene
      await page.getByText('1 consumer is connected and has nothing to watch').waitFor()
      await page.getByRole('button', { name: 'Connect a consumer' }).click()
      await page.getByRole('dialog').getByText('run_forever()').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Import targets' }).click()
      await page.getByRole('heading', { name: 'Targets', level: 1 }).waitFor()
    })

    it('[UI-3] [UI-10] each consumer is a link, in its condition, and the figures are the totals of what they open', async () => {
      const { page } = await begin('fleet')
      const consumers = page.getByRole('region', { name: 'Consumers', exact: true })
      const conditions = page.getByRole('region', { name: 'Now' })
      await conditions.getByRole('link', { name: '3 healthy' }).waitFor()
      await consumers.getByRole('link', { name: /^c2 .*healthy/ }).click()
      await page.getByRole('complementary').getByText('c2', { exact: true }).first().waitFor()
      expect(new URL(page.url()).hash).toContain('open=c2')
    })

    it('[UI-3] [DT-23] in a window that is half as wide, or zoomed to twice the size, nothing covers anything', async () => {
      const { page } = await begin('fleet')
      await page.setViewportSize({ width: 720, height: 450 })
      const conditions = page.getByRole('region', { name: 'Now' }).locator('.bd-figure-consumers')
      await conditions.getByRole('link', { name: '3 healthy' }).waitFor()
      const outside = () =>
        conditions.evaluate((box) => {
          const { right } = box.getBoundingClientRect()
          return [...box.querySelectorAll('a')].filter((link) => link.getBoundingClientRect().right > right).length
        })
      await expect.poll(outside).toBe(0)
      await page.setViewportSize({ width: 1440, height: 900 })
    })

    it('[UI-11] [UI-6] one crosshair goes through all charts, by keyboard, too; dragging zooms and Back undoes it', async () => {
      const scene = await begin('history')
      const { page } = scene
      const moment = page.getByRole('slider', { name: 'Moment on the charts' })
      await moment.focus()
      await page.keyboard.press('End')
      await expect.poll(() => moment.getAttribute('aria-valuetext')).toContain('Coverage 100%')
      const chip = page.getByText('3 online', { exact: true })
      await chip.first().waitFor()
      const shown = await chip.count()
      await page.keyboard.press('Escape')
      await expect.poll(() => chip.count()).toBe(shown - 1)

      const before = page.url()
      const box = (await moment.boundingBox())!
      await page.mouse.move(box.x + box.width * 0.5, box.y + 40)
      await page.mouse.down()
      await page.mouse.move(box.x + box.width * 0.8, box.y + 40, { steps: 4 })
      await page.mouse.up()
      await expect.poll(() => page.url()).toMatch(/range=\d+-\d+/)
      await page.goBack()
      await expect.poll(() => page.url()).toBe(before)

      // Six epochs of a few seconds are one mark within an hour: it leads to where they come apart.
      await page
        .getByRole('button', { name: /at this time/ })
        .first()
        .click()
      await page
        .getByRole('link', { name: /rollback to 1/ })
        .first()
        .click()
      await page.getByRole('heading', { name: 'Epochs', level: 1 }).waitFor()
      expect(new URL(page.url()).hash).toContain('open=3')
    })

    it('[NT-1] [UI-9] a note is written about an alert, from the list of them in the header', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      scene.report('error', 'no answer')
      scene.said.push('asked the provider')
      await page.getByRole('button', { name: /^Alerts: critical 0, warning 1/ }).click()
      await page.getByRole('dialog', { name: 'Alerts' }).getByRole('button', { name: 'Note…' }).click()
      const dialog = page.getByRole('dialog', { name: 'Add a note' })
      await dialog.getByRole('textbox', { name: 'Note' }).fill('asked the provider')
      await dialog.getByRole('button', { name: 'Add note' }).click()
      await page.getByText('Note added').waitFor()
      const { notes } = (await scene.get(`/api/notes?from=0&to=${Date.now() + 60_000}`)) as {
        notes: { text: string; alert_id?: string }[]
      }
      expect(notes).toContainEqual(expect.objectContaining({ text: 'asked the provider', alert_id: 'batch_errors' }))
    })

    inBoth('[UI-6] says when a consumer goes, also aloud, and offers what helps', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      await scene.go('Overview')
      await page.getByText('All clear').waitFor()
      scene.consumers.pop()?.socket.terminate()
      const aloud = page.getByRole('log').getByText('c3 is offline; its slots are held', { exact: true })
      await expect.poll(() => aloud.count(), { timeout: 20_000 }).toBe(1)
      await page.getByText('c3 is offline; its slots are held').first().waitFor()
      const alert = page.getByRole('listitem').filter({ hasText: 'c3 is offline' })
      await alert.getByRole('button', { name: 'Show' }).click()
      await page.getByRole('heading', { name: 'Consumers' }).waitFor()
      await page.keyboard.press('Escape')
      await scene.join('c3')
      await page
        .getByRole('log')
        .getByText('Resolved: c3 is offline; its slots are held')
        .waitFor({ state: 'attached' })
      expect(await aloud.count()).toBe(1)
    })
  })
}
