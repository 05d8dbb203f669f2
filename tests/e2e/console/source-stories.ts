import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { faults } from '../axe.ts'
import { type Scene, type Stage, stories } from './scene.ts'

const names = (count: number) => Array.from({ length: count }, (_, i) => `target-${i}`)

/** A server with a list of targets for whoever brings its key. */
class ListServer implements AsyncDisposable {
  targets = names(100)
  readonly keys: (string | undefined)[] = []
  private readonly server = createServer(({ headers: { authorization } }, response) => {
    this.keys.push(authorization)
    response.writeHead(authorization === 'Bearer geheim' ? 200 : 401, { 'content-type': 'text/plain' })
    response.end(this.targets.join('\n'))
  })

  static async start(): Promise<ListServer> {
    const started = new ListServer()
    started.server.listen(0, '127.0.0.1')
    await once(started.server, 'listening')
    return started
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/lists/4a1b6f0c9d2e8f7a3b5c/list.txt?key=sesame`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }
}

export function sourceStories(stage: Stage): void {
  stories(stage, 'a source', ({ begin, it, inBoth }) => {
    it('[SO-4] [CH-2] what it gave is reviewed with the guard of sources, and applied', async () => {
      await using server = await ListServer.start()
      const scene = await begin('nothing')
      const { page } = scene
      await giveSource(scene, server)
      server.targets = names(70)
      await expect.poll(() => run(scene), { timeout: 20_000 }).toBe('waiting')
      await scene.go('Targets')
      const card = page.getByRole('region', { name: 'Source', exact: true })
      await card.getByText('would remove 30 of 100 targets and add 0').waitFor()
      await page.getByRole('button', { name: 'Review…' }).click()
      const dialog = page.getByRole('dialog', { name: 'What the source would change in Hot' })
      await dialog.getByText('Guard: more than 20% needs confirmation.').waitFor()
      await dialog.getByRole('group', { name: 'Guard' }).getByRole('textbox').fill('30')
      expect(await faults(page), 'the review').toEqual([])
      await page.keyboard.press('Enter')
      await page.getByText('Epoch 2 published').waitFor()
      expect(await scene.get('/api/tasks/1')).toMatchObject({ targets: 70 })
    })

    inBoth('[SO-6] [UI-6] is edited by keyboard: its secrets stay, and the focus is where it was', async () => {
      await using server = await ListServer.start()
      const scene = await begin('nothing')
      const { page } = scene
      await giveSource(scene, server)
      await scene.go('Targets')
      const card = page.getByRole('region', { name: 'Source', exact: true })
      await card.getByText('/lists/…/list.txt?key=…').waitFor()
      const dialog = page.getByRole('dialog', { name: 'Source of Hot' })
      const edit = async () => {
        await card.getByRole('button', { name: 'More source actions' }).focus()
        await page.keyboard.press('Enter')
        expect(await faults(page), 'the menu').toEqual([])
        await page.getByRole('menuitem', { name: 'Edit…' }).press('Enter')
        await dialog.getByRole('textbox', { name: 'URL', exact: true }).waitFor()
        await expect.poll(() => isInDialog(page)).toBe(true)
      }
      await edit()
      await page.keyboard.press('Tab')
      expect(await isInDialog(page)).toBe(true)
      expect(await faults(page), 'the form').toEqual([])
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      await expect.poll(() => focusedName(page)).toBe('More source actions')

      await edit()
      await dialog.getByPlaceholder('kept, not shown').waitFor()
      await dialog.getByLabel('Minutes between runs').fill('7')
      await page.keyboard.press('Enter')
      await page.getByText('Source saved').waitFor()
      await card.getByText('every 7 min').waitFor()
      const before = server.keys.length
      await scene.send('POST', '/api/tasks/1/source/run')
      expect(server.keys.slice(before).every((key) => key === 'Bearer geheim')).toBe(true)
      expect(await scene.get('/api/tasks/1/source')).toMatchObject({ state: 'ok', headers: ['Authorization'] })
    })
  })
}

/** A task whose targets come from the server, and have come. */
async function giveSource(scene: Scene, { url }: ListServer): Promise<void> {
  await scene.send('POST', '/api/tasks', '{"task_id":1,"name":"Hot"}')
  const headers = { Authorization: 'Bearer geheim' }
  await scene.send('PUT', '/api/tasks/1/source', JSON.stringify({ kind: 'url', url, headers, interval: 86_400_000 }))
  await expect.poll(() => run(scene), { timeout: 20_000 }).toBe('ok')
}

/** One that is under way already may have read what was there before. @returns how the source does then */
async function run(scene: Scene): Promise<string> {
  const answer = await scene.send('POST', '/api/tasks/1/source/run')
  return ((await answer.json()) as { state: string }).state
}

const isInDialog = (page: Page) => page.evaluate<boolean>(`document.activeElement.closest('[role="dialog"]') !== null`)
const focusedName = (page: Page) => page.evaluate<string | null>(`document.activeElement.getAttribute('aria-label')`)
