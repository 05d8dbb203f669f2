import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { TestConsumer } from '../../integration/test-consumer.ts'
import { faults } from '../axe.ts'
import { type Scene, type Stage, stories } from './scene.ts'

const soon = { timeout: 20_000 }

export function logStories(stage: Stage): void {
  stories(stage, 'the log of a consumer', ({ begin, it }) => {
    it('[WS-29] [UI-1] is asked for when it is opened, goes on live, and stands still for who scrolls up', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      const c4 = await joinWithLog(scene)
      await scene.go('Consumers')
      await scene.row('c4').click()
      const panel = page.getByRole('complementary', { name: 'Consumer c4' })
      await panel.getByText('Log', { exact: true }).click()
      await panel.getByText('Waiting for its first line…').waitFor()
      expect(await c4.next('log_wanted')).toMatchObject({ wanted: true })
      for (let i = 1; i <= 60; i++) c4.send({ type: 'log', level: 'info', text: `asked pool ${i}` })
      const log = panel.getByRole('log', { name: 'Log of c4' })
      await log.getByText('asked pool 60').waitFor()
      c4.send({ type: 'log', level: 'error', text: 'Failed\nTraceback\n  at pool-9', batch_id: 7, skipped: 12 })
      await log.getByText('Failed').waitFor()
      await log.getByText('12 lines skipped: too many at once').waitFor()
      expect(await log.getByText('Traceback').count()).toBe(0)
      await log.getByRole('button', { name: '2 more lines' }).click()
      await log.getByText('at pool-9').waitFor()
      // Who unfolds a line reads it.
      await panel.getByText('Not following: new lines wait below').waitFor()
      expect(await faults(page), 'the log').toEqual([])

      await log.hover()
      await page.mouse.wheel(0, -300)
      const read = log.getByText('asked pool 45')
      const jump = panel.getByRole('button', { name: /^Jump to newest/ })
      await jump.waitFor()
      const place = await read.boundingBox()
      for (let i = 61; i <= 80; i++) c4.send({ type: 'log', level: 'info', text: `asked pool ${i}` })
      await panel.getByRole('button', { name: 'Jump to newest: 20' }).waitFor()
      expect(await read.boundingBox()).toEqual(place)
      await jump.click()
      await log.getByText('asked pool 80').waitFor()
      await jump.waitFor({ state: 'detached' })
      c4.send({ type: 'log', level: 'info', text: 'asked pool 81' })
      await log.getByText('asked pool 81').waitFor()

      // As many as fill it come at once: no frame is painted without them.
      const frames = watchFrames(page)
      for (let i = 82; i <= 140; i++) c4.send({ type: 'log', level: 'info', text: `asked pool ${i} `.repeat(8) })
      await log.getByText('asked pool 140').waitFor()
      expect((await frames).filter((blank) => blank > 20)).toEqual([])

      // A banner takes of its height, and not its newest line.
      await page.keyboard.press('p')
      await panel.getByText('Paused: the log is not read').waitFor()
      const below = () => log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)
      await expect.poll(below).toBeLessThan(2)
      await page.keyboard.press('p')
    })

    it('[WS-29] [UI-3] [UI-8] is searched and filtered in the address, and says why nothing comes', async () => {
      const scene = await begin('fleet')
      const { page } = scene
      const c4 = await joinWithLog(scene)
      await scene.go('Consumers')
      await scene.row('c4').waitFor()
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type('log of c4')
      await page.getByRole('option', { name: /^Log of c4/, selected: true }).waitFor()
      await page.keyboard.press('Enter')
      await c4.next('log_wanted')
      c4.send({ type: 'log', level: 'debug', text: 'asked Pool 5' })
      c4.send({ type: 'log', level: 'warning', text: 'pool 5 is slow' })
      c4.send({ type: 'log', level: 'error', text: 'pool 6 is gone' })
      const panel = page.getByRole('complementary', { name: 'Consumer c4' })
      const log = panel.getByRole('log')
      await log.getByText('pool 6 is gone').waitFor()
      await panel.getByLabel('Search log').fill('POOL 5')
      await panel.getByText('2 of 3 lines').waitFor()
      expect(await log.locator('mark').allInnerTexts()).toEqual(['Pool 5', 'pool 5'])
      await panel.getByRole('combobox', { name: 'Level' }).click()
      await page.getByRole('option', { name: 'Errors' }).click()
      await panel.getByText('No lines match.').waitFor()
      expect(page.url()).toMatch(/open=c4&tab=log&find=POOL\+5&level=error/)
      await panel.getByRole('button', { name: 'Clear filter' }).last().click()
      await panel.getByText('3 lines').waitFor()

      await page.keyboard.press('p')
      await panel.getByText('Paused: the log is not read').waitFor()
      await page.keyboard.press('p')
      await panel.getByText('Live', { exact: true }).waitFor()
      c4.socket.terminate()
      await panel.getByText('Offline: last lines received').waitFor()
      await log.getByText('pool 6 is gone').waitFor()
      // Another program comes back by its id.
      await scene.join('c4')
      await panel.getByText('Its client no longer sends its log').waitFor()
      await log.getByText('pool 6 is gone').waitFor()
      await page.evaluate(`location.hash = '#/consumers?open=c1&tab=log'`)
      await page.getByText("This consumer's client doesn't send its log").waitFor()
      await page.keyboard.press('Escape')
      await expect.poll(() => page.url(), soon).toMatch(/#\/consumers$/)
    })
  })
}

/** How many px of the log have no line, in each frame of 2 s. */
function watchFrames(page: Page): Promise<number[]> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const box = document.querySelector<HTMLElement>('.bd-log-lines')!
        const { top, bottom } = box.getBoundingClientRect()
        const blanks: number[] = []
        // A message is heard after the frame in which it was sent has been painted.
        const { port1, port2 } = new MessageChannel()
        const end = performance.now() + 2000
        const next = () => void requestAnimationFrame(() => port2.postMessage(null))
        port1.addEventListener('message', () => {
          const rows = Array.from(box.querySelectorAll('.bd-virtual-row'), (row) => row.getBoundingClientRect())
          const heights = rows.map((row) => Math.max(0, Math.min(row.bottom, bottom) - Math.max(row.top, top)))
          blanks.push(bottom - top - heights.reduce((sum, height) => sum + height, 0))
          if (performance.now() < end) next()
          else resolve(blanks)
        })
        port1.start()
        next()
      }),
  )
}

async function joinWithLog(scene: Scene): Promise<TestConsumer> {
  const consumer = await TestConsumer.connect(scene.consumerUrl)
  consumer.id = 'c4'
  consumer.send({ type: 'register', consumer_id: 'c4', features: ['log'] })
  await consumer.next('registered')
  scene.consumers.push(consumer)
  return consumer
}
