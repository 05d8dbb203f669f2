import { expect, it } from 'vitest'
import { type Stage, stories } from './scene.ts'

export function overviewStories(stage: Stage): void {
  stories(stage, 'Overview', (begin) => {
    it('[UI-4] with nothing connected, the Overview teaches how to begin', async () => {
      const { page, consumerUrl } = await begin('nothing')
      await page.getByText('Connect the first consumer').waitFor()
      await page.getByText(consumerUrl, { exact: true }).waitFor()
      await page.getByText('run_forever()').waitFor()
      expect(await page.getByRole('button', { name: 'Start demo fleet' }).isEnabled()).toBe(true)
      await page.getByRole('button', { name: 'Import targets' }).click()
      await page.getByRole('heading', { name: 'Targets' }).waitFor()
    })

    it('[UI-6] says when a consumer goes, also aloud, and offers what helps', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      await scene.go('Overview')
      await page.getByText('All clear').waitFor()
      scene.consumers.pop()?.socket.terminate()
      const aloud = page.getByRole('log').getByText('c3 is offline; its slots are held', { exact: true })
      await expect.poll(() => aloud.count(), { timeout: 8000 }).toBe(1)
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
