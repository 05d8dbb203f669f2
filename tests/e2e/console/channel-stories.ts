import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import { faults } from '../axe.ts'
import { closeToasts } from '../toasts.ts'
import { type Stage, stories } from './scene.ts'

const KEY = '4a1b6f0c9d2e8f7a3b5c'

/** A receiver of webhooks, for whoever knows its key. */
class Receiver implements AsyncDisposable {
  readonly taken: unknown[] = []
  asked = 0
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      this.asked++
      const isKnown = request.url === `/hook/${KEY}`
      if (isKnown) this.taken.push(JSON.parse(Buffer.concat(chunks).toString('utf8')))
      response.writeHead(isKnown ? 204 : 410).end()
    })
  })

  static async start(): Promise<Receiver> {
    const started = new Receiver()
    started.server.listen(0, '127.0.0.1')
    await once(started.server, 'listening')
    return started
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }
}

export function channelStories(stage: Stage): void {
  stories(stage, 'channels', ({ begin, it }) => {
    it('[CN-2] [CN-3] [UI-5] one is tried before it is kept, says what is wrong, and shows its secret never again', async () => {
      await using receiver = await Receiver.start()
      const scene = await begin('nothing')
      const { page } = scene
      await page.evaluate(`location.hash = '#/settings?part=channels'`)
      await page.getByText('No channels yet').waitFor()
      expect(await faults(page), 'no channels').toEqual([])
      await page.getByRole('button', { name: 'Webhook' }).click()
      const dialog = page.getByRole('dialog', { name: 'New channel: Webhook' })
      await dialog.getByText('Missing: Name, URL.').waitFor()
      await dialog.getByLabel('Name', { exact: true }).fill('pager')
      const url = dialog.getByLabel('URL', { exact: true })
      await url.fill(`${receiver.origin}/hook`)
      await dialog.getByRole('button', { name: 'Send test' }).click()
      const outcome = dialog.getByRole('status')
      await outcome.filter({ hasText: /^Not delivered \(.*410/ }).waitFor()
      // What was said of another address is gone.
      await url.fill(`${receiver.origin}/hook/${KEY}`)
      await outcome.filter({ hasText: 'Not delivered' }).waitFor({ state: 'detached' })
      await dialog.getByRole('button', { name: 'Send test' }).click()
      await outcome.filter({ hasText: /^Delivered in / }).waitFor()
      expect(receiver.taken).toHaveLength(1)
      await dialog.getByRole('switch', { name: 'Quiet hours' }).click()
      await dialog.getByLabel('Quiet from').waitFor()
      expect(await faults(page), 'the editor').toEqual([])
      // Nothing is lost by a key.
      await page.keyboard.press('Escape')
      await dialog.getByText('You have unsaved changes.').waitFor()
      await dialog.getByRole('button', { name: 'Keep editing' }).click()
      await dialog.getByRole('button', { name: 'Save' }).click()
      await page.getByText('pager saved').waitFor()
      await closeToasts(page)
      await scene.row('pager').getByText('Nothing sent yet').waitFor()
      expect(await faults(page), 'the list').toEqual([])
      expect(await page.content()).not.toContain(KEY)
      expect(JSON.stringify(await scene.get('/api/channels'))).not.toContain(KEY)

      await scene.row('pager').click()
      const panel = page.getByRole('complementary', { name: 'pager' })
      await panel.getByText('URL: kept, not shown').waitFor()
      await panel.getByRole('button', { name: 'Send test' }).click()
      await panel.getByText(/^Delivered in /).waitFor()
      expect(receiver.taken).toHaveLength(2)
      await panel.getByRole('button', { name: 'Edit…' }).click()
      const editor = page.getByRole('dialog', { name: 'Edit pager' })
      await editor.getByRole('button', { name: 'Replace URL' }).click()
      await editor.getByLabel('URL', { exact: true }).waitFor()
      await page.keyboard.press('Escape')
      await editor.getByRole('button', { name: 'Discard changes' }).click()
      await panel.getByRole('button', { name: 'Delete…' }).click()
      await page.getByRole('button', { name: 'Delete', exact: true }).click()
      await page.getByText('No channels yet').waitFor()
    })
  })
}

/** Where HTTP may set up a channel that leads to this machine. */
export function deliveryStories(stage: Stage): void {
  stories(stage, 'deliveries', ({ begin, inBoth }) => {
    inBoth(
      '[CN-5] [UI-8] what waits is found by its address with what is wrong, tried at once, and taken back',
      async () => {
        await using receiver = await Receiver.start()
        const scene = await begin('nothing')
        const { page } = scene
        const put = (more: object) =>
          scene.send(
            'PUT',
            '/api/channels/late',
            JSON.stringify({ kind: 'webhook', name: 'late', url: `${receiver.origin}/hook`, ...more }),
          )
        const waiting = async () => {
          const { deliveries } = (await scene.get('/api/deliveries?state=waiting')) as { deliveries: unknown[] }
          return deliveries.length
        }
        // A summary each second, until there is one.
        await put({ summary: { cron: '* * * * * *' } })
        await expect.poll(waiting, { timeout: 20_000 }).toBeGreaterThan(0)
        await put({})
        await page.evaluate(`location.hash = '#/settings?part=channels&channel=late&deliveries=waiting'`)
        const oldest = page.getByRole('row').filter({ hasText: /410/ }).last()
        await oldest.getByText(/^in 0:\d\d$/).waitFor()
        expect(await faults(page), 'what waits').toEqual([])
        await oldest.click()
        const panel = page.getByRole('complementary')
        await panel.getByText('Attempts').waitFor()
        expect(await page.evaluate('location.hash')).toMatch(/channel=late&deliveries=waiting&open=\d+$/)
        const before = receiver.asked
        await panel.getByRole('button', { name: 'Try now' }).click()
        await expect.poll(() => receiver.asked).toBeGreaterThan(before)
        const count = await waiting()
        await panel.getByRole('button', { name: 'Take back' }).click()
        await page.getByText('Message discarded').waitFor()
        await panel.waitFor({ state: 'detached' })
        expect(await waiting()).toBe(count - 1)
        await scene.send('DELETE', '/api/channels/late')
      },
    )
  })
}
