import { expect } from 'vitest'
import { type Stage, stories } from './scene.ts'

const soon = { timeout: 20_000 }

interface Alerts {
  readonly alerts: readonly { readonly alert_id: string; readonly acknowledged?: { readonly why?: string } }[]
}

/** Alerts that somebody looks after, and what is done on purpose. */
export function nightStories(stage: Stage): void {
  stories(stage, 'at night', ({ begin, it }) => {
    it('[AL-6] [UI-10] an alert is acknowledged by keyboard, counts no more, and counts again once that is undone', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      scene.report('error', 'no answer')
      const pill = (count: number) => page.getByRole('button', { name: `Alerts: critical 0, warning ${count}` })
      const list = page.getByRole('dialog', { name: 'Alerts' })
      await pill(1).waitFor()
      await page.keyboard.press('a')
      await list.getByRole('listitem').first().waitFor()
      await page.keyboard.press('k')
      await pill(0).waitFor()
      await list.getByText(/^Acknowledged \d+s ago/).waitFor()
      expect(await page.title()).toBe('Overview – Batchdeck')
      const toast = page.getByRole('alert').filter({ hasText: 'Acknowledged' })
      await toast.getByRole('button', { name: 'Undo' }).click()
      await pill(1).waitFor()
      expect(await page.title()).toBe('(1) Overview – Batchdeck')
      // With a reason, from where a link in a message leads.
      await page.keyboard.press('Escape')
      await page.evaluate('location.hash = "#/overview?alert=batch_errors"')
      const linked = page.locator('[aria-current="true"]').filter({ hasText: 'Batches in error' })
      await linked.getByRole('button', { name: 'Acknowledge' }).click()
      await linked.getByRole('button', { name: 'Add reason…' }).click()
      scene.said.push('asked the provider')
      await page.getByRole('dialog').getByLabel('Reason').fill('asked the provider')
      await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click()
      await linked.getByText(/ago: asked the provider$/).waitFor()
      expect(((await scene.get('/api/alerts')) as Alerts).alerts).toContainEqual(
        expect.objectContaining({ acknowledged: expect.objectContaining({ why: 'asked the provider' }) as unknown }),
      )
    })

    it('[AL-7] [MW-1] a silence like an alert mutes it, is seen on every view, and ends from there', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      scene.report('error', 'no answer')
      const pill = (count: number) => page.getByRole('button', { name: `Alerts: critical 0, warning ${count}` })
      await pill(1).click()
      const list = page.getByRole('dialog', { name: 'Alerts' })
      await list.getByRole('button', { name: 'Snooze' }).click()
      await page.getByRole('menuitem', { name: 'Silence like this…' }).click()
      const dialog = page.getByRole('dialog', { name: 'New silence or maintenance' })
      await dialog.getByText('Batches in error', { exact: true }).first().waitFor()
      await dialog.getByRole('button', { name: 'Start' }).click()
      await pill(0).waitFor()
      await scene.go('Slots')
      const banner = page.getByRole('status').filter({ hasText: 'Silence' })
      await banner.getByText(/^Silence: Whole fleet, 2h left/).waitFor()
      await banner.getByRole('link', { name: 'Silence' }).click()
      await page.getByRole('complementary').getByText('Batches in error', { exact: true }).first().waitFor()
      await banner.getByRole('button', { name: 'End…' }).click()
      await page.getByText('Alerts that are still there are sent again.').waitFor()
      await page.keyboard.press('Enter')
      await banner.waitFor({ state: 'detached' })
      await pill(1).waitFor()
      await page.getByText('This window has ended').waitFor()
    })

    it('[MW-2] maintenance of a consumer, from its row: it is away and keeps its slots', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      await scene.go('Consumers')
      await page.getByRole('checkbox', { name: 'Select c3' }).check()
      await page.getByRole('button', { name: 'Maintenance…' }).click()
      const dialog = page.getByRole('dialog', { name: 'New silence or maintenance' })
      await dialog.getByText('Matches 1 consumer now.').waitFor()
      await dialog.getByText('Repeating', { exact: true }).click()
      await dialog.getByLabel('Cron', { exact: true }).fill('0 3 * * SUN')
      await expect
        .poll(() => dialog.getByRole('list', { name: 'Next times' }).getByRole('listitem').count(), soon)
        .toBe(3)
      await dialog.getByText('Now', { exact: true }).click()
      await dialog.getByText('For 30m', { exact: true }).click()
      scene.said.push('new kernel')
      await dialog.getByLabel('Reason').fill('new kernel')
      await dialog.getByRole('button', { name: 'Start' }).click()
      await page.getByText(/^Maintenance: 1 consumers?, 30m left/).waitFor()
      scene.consumers.pop()?.socket.terminate()
      await scene
        .row('c3')
        .getByText(/^Maintenance until \d\d:\d\d$/)
        .waitFor()
      // It calls nobody, and neither does it that its targets are not watched.
      await page.getByRole('button', { name: 'Alerts: critical 0, warning 0' }).waitFor()
      await scene.join('c3')
      const { windows } = (await scene.get('/api/windows')) as { windows: readonly { window_id: number }[] }
      for (const { window_id } of windows) await scene.send('DELETE', `/api/windows/${window_id}`)
      await page.getByText(/^Maintenance: /).waitFor({ state: 'detached' })
    })
  })
}
