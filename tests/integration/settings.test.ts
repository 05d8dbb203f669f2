import { expect, it } from 'vitest'
import { runMonitor } from './running-monitor.ts'

it('GET /api/settings says what is in force and where it was given, to operators and viewers, and no token', async () => {
  const tokens = { 'server.token': 'op-3141', 'server.consumer-token': 'co-2718', 'server.viewer-token': 'vi-1618' }
  await using running = await runMonitor({ ...tokens, 'monitor.liveness.grace': '3s' })
  const url = `${running.monitor.address.url}/api/settings`
  const ask = (token: string) => fetch(url, { headers: { authorization: `Bearer ${token}` } })
  expect((await ask('co-2718')).status).toBe(403)
  const answers = await Promise.all(['op-3141', 'vi-1618'].map(async (token) => (await ask(token)).text()))
  expect(answers[1]).toBe(answers[0])
  for (const token of Object.values(tokens)) expect(answers[0]).not.toContain(token)
  const answer = JSON.parse(answers[0]!) as { settings: { name: string }[] }
  expect(answer.settings).toEqual(
    expect.arrayContaining([
      {
        name: 'monitor.liveness.grace',
        kind: 'duration',
        unit: 'ms',
        value: 3000,
        default: 60_000,
        allowed: '0 – 1d',
        secret: false,
        is_set: true,
        source: { kind: 'default', place: null },
        variable: 'BATCHDECK_MONITOR_LIVENESS_GRACE',
        meaning: 'How long the slots of a disconnected consumer are held for it.',
      },
      expect.objectContaining({ name: 'server.token', secret: true, is_set: true, value: null }),
    ]),
  )
  expect(await running.monitor.api.call('settings.list', {})).toEqual(answer)
})
