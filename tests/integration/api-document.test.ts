import asyncApiSchema from '@asyncapi/specs/schemas/3.0.0-without-$id.json' with { type: 'json' }
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { generateSource } from 'oazapfts'
import { Compile } from 'typebox/schema'
import { describe, expect, it } from 'vitest'
import { consumerFrames } from '../../src/contract/consumer-frames.ts'
import { madeDocuments, root } from '../docs.ts'
import { operationsOf } from './api-contract.ts'
import { runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

describe('API documents', () => {
  it('[HT-3] the documents in docs/ are those of the code (npm run docs)', async () => {
    for (const [path, content] of await madeDocuments()) {
      expect(readFileSync(resolve(root, path), 'utf8') === content, `${path} is outdated: npm run docs`).toBe(true)
    }
  })

  it('[HT-3] a linter finds no fault with the OpenAPI document', async () => {
    await using running = await runMonitor()
    const source = JSON.stringify(await running.apiDocument())
    const config = await createConfig({ extends: ['recommended-strict'], rules: { 'no-server-example.com': 'off' } })
    const faults = await lintFromString({ source, absoluteRef: 'openapi.json', config })
    expect(faults.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([])
  })

  it('[WS-12] the AsyncAPI document is one, and knows every frame', async () => {
    await using running = await runMonitor()
    const response = await fetch(`${running.monitor.address.url}/api/asyncapi.json`)
    const document = (await response.json()) as { channels: { monitor: { messages: Record<string, unknown> } } }
    const [isValid, errors] = Compile(asyncApiSchema as object).Errors(document)
    expect(errors).toEqual([])
    expect(isValid).toBe(true)
    expect(Object.keys(document.channels.monitor.messages)).toEqual(
      expect.arrayContaining([...Object.keys(consumerFrames), 'batch_reload', 'observed_batch_status']),
    )
  })

  it('[HT-3] a client that is generated from it works', async () => {
    await using running = await runMonitor()
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    const folder = mkdtempSync(join(root, 'node_modules/.cache-client-'))
    try {
      const document = join(folder, 'openapi.json')
      writeFileSync(document, JSON.stringify(await running.apiDocument()))
      const file = join(folder, 'client.ts')
      writeFileSync(file, await generateSource(document))
      const client = (await import(pathToFileURL(file).href)) as Client
      client.defaults.baseUrl = running.monitor.address.url
      expect((await client.createTask({ name: 'Made by a client' })).status).toBe(201)
      const { status, data } = await client.replaceTargets(1, { targets: ['a', { target: 'b', priority: 'high' }] })
      expect([status, data.published, data.consumers_told]).toEqual([200, true, ['c1']])
      expect(await consumer.next('batch_reload')).toMatchObject({ epoch: 1 })
      expect((await client.listBatches(1, { consumerId: 'c1' })).data.batches[0]?.targets).toEqual(['a', 'b'])
      const refused = await client.syncTask(1, { base_epoch: 0 })
      expect([refused.status, refused.data.code]).toEqual([409, 'STALE_EPOCH'])
      // Every operation has a function of its own.
      const operations = Array.from(operationsOf(await running.apiDocument()), ({ operation }) => operation.operationId)
      expect(operations.filter((name) => typeof (client as never)[name] !== 'function')).toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

interface Answer<T> {
  status: number
  data: T
}
/** As much of the generated client as is called here. */
interface Client {
  defaults: { baseUrl: string }
  createTask(body: object): Promise<Answer<unknown>>
  replaceTargets(taskId: number, body: object): Promise<Answer<{ published: boolean; consumers_told: string[] }>>
  listBatches(taskId: number, query: object): Promise<Answer<{ batches: { targets: string[] }[] }>>
  syncTask(taskId: number, body: object): Promise<Answer<{ code?: string }>>
}
