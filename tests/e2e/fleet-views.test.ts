import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumFlags, findChromium } from '../chromium.ts'
import { faults } from './axe.ts'
import { ServerProcess } from '../integration/server-process.ts'
import { TestConsumer } from '../integration/test-consumer.ts'

const ids = ['s1', 's2', 's3']
const targets = Array.from({ length: 600 }, (_, i) => `target-${i}`)

const background = (element: unknown) =>
  (globalThis as unknown as { getComputedStyle(of: unknown): { backgroundColor: string } }).getComputedStyle(element)
    .backgroundColor

/** What moves, or would on its next change, for longer than can be seen. */
const movements = `[...document.querySelectorAll('body *')].flatMap((element) => {
  const { animationName, animationDuration, transitionProperty, transitionDuration } = getComputedStyle(element)
  const lasts = (durations) => durations.split(',').some((duration) => parseFloat(duration) > 0.01)
  const isAnimated = animationName !== 'none' && lasts(animationDuration)
  const isEased = transitionProperty !== 'none' && lasts(transitionDuration)
  return isAnimated || isEased ? [element.className + ': ' + animationName + ' ' + transitionProperty] : []
})`

/** The name of what has the focus, where that can be seen. */
const focused = `(({ activeElement: it }) =>
  it.matches(':focus-visible') ? it.ariaLabel ?? it.textContent.trim() : null
)(document)`

/** What an operator does with consumers, epochs and batches, and what one who may only look does not see. */
describe('Overview, Consumers, Epochs and Batches', () => {
  let dataDir: string
  let server: ServerProcess
  let browser: Browser
  let page: Page
  const fleet: TestConsumer[] = []
  const errors: string[] = []
  const row = (text: string) => page.getByRole('row').filter({ hasText: text })
  const go = async (view: string) => {
    await page.getByRole('link', { name: view, exact: true }).click()
    await page.getByRole('heading', { name: view, exact: true, level: 1 }).waitFor()
  }
  const edit = (method: string, path: string, body?: object) =>
    fetch(`${server.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: 'Bearer operate' },
      ...(method !== 'GET' && { body: JSON.stringify(body) }),
    })
  const answer = (consumer: TestConsumer, consumer_id: string) =>
    consumer.send({ type: 'batch_reload_ack', task_id: 1, consumer_id, action: 'reloading' })

  /** The batches of s1. */
  const own: number[] = []
  const say = (batch_id: number, status: string, progress: number, message: string) =>
    fleet[0]!.send({ type: 'batch_status', batch_id, status, progress, message })
  const cell = (id: number, words: string) => page.getByRole('button', { name: `Batch ${id}, ${words}` })

  async function open(token: string): Promise<Page> {
    const opened = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
    opened.setDefaultTimeout(20_000)
    opened.on('pageerror', (error) => errors.push(String(error)))
    await opened.goto(`${server.url}/?token=${token}#/consumers`)
    await opened.getByRole('heading', { name: 'Consumers' }).waitFor()
    return opened
  }

  /** What a button downloads, as text. */
  async function downloaded(click: () => Promise<void>): Promise<{ name: string; text: string }> {
    const [file] = await Promise.all([page.waitForEvent('download'), click()])
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') }
  }

  /** Moves the focus on with Tab until it is there, and to be seen. */
  async function tabTo(name: string): Promise<void> {
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press('Tab')
      if ((await page.evaluate(focused)) === name) return
    }
    throw new Error(`Tab never leads to ${name}.`)
  }

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-views-'))
    const tokens = ['--token', 'operate', '--set', 'server.viewer-token=look']
    server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir, ...tokens])
    browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] })
    const url = `${server.url.replace('http', 'ws')}/websocket/monitor?token=operate`
    for (const id of ids) fleet.push(await TestConsumer.register(url, id))
    await edit('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await edit('PUT', '/api/tasks/1/targets', { targets })
    for (const consumer of fleet) await consumer.next('batch_reload')
    for (const [i, consumer] of fleet.slice(0, 2).entries()) answer(consumer, `s${i + 1}`)
    page = await open('operate')
  })

  afterAll(async () => {
    await browser.close()
    for (const consumer of fleet) consumer.socket.terminate()
    await server.end('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('[EP-3] says by how many epochs a consumer is behind', async () => {
    await row('s3').getByText('1 epoch behind').waitFor()
    await edit('PATCH', '/api/tasks/1/targets', { add: ['new-1', 'new-2'], remove: ['target-0'] })
    await row('s3').getByText('2 epochs behind').waitFor()
  })

  it('[LV-1] shows the round trip of each', async () => {
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Round trip' }).click()
    await page.keyboard.press('Escape')
    await page
      .getByRole('cell', { name: /^(< )?\d+ms$/ })
      .nth(2)
      .waitFor()
  })

  it('[UI-3] keeps filter and sorting in the address, over a new load of the page', async () => {
    await page.getByRole('button', { name: /^Behind on epoch \d/ }).click()
    await page.getByText(/^\d of 3$/).waitFor()
    await page.getByRole('button', { name: 'Targets' }).click()
    expect(page.url()).toMatch(/state=behind&sort=-?targets/)
    await page.reload()
    await page.getByRole('columnheader', { name: 'Targets' }).and(page.locator('[aria-sort$=ending]')).waitFor()
    expect(await row('s3').count()).toBe(1)
    await page.getByRole('button', { name: /^All \d/ }).click()
    await page.getByRole('button', { name: 'Targets' }).click()
  })

  it('[UI-3] remembers which columns are wanted', async () => {
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Labels' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Address' }).click()
    await page.keyboard.press('Escape')
    await page.reload()
    await page.getByRole('columnheader', { name: 'Address' }).waitFor()
    expect(await page.getByRole('columnheader', { name: 'Labels' }).count()).toBe(0)
  })

  it('[UI-5] [PL-7] drains all that the filter leaves by keyboard, after a look at the moves, and undoes it', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('s1')
    await page.getByText('1 of 3').waitFor()
    await page.getByLabel('Select all shown').press('Space')
    await page.getByLabel('Filter').fill('')
    await page.getByText('Selected: 1').waitFor()
    await page.getByRole('button', { name: 'Drain', exact: true }).press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Moves the slots of s1 to').waitFor()
    await dialog.getByText(/Targets moving: [1-9]\d* of 601/).waitFor()
    await dialog.getByText(/Consumers afterwards: 2, with 301 targets each/).waitFor()
    await page.keyboard.press('Enter')
    await row('s1').getByText('Drained').waitFor()
    // Undone before the epoch for it, it would make none.
    while ((await fleet[0]!.next('batch_reload'))['message'] !== 's1 drained by an operator');
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await row('s1').getByText('Drained').waitFor({ state: 'detached' })
    await page.getByText('Drain of s1 undone').waitFor()
  })

  it('[EP-3] [UI-5] lists who has not answered apart, and sends the epoch to one of them again', async () => {
    await go('Epochs')
    await row('s1 back from drain').click()
    const panel = page.getByRole('complementary')
    await panel.getByText('Not acknowledged · 3').waitFor()
    await panel.getByRole('button', { name: 'Send again to s3' }).click()
    await page.getByText(/to s3 again\. No targets move/).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Reload', exact: true }).click()
    await page.getByText('sent again; consumers notified: 1').waitFor()
    for (const [i, consumer] of fleet.entries()) answer(consumer, `s${i + 1}`)
    await panel.getByText('Rollout · 3 of 3').waitFor()
    await panel.getByText(/^acknowledged: median/).waitFor()
    const { name, text } = await downloaded(() => panel.getByRole('button', { name: 'Export CSV' }).click())
    expect(name).toMatch(/^rollout-\d+\.csv$/)
    const times = text
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(',')[3])
    expect(times).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/)))
    await page.keyboard.press('Escape')
  })

  it('[EP-6] [UI-3] compares two ticked epochs, and exports a list of differences whole', async () => {
    await page.getByLabel('Select epoch 1', { exact: true }).click()
    await page.getByLabel('Select epoch 2', { exact: true }).click()
    await page.getByRole('button', { name: 'Compare 1 and 2' }).click()
    expect(page.url()).toContain('compare=1-2')
    const panel = page.getByRole('complementary')
    await panel.getByRole('button', { name: 'Targets added 2' }).waitFor()
    await panel.getByRole('button', { name: 'Targets removed 1' }).click()
    await panel.getByText('target-0', { exact: true }).waitFor()
    await panel.getByRole('button', { name: 'Targets added' }).click()
    const { name, text } = await downloaded(() => panel.getByRole('button', { name: 'Export CSV' }).click())
    expect(name).toBe('epochs-1-2-added.csv')
    expect(text).toMatch(/^\uFEFFTarget,Before,After\r\nnew-1,,\d+\r\nnew-2,,\d+\r\n$/)
    await page.keyboard.press('Escape')
    expect(page.url()).not.toContain('compare')
  })

  it('[EP-5] [UI-3] filters the journal by the kind of cause and by words', async () => {
    await page.getByRole('combobox', { name: 'Cause type' }).click()
    await page.getByRole('option', { name: 'Targets' }).click()
    await page.getByText('2 of 4', { exact: true }).waitFor()
    await page.getByLabel('Filter').fill('import')
    await page.getByText('1 of 4', { exact: true }).waitFor()
    expect(await row('target import').count()).toBe(1)
    await page.goto(`${server.url}/#/epochs`)
  })

  it('[UI-4] says so where an address names an epoch that is not there', async () => {
    await page.goto(`${server.url}/#/epochs?open=99`)
    await page.getByText('Epoch 99 not found').waitFor()
    await page.keyboard.press('Escape')
  })

  it('[UI-3] filters the batches by status and consumer, in the address, and exports what is left', async () => {
    const { batches } = (await (await edit('GET', '/api/tasks/1/batches?consumer_id=s1', {})).json()) as {
      batches: { batch_id: number }[]
    }
    own.push(...batches.map(({ batch_id }) => batch_id).toSorted((a, b) => a - b))
    say(own[0]!, 'error', 40, 'disk full')
    say(own[1]!, 'running', 10, 'block 1')
    await page.goto(`${server.url}/#/consumers?open=s1`)
    await page.getByRole('link', { name: /^Batches · / }).click()
    await page.getByRole('heading', { name: 'Batches', exact: true, level: 1 }).waitFor()
    await page.getByText(/^\d+ of \d+$/).waitFor()
    await page.getByRole('button', { name: /^Error 1$/ }).click()
    expect(page.url()).toMatch(/consumer=s1&status=error/)
    await page.getByText('Table', { exact: true }).click()
    await page.reload()
    await row('disk full').getByText('40%').waitFor()
    const { name, text } = await downloaded(() => page.getByRole('button', { name: 'Export CSV' }).click())
    expect(name).toBe('batches.csv')
    expect(text.split('\r\n').slice(1, -1)).toEqual([
      expect.stringMatching(`^${own[0]},s1,error,40,.*,\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z,disk full$`),
    ])
    await page.getByRole('button', { name: /^Error 1$/ }).click()
    await page.getByText('Grid', { exact: true }).click()
  })

  it('[UI-6] walks through the grid by keyboard, and opens a batch with its history, owners and targets', async () => {
    await cell(own[0]!, 'Error, 40').waitFor()
    await cell(own[0]!, 'Error, 40').focus()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('tooltip').getByText('block 1').waitFor()
    expect(await page.locator('.bd-cell[tabindex="0"]').count()).toBe(1)
    await page.keyboard.press('End')
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    const panel = page.getByRole('complementary')
    await panel.getByRole('list', { name: 'History' }).getByText('disk full').waitFor()
    await panel.getByRole('button', { name: 'Copy targets' }).waitFor()
    await panel.getByText('medium', { exact: true }).nth(1).waitFor()
    await panel.getByRole('button', { name: 'Show owner history' }).click()
    await panel
      .getByRole('link', { name: /opened → s1|→ s1/ })
      .first()
      .waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
  })

  it('[UI-1] keeps a cell in its place under the pointer when it leaves the filter', async () => {
    await page.getByRole('button', { name: /^Running 1$/ }).click()
    await cell(own[1]!, 'Running, 10').hover()
    await page.getByRole('tooltip').getByText('Running · 10%').waitFor()
    const before = await cell(own[1]!, 'Running').boundingBox()
    say(own[1]!, 'completed', 100, 'done')
    await cell(own[1]!, 'Completed, 100').waitFor()
    expect(await cell(own[1]!, 'Completed').boundingBox()).toEqual(before)
    await page.getByRole('button', { name: 'Pending changes: 1' }).waitFor()
    await page.getByRole('button', { name: /^Running 0$/ }).hover()
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('button', { name: 'Clear filter' }).click()
  })

  it('[WS-15] [UI-2] marks what was never planned, in words too', async () => {
    say(900_001, 'running', 5, 'elsewhere')
    await page.getByRole('button', { name: /^Unplanned 1$/ }).click()
    await cell(900_001, 'Running, 5%, Unplanned').click()
    await page.getByRole('complementary').getByText('did not assign the batch').waitFor()
    await page.keyboard.press('Escape')
    expect(await faults(page)).toEqual([])
  })

  it('[UI-4] says so where an address names a batch that is not there', async () => {
    await page.goto(`${server.url}/#/batches?open=424242`)
    await page.getByText('Batch not found').waitFor()
    await page.keyboard.press('Escape')
  })

  it('[UI-5] shows who may only look no action in any view', async () => {
    const viewer = await open('look')
    await viewer.getByText('Read only').waitFor()
    await viewer.getByText('3 of 3').waitFor()
    expect(await viewer.getByRole('checkbox').count()).toBe(0)
    const acting = viewer.getByRole('button', {
      name: /^(Reload|Drain(?!ed)|Undo drain|Dismiss|Send again|Sync|Roll back|Import|Preview|Apply|Start|Stop|Add…|Add note|Remove…|Replace…)/,
    })
    const places = ['overview', 'consumers?open=s1', 'batches', 'epochs?open=2', 'targets', 'events']
    for (const place of places) {
      await viewer.goto(`${server.url}/#/${place}`)
      if (place.includes('open')) await viewer.getByRole('dialog').or(viewer.getByRole('complementary')).waitFor()
      else await viewer.locator('h1').waitFor()
      expect(await acting.count(), place).toBe(0)
      await viewer.keyboard.press('r')
      expect(await viewer.getByText('Reload Watch').count(), place).toBe(0)
    }
    await viewer.goto(`${server.url}/#/targets?open=target-7`)
    await viewer.getByRole('complementary', { name: 'Target target-7' }).getByText('Slot', { exact: true }).waitFor()
    expect(await acting.count(), 'the panel of a target').toBe(0)
    await viewer.keyboard.press('Escape')
    await viewer.keyboard.press('ControlOrMeta+k')
    await viewer.getByRole('option', { name: /^Consumers/ }).waitFor()
    const offered = viewer.getByRole('option', {
      name: /^(Reload|Rebalance|Import|Add note|Drain|Undo drain|Dismiss|Roll back|Start|Stop)/,
    })
    expect(await offered.count()).toBe(0)
    await viewer.keyboard.type('s1')
    await viewer.getByRole('option', { name: /^s1/, selected: true }).waitFor()
    expect(await offered.count()).toBe(0)
    await viewer.keyboard.press('Escape')
    await viewer.getByText('600 of 600').or(viewer.getByText('601 of 601')).waitFor()
    await viewer.keyboard.press('ControlOrMeta+k')
    // What a target begins with finds that target first.
    await viewer.getByPlaceholder('View, consumer, batch, target, epoch or action').fill('arget-42')
    await viewer.getByRole('option', { name: /^Find targets matching “arget-42”/, selected: true }).waitFor()
    await viewer.keyboard.press('Enter')
    await viewer.getByText(/^11 of 60[01]$/).waitFor()
    expect(viewer.url()).toContain('q=arget-42')
    await viewer.close()
  })

  it('[UI-2] a status is a sign and a word beside its colour, and a consumer has one colour everywhere', async () => {
    await page.goto(`${server.url}/#/consumers`)
    const state = row('s2').getByRole('cell').filter({ hasText: 'Online' })
    await state.waitFor()
    expect(await state.locator('svg').count()).toBe(1)
    const chip = 'span[aria-hidden]'
    const colorIn = (place: Locator) => place.locator(chip).first().evaluate(background)
    const color = await colorIn(row('s2'))
    expect(color).not.toBe(await colorIn(row('s3')))
    await page.goto(`${server.url}/#/slots`)
    await row('s2').waitFor()
    expect(await colorIn(row('s2'))).toBe(color)
    await page.goto(`${server.url}/#/epochs?open=2`)
    const name = page.getByRole('complementary').getByText('s2', { exact: true })
    await name.waitFor()
    expect(await name.locator('xpath=..').locator(chip).evaluate(background)).toBe(color)
  })

  it('[UI-7] a time is an age with the exact time behind it, a big number is grouped, in the language of the page', async () => {
    await page.goto(`${server.url}/#/epochs`)
    const age = row('target import').locator('time')
    await age.waitFor()
    expect(await age.textContent()).toMatch(/^\d+[sm] ago$/)
    const at = (await age.getAttribute('datetime')) ?? ''
    const exact = (locale: string) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(at))
    expect(await age.getAttribute('title')).toBe(exact('en-GB'))
    await edit('PATCH', '/api/tasks/1/targets', { add: Array.from({ length: 1000 }, (_, i) => `more-${i}`) })
    await row('target change: +1000').getByText('+1,000 −0').waitFor()
    await page.getByRole('button', { name: 'Theme and language' }).click()
    await page.getByRole('menuitem', { name: '简体中文' }).click()
    const chineseAge = row('导入目标').locator('time')
    await expect.poll(() => chineseAge.textContent()).toMatch(/^\d+(秒|分钟)前$/)
    expect(await chineseAge.getAttribute('title')).toBe(exact('zh-CN'))
    await row('更改目标：+1000').waitFor()
    await page.getByRole('button', { name: '主题与语言' }).click()
    await page.getByRole('menuitem', { name: 'English' }).click()
  })

  it('[UI-6] nothing moves for whoever asks for that', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    for (const view of ['overview', 'batches', 'slots', 'epochs?open=2']) {
      await page.goto(`${server.url}/#/${view}`)
      await page.locator('h1').waitFor()
      expect(await page.evaluate(movements), view).toEqual([])
    }
    await page.emulateMedia({ reducedMotion: null })
  })

  it.each(['dark', 'light'] as const)('[UI-6] no drawer or dialog has a serious fault, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    const newest = (await (await edit('GET', '/api/events?limit=1')).json()) as { events: { seq: number }[] }
    const { batches } = (await (await edit('GET', '/api/tasks/1/batches')).json()) as {
      batches: { batch_id: number }[]
    }
    const drawers = [
      'consumers?open=s2',
      `batches?open=${batches[0]!.batch_id}`,
      'epochs?open=2',
      'epochs?compare=1-2',
      `events?statuses=1&open=${newest.events[0]!.seq}`,
      'events?type=note&open=1',
    ]
    const dialog = page.getByRole('dialog')
    const panel = page.getByRole('complementary')
    const unfolded = page.getByLabel('Raw event')
    for (const place of drawers) {
      await page.goto(`${server.url}/#/${place}`)
      await dialog.or(panel).or(unfolded).waitFor()
      await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
      expect(await faults(page), place).toEqual([])
    }
    const dialogs: [string, () => Promise<void>, string][] = [
      ['overview', () => page.keyboard.press('r'), 'Reload Watch'],
      ['epochs?open=1', () => page.getByRole('button', { name: 'Roll back to this epoch…' }).click(), 'Roll back to'],
      ['slots?mode=what-if&without=s2', () => page.getByRole('button', { name: 'Drain s2…' }).click(), 'Drain'],
    ]
    for (const [place, show, title] of dialogs) {
      await page.goto('about:blank')
      await page.goto(`${server.url}/#/${place}`)
      await page.locator('h1').waitFor()
      await show()
      await dialog.or(panel).filter({ hasText: title }).last().waitFor()
      expect(await faults(page), title).toEqual([])
    }
    await page.emulateMedia({ colorScheme: null })
  })

  it('[UI-6] [UI-5] by keyboard alone: a list, what it would do, Apply, and Reload', async () => {
    await page.goto(`${server.url}/#/overview`)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    const { epoch } = (await (await edit('GET', '/api/tasks/1')).json()) as { epoch: number }
    await page.keyboard.press('g')
    await page.keyboard.press('t')
    await page.getByRole('heading', { name: 'Targets', exact: true }).waitFor()
    await tabTo('Replace…')
    await page.keyboard.press('Enter')
    await page.getByLabel('Target list').and(page.locator(':focus')).waitFor()
    await page.keyboard.type('one\nnot a target\ntwo\n')
    await page.keyboard.press('ControlOrMeta+Enter')
    await page.getByText('line 2: has white space inside').waitFor()
    await tabTo('Leave out')
    await page.keyboard.press('Enter')
    await page.getByText(`epoch ${epoch + 1} preview`).waitFor()
    const { targets: before } = (await (await edit('GET', '/api/tasks/1')).json()) as { targets: number }
    // The harmless way comes first.
    await tabTo('Add 2')
    await page.keyboard.press('Tab')
    await page.keyboard.type(String(before))
    await page.keyboard.press('Enter')
    await page.getByText(`Epoch ${epoch + 1} published: +2`).waitFor()
    const askToReload = async () => {
      await page.keyboard.press('r')
      await page.getByRole('dialog').getByText('every consumer has its batches').waitFor()
      await page.getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).waitFor()
    }
    await askToReload()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await askToReload()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText(`Epoch ${epoch + 1} sent again; consumers notified: 3`).waitFor()
  })

  it('[UI-5] [UI-12] in a small window a message stands on no button of a dialog', async () => {
    await page.goto('about:blank')
    await page.goto(`${server.url}/#/overview`)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    const usual = page.viewportSize()!
    await page.setViewportSize({ width: 720, height: 450 })
    const [reload, again] = [page.getByRole('dialog'), page.getByRole('button', { name: 'Send again' })]
    await page.keyboard.press('r')
    await again.click()
    await reload.waitFor({ state: 'detached' })
    const message = page.getByRole('alert').filter({ hasText: 'sent again' })
    await message.waitFor()
    await page.keyboard.press('r')
    await again.waitFor()
    const gap = async () => {
      const [over, under] = [await message.boundingBox(), await again.boundingBox()]
      return over && under ? under.y - (over.y + over.height) : null
    }
    await expect.poll(gap).toBeGreaterThan(0)
    await page.keyboard.press('Escape')
    await page.setViewportSize(usual)
  })

  it('had no error of its own in all that', () => {
    expect(errors).toEqual([])
  })
})
