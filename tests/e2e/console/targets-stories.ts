import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { zh } from '../../../src/renderer/i18n/zh.ts'
import { type Stage, stories, targetText } from './scene.ts'

export function targetsStories(stage: Stage): void {
  stories(stage, 'Targets', (begin) => {
    it('[HT-1] lists bad lines by number and changes nothing', async () => {
      const scene = await begin('nothing')
      const { page } = scene
      await scene.go('Targets')
      await page.getByLabel('Target list').fill('good-1\nnot a target\ngood-2\n')
      await page.getByRole('button', { name: 'Preview' }).click()
      await page.getByText('line 2: has white space inside').waitFor()
      await page.getByText('No targets yet').waitFor()
      expect(await scene.get('/api/tasks')).toMatchObject({ tasks: [{ epoch: 0, targets: 0 }] })
    })

    it('[HT-4] says why a list is refused in the language of the moment, also where it was said in another', async () => {
      const scene = await begin('nothing')
      const { page } = scene
      await scene.go('Targets')
      const speak = async (menu: string, language: string) => {
        await page.getByRole('button', { name: menu }).click()
        await page.getByRole('menuitem', { name: language }).click()
      }
      await page.getByLabel('Target list').fill('{"targets":')
      await page.getByRole('button', { name: 'Preview' }).click()
      await page.getByText('The body is not JSON.').waitFor()
      await speak('Theme and language', '简体中文')
      await page.getByText('内容不是 JSON。').waitFor()
      await page.getByLabel(zh.targets.text).fill('good-1\nnot a target\n')
      await page.getByRole('button', { name: zh.targets.preview }).click()
      await page.getByText('第 2 行：中间有空白：not a target').waitFor()
      await speak('主题与语言', 'English')
      await page.getByText('line 2: has white space inside: not a target').waitFor()
    })

    it('[HT-1] [HT-2] takes a packed CSV file and a long pasted list, and shows how they begin', async () => {
      const scene = await begin('targets')
      const { page } = scene
      await scene.go('Targets')
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
      expect(await scene.get('/api/tasks/1')).toMatchObject({ epoch: 1, targets: 6000 })
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

    it('[UI-5] [EP-7] imports 6,000 targets from a file, after a look at what that does', async () => {
      const scene = await begin('nothing')
      const { page } = scene
      await scene.go('Targets')
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
