import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root } from '../docs.ts'
import { runMonitor } from './running-monitor.ts'

const folder = resolve(root, 'docs/monitoring')

/** From the distribution's package (scripts/promtool.mjs). */
const promtool = [
  process.env['BATCHDECK_PROMTOOL'],
  resolve(root, 'node_modules/.cache/prometheus/usr/bin/promtool'),
  '/usr/bin/promtool',
].find((file) => file !== undefined && existsSync(file))
/** Where it must be there: as root it can be had, or a test that needs it fails. */
const canCheck = promtool !== undefined || Boolean(process.env['CI'])

if (!canCheck) console.error('There is no promtool: node scripts/promtool.mjs gets it. The rules are not checked here.')

function check(args: readonly string[], input?: string): string {
  const { status, stdout, stderr, error } = spawnSync(promtool ?? 'promtool', args, {
    cwd: folder,
    encoding: 'utf8',
    ...(input !== undefined && { input }),
  })
  if (error) throw error
  return `${status} ${stdout}${stderr}`
}

describe.runIf(canCheck)('docs/monitoring, as promtool sees it', () => {
  it('has rules that can be read', () => {
    expect(check(['check', 'rules', 'alerts.yaml'])).toMatch(/^0 [^]*SUCCESS: \d+ rules found/)
  })

  it('has rules that say what they are meant to, and when', () => {
    expect(check(['test', 'rules', 'alerts.test.yaml'])).toMatch(/^0 [^]*SUCCESS/)
  })

  it('tests what a monitor says of a night: deliveries, the brake, the switch, disks, certificates, lists', () => {
    const named = (file: string, pattern: RegExp) =>
      new Set(Array.from(readFileSync(resolve(folder, file), 'utf8').matchAll(pattern), ([, name]) => name!))
    const tested = named('alerts.test.yaml', /alertname: (\w+)/g)
    const rules = named('alerts.yaml', /- alert: (\w+)/g)
    expect([...tested].filter((name) => !rules.has(name))).toEqual([])
    const ofNights = /Watchdog|Down|MassLoss|Deliveries|Heartbeat|Guarded|Disk|Certificate/
    expect([...rules].filter((name) => ofNights.test(name) && !tested.has(name))).toEqual([])
  })

  it('watches metrics that are well formed', async () => {
    await using running = await runMonitor()
    const metrics = await (await fetch(`${running.monitor.address.url}/metrics`)).text()
    const said = check(['check', 'metrics'], metrics).replace(/^[03] /, '')
    // What Node says of itself is named by others.
    expect(said.split('\n').filter((line) => line !== '' && !line.startsWith('nodejs_'))).toEqual([])
  })
})

it('has a scrape configuration and a route of the watchdog in the README that can be read', () => {
  const readme = readFileSync(resolve(folder, 'README.md'), 'utf8')
  const blocks = Array.from(readme.matchAll(/```yaml\n([^]*?)```/g), ([, block]) => parse(block!) as object)
  expect(blocks).toEqual([
    expect.objectContaining({ scrape_configs: expect.any(Array) as unknown, rule_files: ['alerts.yaml'] }),
    expect.objectContaining({ route: expect.any(Object) as unknown, receivers: expect.any(Array) as unknown }),
  ])
})
