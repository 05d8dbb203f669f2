import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { zh } from '../../../src/renderer/i18n/zh.ts'
import { faults } from '../axe.ts'
import { englishOn } from '../english.ts'
import { type Scene, type Stage, stories, targetText } from './scene.ts'

const first = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
const second = '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359'

export function importStories(stage: Stage): void {
  stories(stage, 'a list on its way in', ({ begin, it, inBoth }) => {
    it('[HT-1] [CH-4] lists bad lines by number, makes no task to look at it, and takes the others once told to', async () => {
      const scene = await begin('nothing')
      const { page } = scene
      await scene.go('Targets')
      await read(page, 'good-1\nnot a target\ngood-2\n')
      await page.getByText('line 2: has white space inside').waitFor()
      await page.getByText('The preview appears once every line').waitFor()
      await suspicious(page).getByRole('button', { name: 'Leave out' }).click()
      await changes(page).getByText('First list, targets: 2').waitFor()
      expect(await scene.get('/api/tasks')).toEqual({ tasks: [] })
      await page.getByRole('button', { name: 'Add 2' }).click()
      await page.getByText('Epoch 1 published: +2 −0').waitFor()
      expect(await scene.get('/api/tasks')).toMatchObject({ tasks: [{ name: 'Targets', epoch: 1, targets: 2 }] })
    })

    inBoth(
      '[HT-4] says why a list is refused in the language of the moment, also where it was said in another',
      async () => {
        const scene = await begin('nothing')
        const { page } = scene
        await scene.go('Targets')
        await read(page, 'good-1\nnot a target\n')
        await page.getByText('line 2: has white space inside').waitFor()
        await page.getByRole('button', { name: 'Theme and language' }).click()
        await page.getByRole('menuitem', { name: '简体中文' }).click()
        await page.getByText('第 2 行：中间有空白').waitFor()
        expect(await englishOn(page, ['not a target'])).toEqual([])
        await page.getByRole('button', { name: zh.suspicious.leaveOut }).click()
        await page.getByRole('button', { name: '添加 1 个' }).waitFor()
        await page.getByRole('button', { name: '主题与语言' }).click()
        await page.getByRole('menuitem', { name: 'English' }).click()
        await page.getByRole('button', { name: 'Add 1' }).waitFor()
      },
    )

    it('[LI-1] shows how it reads a list, and reads it in another way when told to', async () => {
      const scene = await begin('nothing')
      const { page } = scene
      await scene.go('Targets')
      const rows = `symbol;contract_address;prio;chain\nABC;${first};x;eth\nDEF;${second};y;base\n`
      await drop(page, 'pools.csv.gz', gzipSync(`\uFEFF${rows}`))
      const understood = page.getByRole('region', { name: 'What was understood' })
      const picked = (name: string) => understood.getByRole('combobox', { name }).inputValue()
      await understood.waitFor()
      expect(await picked('Format')).toBe('CSV')
      expect(await picked('Encoding')).toBe('UTF-8')
      expect(await picked('Separator')).toBe('Semicolon ;')
      expect(await picked('Header')).toBe('Line 1')
      expect(await picked('Target')).toBe('contract_address')
      await understood.getByText('symbol, chain').waitFor()
      await understood.getByText('did you mean “Priority”?').waitFor()
      await understood.getByRole('cell', { name: 'DEF' }).waitFor()
      await choose(page, understood, 'Target', 'symbol')
      await understood.getByRole('row').filter({ hasText: 'DEF' }).getByText(second).waitFor()
      await changes(page).getByRole('listitem').filter({ hasText: 'ABC' }).waitFor()
      await choose(page, understood, 'Header', 'None')
      await expect.poll(() => picked('Target')).toMatch(/^Column \d$/)
    })

    it('[LI-6] [LI-7] lists what is suspicious, repairs it when told to and takes that back, and waits for a decision', async () => {
      const scene = await begin('targets')
      const { page } = scene
      await openImport(scene, 'add')
      const zeroWidth = '\u200B'
      await read(page, `https://scan.example/token/${first}\n${second}${zeroWidth}\n1.23E+47\nplain-1\n`)
      const panel = suspicious(page)
      const row = (text: string) => panel.getByRole('listitem').filter({ hasText: text }).first()
      await row('Link instead of an address').getByText('line 1').waitFor()
      await row('Invisible character').getByText('U+200B', { exact: true }).waitFor()
      await row('Not a target').getByText('line 2:').waitFor()
      await changes(page).getByText('The preview appears once every line').waitFor()
      await panel.getByRole('button', { name: 'Repair all' }).click()
      const apply = page.getByRole('button', { name: 'Add 4' })
      await apply.waitFor()
      expect(await apply.isDisabled()).toBe(true)
      await row('Link instead of an address').getByText('repaired').waitFor()
      await changes(page).getByRole('listitem').filter({ hasText: first }).waitFor()
      await row('Link instead of an address').getByRole('button', { name: 'Undo' }).click()
      await row('Link instead of an address').getByRole('button', { name: 'Take address' }).click()
      await row('Number from a spreadsheet').getByRole('button', { name: 'Leave out' }).click()
      await page.getByRole('button', { name: 'Add 3' }).click()
      await page.getByText('Epoch 2 published: +3 −0').waitFor()
      expect(await scene.get(`/api/tasks/1`)).toMatchObject({ targets: 6003 })
    })

    it('[CH-1] [CH-3] adds by default, removes, and says which targets come and go, to be searched', async () => {
      const scene = await begin('targets')
      const { page } = scene
      await openImport(scene, 'add')
      const [one = '', two = ''] = targetText.split('\n')
      await read(page, `${one}\n${two}\nnew-1\nnew-2\n`)
      const panel = changes(page)
      await panel.getByText('Targets to add: 2').waitFor()
      await panel.getByRole('listitem').filter({ hasText: 'new-2' }).waitFor()
      await page.getByText('Remove', { exact: true }).click()
      await panel.getByText('Targets to remove: 2').waitFor()
      await panel.getByText('Not in the list, skipped: 2').waitFor()
      await panel.getByRole('button', { name: /^Removed/ }).click()
      await panel.getByRole('listitem').filter({ hasText: one }).waitFor()
      await panel.getByRole('textbox').fill(two.slice(5, 20).toUpperCase())
      await panel.getByRole('listitem').filter({ hasText: one }).waitFor({ state: 'detached' })
      await panel.getByRole('listitem').filter({ hasText: two }).waitFor()
      const saved = blobToSave(page)
      await panel.getByRole('button', { name: 'Export' }).click()
      const text = await saved
      expect(
        text
          .split(/\r?\n/)
          .slice(1, 3)
          .map((line) => line.split(',')[0]),
      ).toEqual([one, two].toSorted())
      await page.getByRole('button', { name: 'Remove 2' }).click()
      await page.getByText('Epoch 2 published: +0 −2').waitFor()
      expect(await scene.get('/api/tasks/1')).toMatchObject({ targets: 5998 })
    })

    it('[CH-2] what removes so much asks for its number, and offers to add instead; a bar undoes it after a reload', async () => {
      const scene = await begin('targets')
      const { page } = scene
      await openImport(scene, 'replace')
      const kept = targetText.split('\n').slice(0, 100).join('\n')
      await drop(page, 'wrong.txt', Buffer.from(`${kept}\nnew-1\n`))
      const guard = page.getByRole('group', { name: 'Guard' })
      await guard.getByText('Removes 98.3% of the list').waitFor()
      const remove = guard.getByRole('button', { name: 'Remove 5,900 and replace' })
      await guard.getByRole('textbox').fill('590')
      expect(await remove.isDisabled()).toBe(true)
      await guard.getByRole('button', { name: 'Add 1' }).click()
      await changes(page).getByText('Targets to add: 1').waitFor()
      await page.getByText('Replace', { exact: true }).click()
      await guard.getByRole('textbox').fill('5,900')
      await guard.getByRole('textbox').press('Enter')
      await page.getByText('Epoch 2 published: +1 −5,900').waitFor()
      await page.reload()
      const bar = page.getByRole('region', { name: 'Undo the last target change' })
      await bar.getByText(/^(9|10):\d\d left$/).waitFor()
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type('undo the last')
      await page.getByRole('option', { name: /^Undo the last target change/, selected: true }).waitFor()
      await page.keyboard.press('Enter')
      const dialog = page.getByRole('dialog').filter({ hasText: 'Undo the last target change of Targets' })
      await dialog
        .getByRole('button', { name: /^Added/ })
        .getByText('5,900')
        .waitFor()
      await dialog.getByRole('button', { name: 'Apply' }).click()
      await page.getByText('Change undone in epoch 3').waitFor()
      expect(await scene.get('/api/tasks/1')).toMatchObject({ targets: 6000 })
    })

    it('[EP-7] [CH-2] shows the fresh preview where the task is another by the time it is applied', async () => {
      const scene = await begin('targets')
      const { page } = scene
      await openImport(scene, 'add')
      await read(page, 'new-1\nnew-2\n')
      await page.getByRole('button', { name: 'Add 2' }).waitFor()
      await scene.send('PATCH', '/api/tasks/1/targets', '{"add":["new-1"]}')
      await page.getByRole('button', { name: 'Add 2' }).click()
      await page.getByText('The assignment changed meanwhile. Preview updated.').waitFor()
      await page.getByRole('button', { name: 'Add 1' }).click()
      await page.getByText('Epoch 3 published: +1 −0').waitFor()
      // What had the focus is gone with the import.
      await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('H1')
    })

    it('[HT-2] shows what others import, and cancels it after asking', async () => {
      const scene = await begin('targets')
      const { page } = scene
      await scene.go('Targets')
      const put = request(`${scene.url}/api/tasks/1/targets`, {
        method: 'PUT',
        headers: { 'content-type': 'text/plain', 'content-length': 100 },
      })
      const answered = new Promise<number | undefined>((done) => void put.once('response', (r) => done(r.statusCode)))
      put.on('error', () => {})
      put.write('a\n'.repeat(25))
      const others = page.getByLabel('Imports started elsewhere')
      await others.getByText('Importing into Targets: 50%').waitFor()
      await page.getByRole('banner').getByText('Importing into Targets: 50%').waitFor()
      await others.getByRole('button', { name: 'Cancel' }).click()
      await others.getByText('Nothing will change.').waitFor()
      await others.getByRole('button', { name: 'Cancel import' }).click()
      expect(await answered).toBe(409)
      put.destroy()
      await others.waitFor({ state: 'detached' })
    })

    inBoth('[UI-5] [HT-2] takes 6,000 targets from a file, and a list that is pasted and long', async () => {
      const scene = await begin('nothing')
      const { page } = scene
      await scene.go('Targets')
      await paste(page, 'Target list', '[\n' + '"one-of-many",\n'.repeat(10_000) + '"last"]')
      await page.getByText('Duplicates removed: 9,999').waitFor()
      await page.getByRole('button', { name: 'Cancel' }).click()
      await drop(page, 'targets.txt', Buffer.from(targetText))
      await page.getByText('No consumer is connected').waitFor()
      await page.getByRole('button', { name: 'Add 6,000' }).click()
      await page.getByText('Epoch 1 published').waitFor()
      expect(await scene.get('/api/tasks')).toMatchObject({ tasks: [{ targets: 6000 }] })
    })

    it('[UI-6] no step has a serious accessibility fault', async () => {
      const scene = await begin('targets')
      const { page } = scene
      await openImport(scene, 'replace')
      expect(await faults(page), 'the input').toEqual([])
      await read(page, `target;label\nhttps://scan.example/token/${first};x\n${second};y\n`)
      await page.getByRole('group', { name: 'Guard' }).waitFor()
      expect(await faults(page), 'the steps').toEqual([])
    })
  })
}

async function openImport(scene: Scene, edit: 'add' | 'remove' | 'replace'): Promise<void> {
  await scene.go('Targets')
  await scene.page.evaluate(`location.hash = '#/targets?import=${edit}'`)
  await scene.page.getByLabel('Target list').waitFor()
}

async function read(page: Page, text: string): Promise<void> {
  await page.getByLabel('Target list').fill(text)
  await page.getByRole('button', { name: 'Read list' }).click()
}

async function drop(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer })
}

async function choose(page: Page, panel: Locator, name: string, option: string): Promise<void> {
  await panel.getByRole('combobox', { name }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

const suspicious = (page: Page) => page.getByRole('region', { name: 'What is suspicious' })
const changes = (page: Page) => page.getByRole('region', { name: 'What it changes' })

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

/** The text of what is saved next, which is not saved then: where to is asked by a desktop, and not by a browser. */
function blobToSave(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((done) => {
        const before = [Reflect.get(URL, 'createObjectURL'), Reflect.get(HTMLAnchorElement.prototype, 'click')] as const
        const put = (createObjectURL: unknown, click: unknown) => {
          Object.assign(URL, { createObjectURL })
          Object.assign(HTMLAnchorElement.prototype, { click })
        }
        const take = (blob: Blob) => {
          done(blob.text())
          put(...before)
          Object.assign(HTMLAnchorElement.prototype, { click: () => put(...before) })
          return 'blob:taken'
        }
        put(take, before[1])
      }),
  )
}
