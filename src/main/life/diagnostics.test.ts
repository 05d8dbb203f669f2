import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FleetData } from '../../console/fleet-data.ts'
import type { SettingResource } from '../../contract/resources/setting.ts'
import type { AppState } from '../app/app-state.ts'
import { usualSettings } from '../app/settings-file.ts'
import { type DiagnosticParts, diagnostics } from './diagnostics.ts'

const setting = (name: string, value: string | number, kind: 'default' | 'variable', isSecret = false) =>
  ({
    name,
    value,
    secret: isSecret,
    is_set: true,
    source: { kind, place: kind === 'default' ? null : `ENV_${name}` },
  }) as SettingResource

const fleet = {
  server: { version: '1.2.3', started_at: 0, demo: 'stopped', connections: 4, frames_per_second: 7 },
  tasks: new Map([[1, { task_id: 1, name: 'Secret project', targets: 6000 }]]),
  consumers: new Map([
    ['a', { state: 'online', targets: 4500 }],
    ['b', { state: 'lost', targets: 1500 }],
    ['c', { state: 'online', targets: 0 }],
  ]),
  batches: new Map([[1, { status: 'running', progress: 10, stale: false }]]),
  epochs: new Map([[1, [{ state: 'rolling_out' }]]]),
  alerts: [{ kind: 'coverage', message: '0xTARGET is not covered' }, { kind: 'coverage' }],
  sources: [{ state: 'failed', where: 'https://lists.example/?key=1' }],
  imports: [],
} as unknown as FleetData

const parts: DiagnosticParts = {
  version: '1.2.3',
  isPackaged: true,
  state: {
    settings: {
      ...usualSettings,
      attached: 'https://deck.example',
      connections: [{ url: 'https://deck.example', name: 'Secret project', token: 'encrypted-token' }],
    },
    systemLanguage: 'zh',
    canHide: true,
    startsAtLogin: false,
    life: {
      is_safe: true,
      port: { listening: 8081, chosen: 8081, usual: 8080, variable: null },
      last_report: { name: 'fault-20261130T032416007Z.txt', at: 0 },
      was_restarted: false,
      keeps_settings: true,
    },
  } as unknown as AppState,
  fleet,
  settings: [
    setting('server.port', 8081, 'variable'),
    setting('server.token', 'operate', 'variable', true),
    setting('server.host', '127.0.0.1', 'default'),
  ],
  dataDir: join(homedir(), 'data'),
  log: ['first line', 'token=hidden-by-redaction'],
  redact: (text) => text.replaceAll('hidden-by-redaction', '(hidden)'),
  now: 60_000,
}

describe('[DT-13] diagnostics', () => {
  it('say what there is, and nothing that is anybody’s secret', () => {
    const text = diagnostics(parts)
    expect(text).toMatch(/^Batchdeck 1\.2\.3\n {2}Time: 1970-01-01T00:01:00\.000Z\n/)
    for (const line of [
      'Installed: yes',
      'Safe mode: yes',
      'last report: fault-20261130T032416007Z.txt',
      'Shows another monitor: yes; known: 1',
      'Port: 8081, chosen 8081, variable none',
      'Tasks: 1, targets: 6000, coverage: 75%',
      'Consumers: online 2, lost 1',
      'Batches: 1, running 1, in error 0; active rollouts: 1; imports: 0',
      'Alerts: coverage 2',
      'Sources: failed 1',
      'Folder: ~/data'.replaceAll('/', process.platform === 'win32' ? '\\' : '/'),
      'batchdeck.db: -',
      'server.port = 8081 (ENV_server.port)',
      'server.token = (hidden) (ENV_server.token)',
      'token=(hidden)',
    ])
      expect(text).toContain(line)
    expect(text).not.toMatch(
      /deck\.example|operate|encrypted-token|0xTARGET|lists\.example|Secret project|server\.host/,
    )
  })

  it('are there where the monitor is not', () => {
    const text = diagnostics({ ...parts, fleet: null, settings: [] })
    expect(text).toContain("This computer's monitor\n  not running")
    expect(text).toContain('Settings that differ from the default\n  none')
  })
})
