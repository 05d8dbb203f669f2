import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { launchDesktop } from './launch.ts'

const soon = { timeout: 8000 }

describe('the life of the app', () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-life-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('[DT-14] a page that crashes is loaded anew where it was, while the monitor goes on; [DT-12] a fault is reported, and followed by one restart', async () => {
    const userData = join(folder, 'crash')
    const relaunched = join(folder, 'relaunched')
    const app = await launchDesktop(userData, { STANDIN_RELAUNCH: relaunched })
    const page = await app.firstWindow()
    await page.getByText('Connect the first consumer').waitFor()
    await app.evaluate(({ Menu }) => {
      for (const menu of Menu.getApplicationMenu()?.items ?? [])
        menu.submenu?.items.find(({ label }) => label === 'Settings…')?.click()
    })
    await page.getByText('Port of this computer').waitFor()
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
    const shown = () =>
      app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]
          ?.webContents.executeJavaScript('`${location.hash} ${document.body.innerText}`')
          .catch(String),
      ) as Promise<string>
    await expect.poll(shown, soon).toMatch(/^#\/settings\?part=desktop [^]*Port of this computer/)
    await expect.poll(shown, soon).toContain('Live')
    const log = () => readFileSync(join(userData, 'logs', 'batchdeck.log'), 'utf8')
    await expect.poll(log, soon).toContain('The page has crashed (crashed, 139); it is loaded anew.')
    expect(statSync(join(userData, 'logs', 'batchdeck.log')).mode & 0o777).toBe(0o600)

    const ended = app.waitForEvent('close')
    await app.evaluate(() => void setTimeout(() => Promise.reject(new Error('broken inside', { cause: 'by a test' }))))
    await ended
    const [name = ''] = readdirSync(join(userData, 'reports')).filter((one) => one.startsWith('fault-'))
    const report = readFileSync(join(userData, 'reports', name), 'utf8')
    expect(report).toContain('Error: broken inside')
    expect(report).toContain('caused by\nby a test')
    expect(report).toContain('it is loaded anew.')
    expect(statSync(join(userData, 'reports', name)).mode & 0o777).toBe(0o600)
    const args = readFileSync(relaunched, 'utf8').trim().split('\n')
    expect(args).toHaveLength(1)
    expect(JSON.parse(args[0] ?? '')).toContain(`--after-fault=${name}`)
  })
})
