import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ReleaseServer } from '../integration/release-server.ts'
import { TestConsumer } from '../integration/test-consumer.ts'
import { faults } from './axe.ts'
import { launchApp, realElectron } from './launch.ts'
import { NativeAnswers } from './native-answers.ts'
import { pack } from './packed-copy.ts'

const root = resolve(import.meta.dirname, '../..')
const soon = { timeout: 8000 }

/** An AppImage, as far as the app knows: it notes that it was started. */
const program = (version: string, noted: string) =>
  `#!/bin/sh\necho "$@" >> '${noted}.arguments'\necho ${version} >> '${noted}'\n`

// Electron reads app-update.yml from beside its own executable; only a package has one there.
describe.runIf(process.platform === 'linux' && !realElectron())('updates of a packed app', () => {
  const folder = mkdtempSync(join(tmpdir(), 'batch deck #1 100% 批.asar-'))
  const archive = join(folder, 'resources', 'app.asar')
  const image = join(folder, 'Batchdeck.AppImage')
  const noted = join(folder, 'started')
  const startsOf = (userData: string) => join(userData, 'starts.json')
  let server: ReleaseServer

  beforeAll(async () => {
    server = await ReleaseServer.start()
    await pack(archive, server)
  })
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const mounted = join(root, 'tests/electron-standin')
  const env = () => ({
    APPIMAGE: image,
    APPDIR: mounted,
    XDG_CACHE_HOME: join(folder, 'cache'),
    BATCHDECK_SERVER_PORT: '0',
  })
  function giveImage(version: string): void {
    writeFileSync(image, program(version, noted))
    chmodSync(image, 0o755)
  }

  it('[DT-11] one that has not started twice puts the version before back and starts it', async () => {
    const userData = join(folder, 'broken')
    mkdirSync(userData)
    const kept = join(userData, 'kept.AppImage')
    giveImage('0.1.0')
    writeFileSync(kept, program('0.0.9', noted))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    writeFileSync(
      startsOf(userData),
      JSON.stringify({
        good: '0.0.9',
        // After a restart of the computer, another program may have its number.
        trying: { version, starts: 2, pid: process.pid },
        kept: { version: '0.0.9', kind: 'appimage', file: kept, place: image },
        put_back: null,
      }),
    )
    const args = [archive, `--user-data-dir=${userData}`]
    const { status, stderr } = spawnSync(join(root, 'tests/electron-standin/electron'), args, {
      env: { ...process.env, ...env(), STANDIN_NODE: process.execPath },
      encoding: 'utf8',
    })
    expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining('0.0.9 is back') as unknown })
    await expect.poll(() => existsSync(noted) && readFileSync(noted, 'utf8'), soon).toBe('0.0.9\n')
    expect(readFileSync(`${noted}.arguments`, 'utf8')).toContain(`--user-data-dir=${userData}`)
    expect(readFileSync(image, 'utf8')).toContain('echo 0.0.9')
    expect(JSON.parse(readFileSync(startsOf(userData), 'utf8'))).toMatchObject({
      good: '0.0.9',
      put_back: { from: version, to: '0.0.9', told: false },
    })
  })

  it('[DT-10] [DT-11] is told what was put back, finds an update, waits for a rollout, and is replaced by it', async () => {
    const userData = join(folder, 'data')
    mkdirSync(userData)
    for (const file of [noted, `${noted}.arguments`]) rmSync(file, { force: true })
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    giveImage(version)
    const back = { from: '0.9.0', to: version, at: Date.now(), told: false }
    writeFileSync(startsOf(userData), JSON.stringify({ good: version, trying: null, kept: null, put_back: back }))
    server.release('9.0.0', {
      body: Buffer.from(program('9.0.0', noted)),
      notes: '## News\n\n- Reloads <b>faster</b>\n\n<script>document.title = "mine"</script>',
    })
    const native = new NativeAnswers(folder, ['OK'])
    const app = await launchApp(archive, userData, env(), [], native.script)
    const page = await app.firstWindow()
    page.setDefaultTimeout(20_000)
    await page.getByText('Connect the first consumer').waitFor()
    await expect
      .poll(() => native.asked, soon)
      .toMatchObject([{ message: `Batchdeck 0.9.0 did not start; ${version} is back` }])

    const address = await page.getByText(/^ws:\/\/[\d.:]+\/websocket\/monitor$/).textContent()
    const api = new URL(address ?? '').origin.replace('ws', 'http')
    await using consumer = await TestConsumer.register(address ?? '', 'c-1')
    await app.evaluate(({ Menu }) => {
      for (const menu of Menu.getApplicationMenu()?.items ?? []) {
        menu.submenu?.items.find(({ label }) => label === 'Check for Updates…')?.click()
      }
    })
    await page.getByText('Version 9.0.0 is ready. It installs when you restart or quit.').waitFor()
    await page.getByRole('link', { name: 'Update ready: version 9.0.0' }).waitFor()
    await page.getByText(`Version 0.9.0 failed to start, so ${version} was put back`).waitFor()
    await page.getByText("What's new in 9.0.0").click()
    await page.getByText('Reloads <b>faster</b>').waitFor()
    await page.getByText('<script>document.title = "mine"</script>').waitFor()
    expect(await page.title()).not.toContain('mine')
    expect(await faults(page)).toEqual([])

    await fetch(`${api}/api/tasks`, { method: 'POST', body: '{"task_id":1,"name":"Watch"}', headers: json })
    await fetch(`${api}/api/tasks/1/targets`, { method: 'PUT', body: '{"targets":["a","b"]}', headers: json })
    const reload = await consumer.next('batch_reload')
    await page.getByText('Waits for the rollout of Watch (epoch 1).').waitFor()
    const restart = page.getByRole('button', { name: 'Restart and update' })
    expect(await restart.isDisabled()).toBe(true)
    consumer.send({
      type: 'batch_reload_ack',
      task_id: 1,
      consumer_id: 'c-1',
      epoch: reload['epoch'],
      action: 'reloading',
    })
    await expect.poll(() => restart.isEnabled(), soon).toBe(true)
    await page.getByRole('button', { name: 'Later' }).click()
    await page.getByRole('link', { name: 'Update ready: version 9.0.0' }).waitFor({ state: 'detached' })

    expect(readFileSync(image, 'utf8')).toContain(`echo ${version}`)
    const ended = app.waitForEvent('close')
    await restart.click()
    await ended
    await expect.poll(() => existsSync(noted) && readFileSync(noted, 'utf8'), soon).toBe('9.0.0\n')
    expect(readFileSync(`${noted}.arguments`, 'utf8')).toContain(`--user-data-dir=${userData}`)
    expect(readFileSync(image, 'utf8')).toContain('echo 9.0.0')
    const starts = JSON.parse(readFileSync(startsOf(userData), 'utf8')) as { kept: { version: string; file: string } }
    expect(starts.kept.version).toBe(version)
    expect(readFileSync(starts.kept.file, 'utf8')).toContain(`echo ${version}`)
    const log = readFileSync(join(userData, 'logs', 'batchdeck.log'), 'utf8')
    expect(log).toContain('Update: version 9.0.0 is being installed.')
    expect(log).not.toContain('127.0.0.1/releases')
  })
})

const json = { 'content-type': 'application/json' }
