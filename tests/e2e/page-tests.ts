import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestConsumer } from '../integration/test-consumer.ts'

/** A console under test, in whichever home. */
export interface OpenConsole extends AsyncDisposable {
  readonly page: Page
  /** `http://127.0.0.1:8080` */
  readonly url: string
}

const root = join(import.meta.dirname, '../..')
const targetText = readFileSync(join(root, 'resources/demo-targets.txt'), 'utf8')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const views = ['Overview', 'Consumers', 'Batches', 'Epochs', 'Targets'] as const

/** What the console must do in every home: one story, in the order an operator lives it. */
export function consolePageTests(home: string, open: () => Promise<OpenConsole>): void {
  describe(`the console ${home}`, () => {
    let running: OpenConsole
    let page: Page
    const fleet: TestConsumer[] = []
    const errors: string[] = []
    const go = (view: (typeof views)[number]) => page.getByRole('link', { name: view, exact: true }).click()
    const consumerUrl = () => `${running.url.replace('http', 'ws')}/websocket/monitor`

    beforeAll(async () => {
      running = await open()
      page = running.page
      page.setDefaultTimeout(8000)
      page.on('pageerror', (error) => errors.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text())
      })
    })

    afterAll(async () => {
      await Promise.all(fleet.map((consumer) => consumer[Symbol.asyncDispose]()))
      await running[Symbol.asyncDispose]()
    })

    it('[UI-4] with nothing connected, the Overview teaches how to begin', async () => {
      await page.getByText('Connect the first consumer').waitFor()
      await page.getByText(consumerUrl(), { exact: true }).waitFor()
      await page.getByText('run_forever(reconnect=5)').waitFor()
      expect(await page.getByRole('button', { name: 'Start demo fleet' }).isEnabled()).toBe(true)
      await page.getByRole('button', { name: 'Import targets' }).click()
      await page.getByRole('heading', { name: 'Targets' }).waitFor()
    })

    it('[HT-1] lists bad lines by number and changes nothing', async () => {
      await page.getByLabel('Target list').fill('good-1\nnot a target\ngood-2\n')
      await page.getByRole('button', { name: 'Preview' }).click()
      await page.getByText('line 2: has white space inside').waitFor()
      await page.getByText('No targets yet').waitFor()
    })

    it('[UI-5] [EP-7] imports 6,000 targets from a file, after a look at what that does', async () => {
      const name = 'targets.txt'
      await page
        .locator('input[type=file]')
        .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(targetText) })
      await page.getByText('Lines: 6,000').waitFor()
      await page.getByRole('button', { name: 'Preview' }).click()
      await page.getByText('Epoch 1 would be').waitFor()
      await page.getByText('No consumer is connected').waitFor()
      await page.getByRole('button', { name: 'Apply' }).click()
      await page.getByText('Epoch 1 is published').first().waitFor()
      await page.getByText('6,000 of 6,000').waitFor()
    })

    it('[LV-3] three consumers appear, and the epoch they make is in the history', async () => {
      for (const id of ['c1', 'c2', 'c3']) fleet.push(await TestConsumer.register(consumerUrl(), id))
      for (const consumer of fleet) await consumer.next('batch_reload')
      await go('Consumers')
      for (const id of ['c1', 'c2', 'c3']) await row(page, id).getByText('Online').waitFor()
      await row(page, 'c1').getByText('behind').waitFor()
      await go('Epochs')
      await row(page, 'c1, c2, c3 joined').getByText('Rolling out').waitFor()
    })

    it('[WS-8] [EP-4] acks arrive and the epoch settles', async () => {
      for (const [i, consumer] of fleet.entries()) {
        consumer.send({ type: 'batch_reload_ack', task_id: 1, consumer_id: `c${i + 1}`, action: 'reloading' })
      }
      await row(page, 'c1, c2, c3 joined').getByText('Settled').waitFor()
      await row(page, 'c1, c2, c3 joined').getByText('3 of 3').waitFor()
    })

    it('[WS-4] progress moves while the consumers report', async () => {
      const { batches } = (await (await fetch(`${running.url}/api/tasks/1/batches?consumer_id=c1`)).json()) as {
        batches: { batch_id: number }[]
      }
      const reports = batches.map(({ batch_id }, i) => ({
        batch_id,
        status: i === 0 ? 'error' : 'running',
        progress: 50,
      }))
      fleet[0]?.send({ type: 'heartbeat', consumer_id: 'c1', timestamp: Date.now(), batches: reports })
      await go('Consumers')
      await row(page, 'c1').getByText('50 %').waitFor()
      await go('Batches')
      await page.getByText('Error', { exact: true }).click()
      await page.getByText(`1 of ${await batchCount(page)}`).waitFor()
      await page.getByRole('button', { name: /^Batch \d+, Error, 50 %$/ }).click()
      await page.getByRole('button', { name: 'Copy targets' }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByText('All', { exact: true }).click()
    })

    it('[UI-6] [EP-2] Reload by keyboard alone: nothing changed, so the epoch is sent again', async () => {
      await page.keyboard.press('g')
      await page.keyboard.press('o')
      await page.getByRole('heading', { name: 'Overview' }).waitFor()
      await page.keyboard.press('r')
      await page.getByText('every consumer has its batches').waitFor()
      await page.keyboard.press('Enter')
      await page.getByText('sent again; consumers told: 3').first().waitFor()
      for (const [i, consumer] of fleet.entries()) {
        expect(await consumer.next('batch_reload')).toMatchObject({ epoch: 2 })
        consumer.send({ type: 'batch_reload_ack', task_id: 1, consumer_id: `c${i + 1}`, action: 'skipping' })
      }
      await page.keyboard.press('g')
      await page.keyboard.press('e')
      await row(page, 'c1, c2, c3 joined').click()
      await page.getByRole('dialog').getByText('Acknowledged').nth(2).waitFor()
      await page.keyboard.press('Escape')
    })

    it('[UI-1] Pause holds what comes, Resume shows it', async () => {
      await go('Consumers')
      await page.getByRole('button', { name: 'Pause' }).click()
      fleet.push(await TestConsumer.register(consumerUrl(), 'c4'))
      await fleet[3]?.next('batch_reload')
      await page.getByText(/Updates held back: [1-9]/).waitFor()
      expect(await row(page, 'c4').count()).toBe(0)
      await page.getByRole('button', { name: 'Resume' }).click()
      await row(page, 'c4').getByText('Online').waitFor()
    })

    it('[EP-6] [EP-7] rolls back to an earlier epoch, after a look at what that does', async () => {
      await go('Epochs')
      // The latest made is the first row; its first cell is for ticking it.
      const newest = Number(await page.getByRole('row').nth(1).getByRole('cell').nth(1).textContent())
      const change = { method: 'PATCH', headers: { 'content-type': 'application/json' } }
      await fetch(`${running.url}/api/tasks/1/targets`, { ...change, body: '{"add":["x-1","x-2","x-3"]}' })
      await row(page, 'target change: +3').waitFor()
      await row(page, 'target change: +3').click()
      await page.getByRole('dialog').getByText('+3 −0').waitFor()
      expect(await page.getByRole('button', { name: 'Roll back to this epoch…' }).count()).toBe(0)
      await page.keyboard.press('Escape')
      await row(page, 'c1, c2, c3 joined').click()
      await page.getByRole('button', { name: 'Roll back to this epoch…' }).click()
      await page.getByText('Roll back to the targets of epoch 2').waitFor()
      await page.getByText(`Epoch ${newest + 2} would be`).waitFor()
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('button', { name: 'Roll back to this epoch…' }).click()
      await page.getByRole('button', { name: 'Apply' }).click()
      await row(page, 'rollback to 2: −3').waitFor()
      await page.getByRole('dialog').getByText('rollback to 2: −3').waitFor()
      await page.keyboard.press('Escape')
      await go('Consumers')
    })

    it('[UI-3] a filter stands in the address and comes back with the view', async () => {
      await page.getByLabel('Filter').fill('c4')
      await page.getByText('1 of 4').waitFor()
      await go('Epochs')
      await go('Consumers')
      expect(await page.getByLabel('Filter').inputValue()).toBe('c4')
      expect(page.url()).toContain('q=c4')
      await page.getByLabel('Filter').fill('')
    })

    it('[LV-5] [UI-5] drains a consumer after saying what that does, and undoes it', async () => {
      const drawer = page.getByRole('dialog')
      await row(page, 'c4').click()
      await drawer.getByRole('button', { name: 'Drain' }).click()
      await drawer.getByText('The slots of c4 move to the other consumers').waitFor()
      await drawer.getByRole('button', { name: 'Drain' }).click()
      await drawer.getByText('Drained').first().waitFor()
      await page.keyboard.press('Escape')
      await row(page, 'c4').getByRole('img', { name: 'Drained' }).waitFor()
      await go('Epochs')
      await row(page, 'c4 drained by an operator').waitFor()
      await go('Consumers')
      await row(page, 'c4').click()
      await drawer.getByRole('button', { name: 'Undo drain' }).click()
      await drawer.getByText('a fair share of the slots comes back').waitFor()
      await drawer.getByRole('button', { name: 'Undo drain' }).click()
      await drawer.getByRole('button', { name: 'Drain', exact: true }).waitFor()
      await page.keyboard.press('Escape')
      await go('Epochs')
      await row(page, 'c4 back from drain').waitFor()
    })

    it.each(['dark', 'light'] as const)('[UI-6] no view has a serious accessibility fault, %s', async (theme) => {
      await page.getByRole('button', { name: 'Theme and language' }).click()
      await page.getByRole('menuitem', { name: theme === 'dark' ? 'Dark' : 'Light' }).click()
      await page.getByRole('menu').waitFor({ state: 'detached' })
      for (const view of views) {
        await go(view)
        await page.getByRole('heading', { name: view, exact: true }).waitFor()
        // The toasts fade; half faded they have too little contrast for a moment.
        for (const close of await page.locator('.mantine-Notification-closeButton').all()) await close.click()
        await expect.poll(() => page.locator('.mantine-Notification-root').count()).toBe(0)
        expect(await faults(page), view).toEqual([])
      }
    })

    it('speaks Chinese when asked to, and English again', async () => {
      await page.getByRole('button', { name: 'Theme and language' }).click()
      await page.getByRole('menuitem', { name: '简体中文' }).click()
      await page.getByRole('link', { name: '消费者', exact: true }).click()
      await page.getByRole('heading', { name: '消费者' }).waitFor()
      await page.getByRole('button', { name: '主题与语言' }).click()
      await page.getByRole('menuitem', { name: 'English' }).click()
      await page.getByRole('heading', { name: 'Consumers' }).waitFor()
    })

    it('says when a consumer goes, and offers what helps', async () => {
      fleet.pop()?.socket.terminate()
      await go('Overview')
      await page.getByText('c4 is offline; its slots are held for it').first().waitFor()
      await page.getByRole('button', { name: 'Show' }).last().click()
      await page.getByRole('heading', { name: 'Consumers' }).waitFor()
      await page.keyboard.press('Escape')
    })

    it('had no error of its own in all that', () => {
      expect(errors).toEqual([])
    })
  })
}

function row(page: Page, text: string) {
  return page.getByRole('row').filter({ hasText: text })
}

async function batchCount(page: Page): Promise<string> {
  const text = (await page.getByText(/^\d+ of \d+$/).textContent()) ?? ''
  return text.split(' of ')[1] ?? ''
}

/** Axe's serious and critical findings, as text. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    interface Finding {
      id: string
      impact: string
      nodes: { html: string; failureSummary: string }[]
    }
    const scope = globalThis as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } }
    const { violations } = await scope.axe.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary.slice(0, 300)}`)
  })
}
