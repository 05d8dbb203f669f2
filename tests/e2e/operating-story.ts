import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { readDemoTargets } from '../../src/demo/demo-targets.ts'
import { ServerProcess } from '../integration/server-process.ts'
import { ConsumerProcess } from '../python/consumer-process.ts'
import { closeToasts } from './toasts.ts'

/** How long slots are held for a consumer that is offline: long enough to be seen, short enough to wait for. */
const GRACE = '4s'

/** A console with nothing connected to it yet, and the consumers that come. Whoever opens it ends it. */
export class Scene implements AsyncDisposable {
  readonly page: Page
  readonly server: ServerProcess
  private readonly folder: string
  /** The program that the console shows, run as it stands there. */
  private copied: ChildProcess | null = null
  private readonly fleet = new Map<string, ConsumerProcess>()

  private constructor(page: Page, server: ServerProcess, folder: string) {
    this.page = page
    this.server = server
    this.folder = folder
  }

  /** @param folder an empty one, for the database and what the operator saves */
  static async open(page: Page, folder: string): Promise<Scene> {
    const settings = ['--set', `monitor.liveness.grace=${GRACE}`]
    const server = await ServerProcess.start(['--port', '0', '--data-dir', join(folder, 'data'), ...settings])
    await page.goto(`${server.url}/`)
    return new Scene(page, server, folder)
  }

  async runCopied(program: string): Promise<void> {
    const file = join(this.folder, 'consumer.py')
    writeFileSync(file, program)
    this.copied = spawn(process.env['BATCHDECK_PYTHON'] ?? '/usr/bin/python3', [file], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    await once(this.copied, 'spawn')
  }

  async startConsumer(id: string): Promise<void> {
    const consumer = new ConsumerProcess(this.server.url, id, { task: 1 })
    this.fleet.set(id, consumer)
    await consumer.waitFor('registered')
  }

  async killConsumer(id: string): Promise<void> {
    await this.fleet.get(id)!.kill()
  }

  /** Reports these shares of the consumer's batches, in percent. */
  async report(id: string, status: (place: number) => string): Promise<void> {
    const answer = await fetch(`${this.server.url}/api/tasks/1/batches?consumer_id=${id}`)
    const { batches } = (await answer.json()) as { batches: { batch_id: number }[] }
    for (const [place, { batch_id }] of batches.entries()) {
      this.fleet.get(id)!.command(`status ${batch_id} ${status(place)}`)
    }
  }

  async epoch(): Promise<number> {
    const answer = await fetch(`${this.server.url}/api/tasks/1`)
    return ((await answer.json()) as { epoch: number }).epoch
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.copied?.kill('SIGKILL')
    for (const consumer of this.fleet.values()) await consumer.kill()
    await this.server.end('SIGKILL')
  }
}

/** A part of docs/operating.md. */
export interface Step {
  /** Its heading. */
  readonly title: string
  /** The name of its picture. */
  readonly picture: string
  /** What the operator does, up to where the picture is taken. @throws where something is not as the document says */
  readonly run: (scene: Scene) => Promise<void>
  /** What is done once it is taken. */
  readonly finish?: (scene: Scene) => Promise<void>
}

/** The walk-through, in the order of the document. */
export const story: readonly Step[] = [
  {
    title: 'First run',
    picture: 'first-run',
    async run({ page, server }) {
      await page.getByText('Live', { exact: true }).waitFor()
      await page.getByText('Connect the first consumer').waitFor()
      await page.getByText(`${server.url.replace('http', 'ws')}/websocket/monitor`, { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Start demo fleet' }).waitFor()
      await page.getByRole('button', { name: 'Import targets' }).waitFor()
      const kind = page.getByRole('radiogroup', { name: 'Consumer in Python' })
      await kind.getByText('With the package').click()
      await page.locator('pre', { hasText: 'from batchdeck import Consumer' }).waitFor()
      await kind.getByText('One file').click()
    },
  },
  {
    title: 'Connect a consumer',
    picture: 'consumers',
    async run(scene) {
      const { page } = scene
      await scene.runCopied((await page.locator('pre').textContent()) ?? '')
      await page.getByText('1 consumer is connected and has nothing to watch').waitFor()
      await go(page, 'Consumers')
      await row(page, 'consumer-1').getByText('Idle').waitFor()
      for (const id of ['consumer-2', 'consumer-3']) {
        await scene.startConsumer(id)
        await row(page, id).getByText('Idle').waitFor()
      }
    },
  },
  {
    title: 'Import targets',
    picture: 'import',
    async run({ page }) {
      await go(page, 'Targets')
      await chooseFile(page, 'contracts.txt', `${readDemoTargets().join('\n')}\nnot a target\n`)
      await page.getByText('line 6,001: has white space inside').waitFor()
      await page.getByRole('button', { name: 'Leave out' }).click()
      await page.getByText('First list, targets: 6,000').waitFor()
      await page.getByText(/consumers notified 3$/).waitFor()
    },
  },
  {
    title: 'Read a rollout',
    picture: 'rollout',
    async run(scene) {
      const { page } = scene
      await page.getByRole('button', { name: 'Add 6,000' }).click()
      await page.getByText('Epoch 1 published').first().waitFor()
      await page.getByText('6,000 of 6,000').waitFor()
      await go(page, 'Epochs')
      await row(page, 'target import: +6000').getByText('Settled').waitFor()
      await row(page, 'target import: +6000').click()
      const panel = page.getByRole('complementary')
      await panel.getByText('Rollout · 3 of 3').waitFor()
      await panel.getByText(/^acknowledged: median/).waitFor()
      await scene.report('consumer-2', () => 'running 5')
      await panel.getByText('Confirmed').first().waitFor()
      await closeToasts(page)
    },
  },
  {
    title: 'Watch the batches',
    picture: 'batches',
    async run(scene) {
      const { page } = scene
      await page.keyboard.press('Escape')
      const statusOf = (place: number) => {
        if (place === 7) return 'error 40'
        return place % 3 === 0 ? 'completed 100' : place % 3 === 1 ? `running ${(place * 37) % 100}` : 'pending 0'
      }
      await scene.report('consumer-2', statusOf)
      await scene.report('consumer-3', statusOf)
      await go(page, 'Overview')
      await attention(page).getByText('Batches in error: 2').waitFor()
      await go(page, 'Batches')
      await page
        .getByRole('button', { name: /Error, 40%/ })
        .first()
        .waitFor()
    },
  },
  {
    title: 'Lose a consumer',
    picture: 'lost',
    async run(scene) {
      const { page } = scene
      await go(page, 'Overview')
      await scene.killConsumer('consumer-3')
      await attention(page).getByText('consumer-3 is offline; its slots are held').waitFor()
      await attention(page).getByText('consumer-3 is lost').waitFor()
      await go(page, 'Epochs')
      await row(page, 'consumer-3 lost').getByText('Settled').waitFor()
      await go(page, 'Overview')
      await page.getByRole('button', { name: 'Dismiss' }).waitFor()
    },
  },
  {
    title: 'Roll back',
    picture: 'rollback',
    async run(scene) {
      const { page } = scene
      const last = await scene.epoch()
      await go(page, 'Targets')
      await page.getByRole('button', { name: 'Replace…' }).click()
      await chooseFile(page, 'wrong.txt', readDemoTargets().slice(0, 100).join('\n'))
      const guard = page.getByRole('group', { name: 'Guard' })
      await guard.getByRole('textbox').fill('5,900')
      await guard.getByRole('button', { name: 'Remove 5,900 and replace' }).click()
      await page.getByRole('button', { name: 'Undo…' }).waitFor()
      await go(page, 'Epochs')
      await row(page, 'consumer-3 lost').click()
      await page.getByRole('button', { name: 'Roll back to this epoch…' }).click()
      await page.getByText(`Epoch ${last + 2} preview`).waitFor()
      await closeToasts(page)
    },
    async finish({ page }) {
      await page.getByRole('button', { name: 'Apply' }).click()
      await page
        .getByRole('complementary')
        .getByText(/^rollback to \d+: \+5900$/)
        .waitFor()
      await page.keyboard.press('Escape')
    },
  },
  {
    title: 'Ask what if',
    picture: 'what-if',
    async run(scene) {
      const { page } = scene
      const before = await scene.epoch()
      await go(page, 'Slots')
      await page.getByText('What if', { exact: true }).click()
      await page.getByText('What if: nothing changes for real.').waitFor()
      await page.getByRole('checkbox', { name: 'Take consumer-2 out' }).check()
      await page.getByLabel('Add', { exact: true }).fill('2')
      await page.locator('[data-moved]').first().waitFor()
      await closeToasts(page)
      const after = await scene.epoch()
      if (after !== before) throw new Error(`Epoch ${after} is published; nothing was to be.`)
    },
    async finish({ page }) {
      await page.getByRole('main').getByText('Now', { exact: true }).click()
      await page.getByRole('grid', { name: /^Slots of epoch/ }).waitFor()
    },
  },
  {
    title: 'Reload',
    picture: 'reload',
    async run(scene) {
      const { page } = scene
      await page.keyboard.press('g')
      await page.keyboard.press('o')
      await page.getByRole('heading', { name: 'Overview' }).waitFor()
      await page.keyboard.press('r')
      await page.getByText('every consumer has its batches').waitFor()
    },
    async finish(scene) {
      const { page } = scene
      const before = await scene.epoch()
      await page.getByRole('button', { name: 'Send again' }).click()
      await page.getByText('sent again; consumers notified: 2').waitFor()
      const after = await scene.epoch()
      if (after !== before) throw new Error(`Epoch ${after} is published; sent again was to be ${before}.`)
    },
  },
]

async function go(page: Page, view: string): Promise<void> {
  await page.getByRole('link', { name: view, exact: true }).click()
  await page.getByRole('heading', { name: view, exact: true, level: 1 }).waitFor()
}
const attention = (page: Page): Locator => page.getByRole('region', { name: 'Alerts', exact: true })
const row = (page: Page, text: string): Locator => page.getByRole('row').filter({ hasText: text })

async function chooseFile(page: Page, name: string, text: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })
  await page.getByText(name).waitFor()
}
