import { expect } from 'vitest'
import { faults } from '../axe.ts'
import { type Scene, type Stage, stories, targetText } from './scene.ts'

/** The first targets of the list in its order. */
const inOrder = targetText.trim().split('\n').toSorted()

/** The panel beside the table. */
const panelOf = ({ page }: Scene) => page.getByRole('complementary', { name: /^Target / })

/** By its name: in the middle of the row stands a link to somewhere else. */
const open = (scene: Scene, target: string) => scene.row(target).getByRole('cell').first().click()

export function targetTableStories(stage: Stage): void {
  stories(stage, 'the table of targets', ({ begin, it }) => {
    it('[TG-2] [UI-3] [UI-8] searches, filters and sorts, all of it in the address', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      const [first = '', second = ''] = inOrder
      await scene.go('Targets')
      await page.getByText('6,000 of 6,000').waitFor()
      await scene.row(first).waitFor()
      // In capitals: case makes no difference.
      await page.getByRole('textbox', { name: 'Search targets' }).fill(second.slice(2, 14).toUpperCase())
      await page.getByText('1 of 6,000').waitFor()
      await scene.row(second).waitFor()
      await page.getByRole('textbox', { name: 'Search targets' }).fill('there is no such target')
      await page.getByText('Nothing matches the filter.').waitFor()
      expect(await faults(page), 'nothing found').toEqual([])
      await page.getByRole('button', { name: 'Clear filter' }).click()
      await page.getByText('6,000 of 6,000').waitFor()

      await page.getByRole('button', { name: 'Filter', exact: true }).click()
      await page.getByRole('combobox', { name: 'Consumer' }).click()
      await page.getByRole('option', { name: 'c2' }).click()
      await page.keyboard.press('Escape')
      const { targets } = (await scene.get('/api/consumers/c2')) as { targets: number }
      await page.getByText(`${targets.toLocaleString('en-GB')} of 6,000`).waitFor()
      expect(await scene.row('c1').count()).toBe(0)
      await page.getByRole('columnheader', { name: 'Target' }).getByRole('button').click()
      await page.getByRole('columnheader', { name: 'Target' }).getByRole('button').click()
      expect(page.url()).toContain('consumer=c2')
      expect(page.url()).toContain('sort=-target')
      const address = page.url()
      const ofConsumer = (await scene.get('/api/tasks/1/batches?consumer_id=c2&limit=1000')) as {
        batches: { targets: string[] }[]
      }
      const uppermost = ofConsumer.batches
        .flatMap((batch) => batch.targets)
        .toSorted()
        .at(-1)
      const shown = () => page.getByRole('row').nth(1).getByRole('cell').first().textContent()
      await expect.poll(shown, { timeout: 20_000 }).toBe(uppermost)
      // In another window it is the same list.
      await page.goto('about:blank')
      await page.goto(address)
      await expect.poll(shown, { timeout: 20_000 }).toBe(uppermost)
      await page.getByRole('button', { name: 'Remove filter Consumer: c2' }).click()
      await page.getByText('6,000 of 6,000').waitFor()
      await scene.row(inOrder.at(-1)!).waitFor()
    })

    it('[TG-1] [UI-8] opens a target beside the list, by keyboard and from its address; Esc and Back close it', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      const panel = panelOf(scene)
      const [first = '', second = '', third = ''] = inOrder
      await scene.go('Targets')
      await open(scene, first)
      await panel.getByText(first, { exact: true }).first().waitFor()
      await panel.getByText('target import: +6000').waitFor()
      await panel.getByText('1 of 6,000').waitFor()
      // The list stays in use, and the arrows look through it.
      await page.keyboard.press('ArrowDown')
      await panel.getByText('2 of 6,000').waitFor()
      await panel.getByText(second, { exact: true }).first().waitFor()
      await panel.getByRole('button', { name: 'Next row' }).click()
      await panel.getByText(third, { exact: true }).first().waitFor()
      expect(await faults(page), 'the panel').toEqual([])
      const address = page.url()
      expect(address).toContain(`open=${third}`)
      await page.keyboard.press('Escape')
      await panel.waitFor({ state: 'detached' })
      await page.goto(address)
      await panel.getByText(third, { exact: true }).first().waitFor()
      const { consumer_id } = (await scene.get(`/api/tasks/1/targets/${third}`)) as { consumer_id: string }
      await panel.getByRole('link', { name: consumer_id }).first().click()
      await page.getByRole('heading', { name: 'Consumers', level: 1 }).waitFor()
      await page.goBack()
      await panel.getByText(third, { exact: true }).first().waitFor()
    })

    it('[UI-8] Back closes what was opened in the list, however many were looked at', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      await scene.go('Targets')
      await open(scene, inOrder[0]!)
      await page.keyboard.press('ArrowDown')
      await panelOf(scene).getByText('2 of 6,000').waitFor()
      await page.goBack()
      await panelOf(scene).waitFor({ state: 'detached' })
      expect(page.url()).toMatch(/#\/targets\?task=1$/)
    })

    it('[TG-1] says that a target is not there, and offers to look for it', async () => {
      const scene = await begin('targets')
      const { page } = scene
      await page.evaluate(`location.hash = '#/targets?task=1&open=0xnot-there'`)
      const panel = panelOf(scene)
      await panel.getByText('Target not found').waitFor()
      await panel.getByRole('button', { name: 'Search for it' }).click()
      await panel.waitFor({ state: 'detached' })
      await page.getByText('Nothing matches the filter.').waitFor()
    })

    it('[UI-6] the palette finds a target by a piece of it and opens it', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      const wanted = inOrder[4321]!
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type(wanted.slice(5, 20).toUpperCase())
      await page.getByRole('option', { name: new RegExp(wanted) }).waitFor()
      await page.keyboard.press('Enter')
      await panelOf(scene).getByText(wanted, { exact: true }).first().waitFor()
      // It is not among the first rows of the list, and there all the same.
      expect(page.url()).toContain(`open=${wanted}`)
    })

    it('[UI-3] Batches are found by a target, in either spelling, and the target stands out in its batch', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      const wanted = inOrder[17]!
      const { batch_id } = (await scene.get(`/api/tasks/1/targets/${wanted}`)) as { batch_id: number }
      const { batches } = (await scene.get('/api/tasks/1')) as { batches: number }
      await scene.go('Batches')
      await page.getByLabel('Filter').fill(wanted.slice(2).toUpperCase())
      await page.getByText(`1 of ${batches}`).waitFor()
      await page.getByText('Batches with matching targets: 1').waitFor()
      await page.getByRole('button', { name: new RegExp(`^Batch ${batch_id}, `) }).click()
      await page.getByRole('complementary').getByRole('link', { name: wanted }).click()
      await panelOf(scene).getByText(wanted, { exact: true }).first().waitFor()
    })

    it('[UI-5] [CH-1] removes the target that is open, after a look at what that does', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      const [first = ''] = inOrder
      await scene.go('Targets')
      await open(scene, first)
      await panelOf(scene).getByRole('button', { name: 'Remove…' }).click()
      const dialog = page.getByRole('dialog', { name: `Remove ${first}` })
      await dialog.getByRole('button', { name: 'Apply' }).waitFor()
      expect(await faults(page), 'the dialog').toEqual([])
      // Esc closes the dialog alone, nothing has happened, and the focus is where it was.
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      expect(await panelOf(scene).count()).toBe(1)
      await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Remove…')
      await panelOf(scene).getByRole('button', { name: 'Remove…' }).click()
      await dialog.getByRole('button', { name: 'Apply' }).click()
      await page.getByText('Target removed in epoch 2').waitFor()
      await panelOf(scene).waitFor({ state: 'detached' })
      await page.getByText('5,999 of 5,999').waitFor()
      expect(await scene.row(first).count()).toBe(0)
      expect(await scene.get('/api/tasks/1')).toMatchObject({ epoch: 2, targets: 5999 })
    })

    it('[WS-27] [UI-3] targets in error are a number, with the rows behind it from wherever it stands', async () => {
      const scene = await begin('fleet')
      const { page, consumers } = scene
      const [consumer] = consumers
      const { batches } = (await scene.get('/api/tasks/1/batches?consumer_id=c1&limit=1000')) as {
        batches: { batch_id: number; targets: string[] }[]
      }
      const [{ batch_id, targets } = { batch_id: 0, targets: [] }] = batches
      const [broken = '', slow = '', well = ''] = targets
      consumer!.send({
        type: 'batch_status',
        batch_id,
        status: 'running',
        progress: 10,
        targets: [
          { target: broken, status: 'error', message: 'no contract at this address' },
          { target: slow, status: 'error', message: 'timeout' },
          { target: well, status: 'running', value: 1004.5 },
        ],
      })
      await scene.go('Overview')
      await page.getByRole('link', { name: '2 targets', exact: true }).click()
      await page.getByText('2 of 6,000').waitFor()
      await scene.row(broken).getByText('no contract at this address').waitFor()
      await scene.row(slow).waitFor()
      expect(await scene.row(well).count()).toBe(0)
      await page.getByRole('button', { name: 'Own errors 2' }).click()
      await page.getByText('6,000 of 6,000').waitFor()
      await page.evaluate(`location.hash = '#/batches?open=${batch_id}'`)
      await page.getByRole('complementary').getByRole('link', { name: '2 targets in error' }).click()
      await page.getByText('2 of 6,000').waitFor()
      await open(scene, broken)
      await panelOf(scene).getByText('Own report').waitFor()
      await panelOf(scene).getByText('no contract at this address').first().waitFor()
      await page.evaluate(`location.hash = '#/consumers?open=c1'`)
      await page.getByRole('complementary').getByRole('link', { name: '2 targets in error' }).waitFor()
    })

    it('[UI-1] [EP-7] rows keep their places while one is open; the change waits until it is asked for', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      const [first = ''] = inOrder
      await scene.go('Targets')
      await open(scene, first)
      await panelOf(scene).getByText('1 of 6,000').waitFor()
      await scene.send('PATCH', '/api/tasks/1/targets', '{"add":["!-before-all-others"]}')
      const show = page.getByRole('button', { name: 'Epoch 2 changed the list: show it' })
      await show.waitFor()
      expect(await scene.row('!-before-all-others').count()).toBe(0)
      await show.click()
      await scene.row('!-before-all-others').waitFor()
      await panelOf(scene).getByText('2 of 6,001').waitFor()
    })

    it('[UI-1] reaches the last of 250,000 targets, and the first again, by keyboard and by the bar', async () => {
      const scene = await begin('nothing')
      const { page } = scene
      await scene.send('POST', '/api/tasks', '{"task_id":1,"name":"Many"}')
      const many = Array.from({ length: 250_000 }, (_, i) => `t-${String(i).padStart(6, '0')}`).join('\n')
      await scene.send('PUT', '/api/tasks/1/targets', many, 'text/plain')
      await scene.go('Targets')
      await page.getByText('250,000 of 250,000').waitFor()
      await scene.row('t-000000').focus()
      await page.keyboard.press('End')
      await scene.row('t-249999').waitFor()
      await expect.poll(() => page.evaluate('document.activeElement.getAttribute("aria-rowindex")')).toBe('250001')
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('Home')
      await scene.row('t-000000').waitFor()
      await page.evaluate(`(() => {
        const scroller = document.querySelector('.bd-table-scroll')
        scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) / 2
      })()`)
      await scene.row('t-1249').first().waitFor()
      await page.mouse.move(600, 500)
      await page.mouse.wheel(0, 280)
      await scene.row('t-1250').first().waitFor()
    })
  })
}
