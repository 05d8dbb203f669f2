import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { pythonProgram } from '../../src/renderer/features/consumer-program/python-program.ts'
import { pythonWorker } from '../../src/renderer/features/consumer-program/python-worker.ts'
import { root } from '../docs.ts'
import { ServerProcess } from './server-process.ts'
import { SilentProxy } from './silent-proxy.ts'

const wait = { timeout: 20_000 }

it.each(['README.md', 'README.zh.md'])('the program of the %s is that of the first screen', (name) => {
  const shown = /```python\n(import json.+?)\n```/s.exec(readFileSync(resolve(root, name), 'utf8'))?.[1]
  expect(pythonProgram('ws://127.0.0.1:8080/websocket/monitor')).toBe(shown)
  expect(pythonProgram('wss://deck.example/websocket/monitor')).toContain('sslopt={"ca_certs": "certificate.pem"}')
})

it('the worker of the README is that of the first screen', () => {
  const shown = /```python\n(from batchdeck.+?)\n```/s.exec(readFileSync(resolve(root, 'README.md'), 'utf8'))?.[1]
  expect(pythonWorker('ws://127.0.0.1:8080/websocket/monitor')).toBe(shown)
})

it('the program of the README works, reports, and comes back from a restart and a connection that falls silent', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-readme-'))
  let server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir])
  const { port } = server
  const get = async <T>(path: string) => (await (await fetch(server.url + path)).json()) as T
  const put = (targets: readonly string[]) =>
    fetch(`${server.url}/api/tasks/1/targets`, { method: 'PUT', headers, body: JSON.stringify(targets) })
  const headers = { 'content-type': 'application/json' }
  const consumer = () => get<{ state?: string; session_id?: string }>('/api/consumers/consumer-1')
  const rollout = async (epoch: number) =>
    (await get<{ rollout: { state: string; action: string }[] }>(`/api/tasks/1/epochs/${epoch}`)).rollout
  const isOnline = async () => (await consumer()).state
  await using proxy = await SilentProxy.start(() => port)
  // The same, only sooner.
  const program = pythonProgram(`ws://127.0.0.1:${proxy.port}/websocket/monitor`)
    .replace('ping_interval=15, ping_timeout=10', 'ping_interval=2, ping_timeout=1')
    .replace('time.sleep(30)', 'time.sleep(0.5)')
    .replace('min(wait * 2, 30)', 'min(wait * 2, 2)')
  const child = spawn(process.env['BATCHDECK_PYTHON'] ?? '/usr/bin/python3', ['-u', '-c', program])
  const ended = once(child, 'exit')
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text))
  try {
    await expect.poll(isOnline, wait).toBe('online')
    await fetch(`${server.url}/api/tasks`, { method: 'POST', headers, body: '{"task_id":1,"name":"Watch"}' })
    await put(['a', 'b', 'c'])
    await expect.poll(() => rollout(1), wait).toMatchObject([{ state: 'confirmed', action: 'reloading' }])
    const reported = async () => (await get<{ batches: { progress: number }[] }>('/api/tasks/1/batches')).batches
    await expect.poll(async () => (await reported())[0]?.progress, wait).toBeGreaterThan(2)

    await server.end('SIGKILL')
    server = await ServerProcess.start(['--port', String(port), '--data-dir', dataDir])
    await expect.poll(isOnline, wait).toBe('online')

    const { session_id: before } = await consumer()
    proxy.fallSilent()
    await expect.poll(async () => (await consumer()).session_id, wait).not.toBe(before)
    await expect.poll(isOnline, wait).toBe('online')
    await put(['a', 'b', 'd'])
    await expect.poll(() => rollout(2), wait).toMatchObject([{ state: 'confirmed', action: 'reloading' }])
    child.kill('SIGINT')
    await ended
    expect(said).not.toContain('Traceback')
  } finally {
    child.kill('SIGKILL')
    await server.end('SIGTERM')
    rmSync(dataDir, { recursive: true, force: true })
  }
})
