import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestConsumer } from '../integration/test-consumer.ts'
import { zh } from '../../src/renderer/i18n/zh.ts'
import { faults } from './axe.ts'
import { englishOn } from './english.ts'
import { closeToasts } from './toasts.ts'

/** A console under test, in whichever home. */
export interface OpenConsole extends AsyncDisposable {
  readonly page: Page
  /** `http://127.0.0.1:8080` */
  readonly url: string
}

const root = join(import.meta.dirname, '../..')
const targetText = readFileSync(join(root, 'resources/demo-targets.txt'), 'utf8')
const views = ['Overview', 'Consumers', 'Batches', 'Slots', 'Epochs', 'Targets', 'Events', 'Settings'] as const

/** What the console must do in every home: one story, in the order an operator lives it. */
export function consolePageTests(home: string, open: () => Promise<OpenConsole>): void {
  describe(`the console ${home}`, () => {
    let running: OpenConsole
    let page: Page
    const fleet: TestConsumer[] = []
    const errors: string[] = []
    /** A view is there once its heading is; until then the one before may still be. */
    const go = async (view: (typeof views)[number]) => {
      await page.getByRole('link', { name: view, exact: true }).click()
      await page.getByRole('heading', { name: view, exact: true, level: 1 }).waitFor()
    }
    const batchesOf = async (consumer: string) => {
      const answer = await fetch(`${running.url}/api/tasks/1/batches?consumer_id=${consumer}`)
      const { batches } = (await answer.json()) as { batches: { batch_id: number }[] }
      return batches.map(({ batch_id }) => batch_id)
    }
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
      await page.getByText('run_forever()').waitFor()
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
      await page.getByText(name).waitFor()
      await page.getByRole('button', { name: 'Preview' }).click()
      await page.getByText('Epoch 1 would be').waitFor()
      await page.getByText('No consumer is connected').waitFor()
      await page.getByRole('button', { name: 'Apply' }).click()
      await page.getByText('Epoch 1 is published').first().waitFor()
      await page.getByText('6,000 of 6,000').waitFor()
    })

    it('[HT-1] [HT-2] takes a packed CSV file and a long pasted list, and shows how they begin', async () => {
      const buffer = gzipSync('Note,Target,Priority\nx,a,high\ny,not a target,\nz,b,\n')
      const file = { name: 'list.csv.gz', mimeType: 'application/gzip', buffer }
      await page.locator('input[type=file]').setInputFiles(file)
      await page.getByLabel('First lines').getByText('x,a,high').waitFor()
      expect(await page.getByRole('combobox', { name: 'Format' }).inputValue()).toBe('CSV')
      await page.getByRole('button', { name: 'Preview' }).click()
      await page.getByText('line 3: has white space inside: not a target').waitFor()
      await page.getByRole('button', { name: 'Skip bad lines' }).click()
      await page.getByText('Columns passed over: Note').waitFor()
      await page.getByRole('button', { name: 'Keep editing' }).click()
      await page.getByRole('button', { name: 'Choose another' }).click()
      await paste(page, 'Target list', '[\n' + '"one-of-many",\n'.repeat(10_000) + '"last"]')
      await page.getByText('Pasted list').waitFor()
      expect(await page.getByRole('combobox', { name: 'Format' }).inputValue()).toBe('JSON')
      await page.getByRole('button', { name: 'Preview' }).click()
      await page.getByText('Repeats left out').waitFor()
      await page.getByRole('button', { name: 'Keep editing' }).click()
      await page.getByRole('button', { name: 'Choose another' }).click()
      await page.getByLabel('Target list').waitFor()
    })

    it('[HT-2] shows what others import, and cancels it after asking', async () => {
      const put = request(`${running.url}/api/tasks/1/targets`, {
        method: 'PUT',
        headers: { 'content-type': 'text/plain', 'content-length': 100 },
      })
      const answered = new Promise<number | undefined>((done) => void put.once('response', (r) => done(r.statusCode)))
      put.on('error', () => {})
      put.write('a\n'.repeat(25))
      const others = page.getByLabel('Imports under way elsewhere')
      await others.getByText('Import into Targets: 50%').waitFor()
      await page.getByRole('banner').getByText('Import into Targets: 50%').waitFor()
      await others.getByRole('button', { name: 'Cancel' }).click()
      await others.getByText('It then changes nothing.').waitFor()
      await others.getByRole('button', { name: 'Cancel the import' }).click()
      expect(await answered).toBe(409)
      put.destroy()
      await others.waitFor({ state: 'detached' })
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
      const reports = (await batchesOf('c1')).map((batch_id, i) => ({
        batch_id,
        status: i === 0 ? 'error' : 'running',
        progress: 50,
      }))
      fleet[0]?.send({ type: 'heartbeat', consumer_id: 'c1', timestamp: Date.now(), batches: reports })
      await go('Consumers')
      await row(page, 'c1').getByText('50 %').waitFor()
      await go('Batches')
      await page.getByRole('button', { name: /^Error [1-9]/ }).click()
      await page.getByText(`1 of ${await batchCount(page)}`).waitFor()
      await page.getByRole('button', { name: /^Batch \d+, Error, 50 %$/ }).click()
      await page.getByRole('button', { name: 'Copy targets' }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: /^All [1-9]/ }).click()
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

    it('[UI-6] the palette by keyboard alone: to a consumer, and through the preview to Reload', async () => {
      const palette = page.getByRole('combobox', { name: 'Search and commands' })
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type('c')
      await page.getByRole('option', { name: /^Consumers/ }).waitFor()
      await page.keyboard.type('2')
      await page.getByRole('option', { name: /^c2/, selected: true }).waitFor()
      await page.keyboard.press('Enter')
      const drawer = page.getByRole('dialog').filter({ hasText: 'Latest events' })
      await drawer.getByText('c2').first().waitFor()
      expect(page.url()).toContain('#/consumers?open=c2')
      // From within a field, a drawer or wherever; Esc closes the palette and not what is behind it.
      await page.keyboard.press('ControlOrMeta+k')
      await page.getByRole('option', { name: /^c2/, selected: true }).waitFor()
      await page.keyboard.press('Escape')
      await palette.waitFor({ state: 'detached' })
      expect(await drawer.count()).toBe(1)
      await page.keyboard.press('Escape')
      await drawer.waitFor({ state: 'detached' })
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type('reload')
      await page.getByRole('option', { name: /^Reload Targets/, selected: true }).waitFor()
      await page.keyboard.press('Enter')
      await page.getByText('every consumer has its batches').waitFor()
      await page.keyboard.press('Enter')
      for (const [i, consumer] of fleet.entries()) {
        expect(await consumer.next('batch_reload')).toMatchObject({ epoch: 2 })
        consumer.send({ type: 'batch_reload_ack', task_id: 1, consumer_id: `c${i + 1}`, action: 'skipping' })
      }
      // What was chosen before comes first, and the arrows lead through all of it.
      await page.keyboard.press('ControlOrMeta+k')
      await page.getByRole('group', { name: 'Chosen before' }).getByRole('option').nth(1).waitFor()
      await page.keyboard.press('ArrowDown')
      const second = page.getByRole('option', { name: /^c2/, selected: true })
      expect(await second.getAttribute('id')).toBe(await palette.getAttribute('aria-activedescendant'))
      await page.keyboard.press('Escape')
      await palette.waitFor({ state: 'detached' })
    })

    it('[UI-6] ? lists the shortcuts; they are at rest while something is open or typed', async () => {
      await page.keyboard.press('?')
      const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
      await sheet.getByText('Pause or resume').waitFor()
      await page.keyboard.press('p')
      await page.keyboard.press('Escape')
      await sheet.waitFor({ state: 'detached' })
      await page.keyboard.press('/')
      await page.keyboard.type('grp?')
      expect(await page.getByLabel('Filter').inputValue()).toBe('grp?')
      await page.getByLabel('Filter').fill('')
      await page.getByRole('heading', { name: 'Consumers' }).click()
      expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(1)
    })

    it('[UI-1] Pause holds what comes, Resume shows it', async () => {
      await go('Consumers')
      await page.keyboard.press('p')
      await page.getByText(/^Paused at \d\d:\d\d:\d\d: what you see does not change/).waitFor()
      const shown = () => page.getByRole('table').innerText()
      const frozen = await shown()
      const heldBack = async () =>
        Number(/\d+/.exec((await page.getByText(/Updates held back/).textContent()) ?? '')?.[0])
      // Long enough for the ages of things to have moved on.
      const [batch_id = 0] = await batchesOf('c1')
      for (let updates = 1; updates <= 4; updates++) {
        fleet[0]?.send({ type: 'batch_status', batch_id, status: 'running', progress: updates })
        await expect.poll(heldBack, { timeout: 8000 }).toBeGreaterThanOrEqual(updates)
      }
      expect(await shown()).toBe(frozen)
      // What is done meanwhile is done; who does it is told that it will not be seen.
      await page.keyboard.press('r')
      const dialog = page.getByRole('dialog', { name: /^Reload/ })
      await dialog.getByText('The view is paused').waitFor()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      fleet.push(await TestConsumer.register(consumerUrl(), 'c4'))
      await fleet[3]?.next('batch_reload')
      await page.getByText(/Updates held back: [1-9]/).waitFor()
      expect(await row(page, 'c4').count()).toBe(0)
      await page.keyboard.press('p')
      await row(page, 'c4').getByText('Online').waitFor()
      expect(await page.getByText('Updates held back').count()).toBe(0)
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
      await page.getByRole('heading', { name: 'Epochs', exact: true }).waitFor()
      await go('Consumers')
      await page.getByRole('heading', { name: 'Consumers' }).waitFor()
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

    it('[UI-5] [EP-7] another batch size, after a look; one that is outdated is refused and shown anew; undone', async () => {
      const task = async () => (await (await fetch(`${running.url}/api/tasks/1`)).json()) as { epoch: number }
      const { epoch } = await task()
      await page.keyboard.press('g')
      await page.keyboard.press(',')
      await page.getByRole('heading', { name: 'Settings' }).waitFor()
      await page.getByLabel('Batch size').fill('0')
      await page.getByText('Give a whole number from 1 to 10,000.').waitFor()
      expect(await page.getByRole('button', { name: 'Preview' }).isEnabled()).toBe(false)
      await page.getByLabel('Batch size').fill('50')
      await page.keyboard.press('Enter')
      await page.getByText('Batch size: 99 → 50').waitFor()
      await page.getByText(`Epoch ${epoch + 1} would be`).waitFor()
      const change = { method: 'PATCH', headers: { 'content-type': 'application/json' } }
      await fetch(`${running.url}/api/tasks/1/targets`, { ...change, body: '{"add":["while-looking"]}' })
      await page.keyboard.press('Enter')
      await page.getByText('Meanwhile the assignment has changed').waitFor()
      await page.getByText(`Epoch ${epoch + 2} would be`).waitFor()
      expect(await task()).toMatchObject({ epoch: epoch + 1, batch_size: 99 })
      await page.getByRole('button', { name: 'Apply' }).click()
      await page.getByText(`Epoch ${epoch + 2} is published`).waitFor()
      expect(await task()).toMatchObject({ epoch: epoch + 2, batch_size: 50 })
      // Those of what was done before may still be there.
      const toast = page.getByRole('alert').filter({ hasText: `Epoch ${epoch + 2} is published` })
      await toast.getByRole('button', { name: 'Undo' }).click()
      await page.getByText('Batch size: 50 → 99').waitFor()
      await page.getByRole('button', { name: 'Apply' }).click()
      await page.getByText(`Epoch ${epoch + 3} is published`).waitFor()
      expect(await task()).toMatchObject({ epoch: epoch + 3, batch_size: 99 })
      await go('Epochs')
      await row(page, 'options: batch size 99 → 50').waitFor()
    })

    it('what does not concern the plan is saved at once', async () => {
      await go('Settings')
      await page.getByLabel('Name', { exact: true }).fill('Contracts')
      await page.getByRole('button', { name: 'Save' }).click()
      const toast = page.getByRole('alert').filter({ hasText: 'The options of Targets are changed' })
      await toast.getByRole('button', { name: 'Undo' }).waitFor()
      await toast.getByRole('button', { name: 'Close' }).click()
      await toast.waitFor({ state: 'detached' })
      await page.getByText('Options of Contracts').waitFor()
    })

    it('[UI-5] makes another task, and deletes it once its name is typed', async () => {
      await page.getByLabel('Name of the new task').fill('Second')
      await page.keyboard.press('Enter')
      await page.getByText('Options of Second').waitFor()
      await page.getByRole('button', { name: 'Delete…' }).click()
      const remove = page.getByRole('button', { name: 'Delete for good' })
      await page.getByLabel('Type the name of the task').fill('Secon')
      expect(await remove.isEnabled()).toBe(false)
      await page.getByLabel('Type the name of the task').fill('Second')
      await remove.click()
      await page.getByText('Options of Contracts').waitFor()
      expect(await (await fetch(`${running.url}/api/tasks`)).json()).toMatchObject({ tasks: [{ name: 'Contracts' }] })
    })

    it('[UI-3] says which settings are in force, which were changed, and how to', async () => {
      await page.getByText('Server', { exact: true }).click()
      await page.getByText(`${running.url}/`, { exact: true }).waitFor()
      await page.getByText('No token is needed').waitFor()
      await page.getByText('Changed', { exact: true }).click()
      await page.getByRole('img', { name: 'Changed from the default' }).first().waitFor()
      await page.getByLabel('Filter').fill('8080')
      await page.getByText('Nothing matches the filter.').waitFor()
      await page.getByLabel('Filter').fill('listen PORT')
      await row(page, 'server.port').click()
      const drawer = page.getByRole('dialog')
      for (const way of ['--set server.port=0', 'BATCHDECK_SERVER_PORT=0', 'server.port: 0']) {
        await drawer.getByText(way, { exact: true }).waitFor()
      }
      await page.keyboard.press('Escape')
      await page.getByText('Appearance', { exact: true }).click()
      await page.getByText('Kept in this browser or window.').waitFor()
      await page.getByText('Server', { exact: true }).click()
      await row(page, 'server.port').waitFor()
    })

    it('[EV-2] [EV-4] [UI-1] Events shows what happened, holds still under the pointer, and goes on when asked to', async () => {
      await page.keyboard.press('g')
      await page.keyboard.press('v')
      await page.getByRole('heading', { name: 'Events' }).waitFor()
      await row(page, 'undid the drain of c4').waitFor()
      // The first: to go to one further down would scroll, and who has scrolled is left where they are.
      await page.getByRole('row').nth(1).hover()
      const before = await page.getByRole('row').nth(1).textContent()
      fleet[0]?.send({ type: 'batch_status', batch_id: 900_001, status: 'running', message: 'something new' })
      await page.getByRole('button', { name: 'New: 1' }).waitFor()
      expect(await page.getByRole('row').nth(1).textContent()).toBe(before)
      await page.getByRole('heading', { name: 'Events' }).hover()
      await row(page, 'something new').getByText('Batch 900001 of c1: Running').waitFor()
      // Not followed, they wait until they are asked for.
      await page.getByRole('switch', { name: 'Follow' }).click()
      fleet[0]?.send({ type: 'batch_status', batch_id: 900_001, status: 'running', message: 'another one' })
      await page.getByRole('button', { name: 'New: 1' }).click()
      await row(page, 'another one').waitFor()
      await page.getByRole('switch', { name: 'Follow' }).click()
      fleet[0]?.send({ type: 'batch_status', batch_id: 900_001, status: 'error', message: 'and shown at once' })
      await row(page, 'and shown at once').waitFor()
    })

    it('[EV-5] [UI-3] Events filters by type and consumer, and tells all of one event', async () => {
      await page.getByRole('button', { name: 'All types' }).click()
      await page.getByRole('menuitemcheckbox', { name: 'Batch status' }).click()
      await page.getByRole('menuitemcheckbox', { name: 'Members' }).click()
      await page.keyboard.press('Escape')
      await page.getByRole('combobox', { name: 'Consumer' }).fill('c1')
      await page.keyboard.press('Escape')
      await row(page, 'and shown at once').waitFor()
      expect(await row(page, 'undid the drain').count()).toBe(0)
      expect(page.url()).toContain('type=batch_status%2Cmember')
      await row(page, 'and shown at once').click()
      const drawer = page.getByRole('dialog')
      await drawer.getByText('"message": "and shown at once"').waitFor()
      await drawer.getByRole('link', { name: 'c1' }).click()
      await page.getByRole('heading', { name: 'Consumers' }).waitFor()
      await drawer.getByText('Latest events').waitFor()
      await drawer.getByText('and shown at once').waitFor()
      await page.keyboard.press('Escape')
      await go('Events')
      await page.getByRole('button', { name: 'Remove the filter Consumer c1' }).click()
      await page.getByRole('button', { name: 'Remove the filter Members' }).click()
      await page.getByRole('button', { name: 'Remove the filter Batch status' }).click()
      await row(page, 'undid the drain of c4').waitFor()
    })

    it.each(['dark', 'light'] as const)('[UI-6] no view has a serious accessibility fault, %s', async (theme) => {
      await page.getByRole('button', { name: 'Theme and language' }).click()
      await page.getByRole('menuitem', { name: theme === 'dark' ? 'Dark' : 'Light' }).click()
      await page.getByRole('menu').waitFor({ state: 'detached' })
      for (const view of views) {
        await go(view)
        await closeToasts(page)
        expect(await faults(page), view).toEqual([])
      }
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type('c1')
      await page.getByRole('option', { name: 'Drain c1…' }).waitFor()
      expect(await faults(page), 'the palette').toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('listbox').waitFor({ state: 'detached' })
      await page.keyboard.press('?')
      const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
      await sheet.waitFor()
      // Half faded in, it has too little contrast for a moment.
      await expect.poll(() => faults(page), { message: 'the sheet of shortcuts', timeout: 8000 }).toEqual([])
      await page.keyboard.press('Escape')
      await sheet.waitFor({ state: 'detached' })
    })

    it('speaks Chinese when asked to, drawer, toast and times as well, and English again', async () => {
      const choose = async (name: string) => {
        await page.keyboard.press('ControlOrMeta+k')
        await page.keyboard.type(name)
        await page.getByRole('option', { selected: true }).filter({ hasText: name }).waitFor()
        await page.keyboard.press('Enter')
      }
      await choose('Reload')
      await page.getByRole('button', { name: 'Send again' }).click()
      await page.getByText(/^Epoch \d+ sent again; consumers told: 4$/).waitFor()
      await choose('c1')
      const drawer = page.getByRole('dialog')
      await drawer.getByText('Round trip').waitFor()
      await choose('简体中文')
      expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
      await drawer.getByText('往返').waitFor()
      await drawer
        .getByText(/^\d+(秒|分钟)前$/)
        .first()
        .waitFor()
      expect(await drawer.locator('time').first().getAttribute('title')).toMatch(/^\d{4}年\d+月\d+日/)
      await page.getByText(/^第 \d+ 版已再次发送给 4 个消费者$/).waitFor()
      expect(await page.getByText(/sent again/).count()).toBe(0)
      await page.keyboard.press('Escape')
      await page.getByRole('heading', { name: '消费者' }).waitFor()
      const said = ['something new', 'another one', 'and shown at once']
      for (const name of views) {
        const view = name.toLowerCase() as keyof typeof zh.screen
        await page.evaluate(`location.hash = '#/${view}'`)
        await page.getByRole('heading', { name: zh.screen[view], exact: true }).waitFor()
        expect(await englishOn(page, said), name).toEqual([])
      }
      await page.evaluate(`location.hash = '#/consumers'`)
      await page.getByRole('heading', { name: '消费者' }).waitFor()
      await page.getByRole('button', { name: '主题与语言' }).click()
      await page.getByRole('menuitem', { name: 'English' }).click()
      await page.getByRole('heading', { name: 'Consumers' }).waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
    })

    it('[UI-6] says when a consumer goes, also aloud, and offers what helps', async () => {
      fleet.pop()?.socket.terminate()
      await go('Overview')
      const aloud = page.getByRole('log').getByText('c4 is offline; its slots are held for it', { exact: true })
      await expect.poll(() => aloud.count(), { timeout: 8000 }).toBe(1)
      await page.getByText('c4 is offline; its slots are held for it').first().waitFor()
      const alert = page.getByRole('listitem').filter({ hasText: 'c4 is offline' })
      await alert.getByRole('button', { name: 'Show' }).click()
      await page.getByRole('heading', { name: 'Consumers' }).waitFor()
      await page.keyboard.press('Escape')
      fleet.push(await TestConsumer.register(consumerUrl(), 'c4'))
      await page
        .getByRole('log')
        .getByText('Over: c4 is offline; its slots are held for it')
        .waitFor({ state: 'attached' })
      expect(await aloud.count()).toBe(1)
    })

    it('had no error of its own in all that', () => {
      expect(errors).toEqual([])
    })
  })
}

/** As the clipboard does it; to be typed, a long text would take minutes. */
async function paste(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label).waitFor()
  await page.evaluate(`(() => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', ${JSON.stringify(text)})
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    document.querySelector('[aria-label=${JSON.stringify(label)}]').dispatchEvent(event)
  })()`)
}

function row(page: Page, text: string) {
  return page.getByRole('row').filter({ hasText: text })
}

async function batchCount(page: Page): Promise<string> {
  const text = (await page.getByText(/^\d+ of \d+$/).textContent()) ?? ''
  return text.split(' of ')[1] ?? ''
}
