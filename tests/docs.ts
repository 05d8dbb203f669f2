// The documents of docs/ that are made of the code. As a program it writes them: npm run docs
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { settingsReference } from '../src/settings/reference.ts'
import { settingsSchema } from '../src/settings/schema.ts'
import { BasePath } from '../src/monitor/edge/base-path.ts'
import { socketDocument } from '../src/monitor/http/socket-document.ts'
import { bareHttpServer } from './bare-http-server.ts'
import { slotVectors } from './slot-vectors.ts'

export const root = resolve(import.meta.dirname, '..')

/** By path from the project's root, the whole content. */
export async function madeDocuments(): Promise<ReadonlyMap<string, string>> {
  const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { version: string }
  return new Map([
    ['docs/openapi.json', written(await apiDocument(version))],
    ['docs/asyncapi.json', written(socketDocument(version, new BasePath(null)))],
    ['docs/settings.md', settingsReference()],
    ['docs/settings.schema.json', written(settingsSchema())],
    ['docs/slot-vectors.json', written(slotVectors())],
  ])
}

/** The document does not depend on a running monitor. */
async function apiDocument(version: string): Promise<unknown> {
  const server = await bareHttpServer(version, new Error('There is no monitor.'))
  const answer = await server.inject({ url: '/api/openapi.json', headers: { host: 'localhost' } })
  await server.close()
  return answer.json()
}

function written(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

if (import.meta.main) {
  for (const [path, content] of await madeDocuments()) writeFileSync(resolve(root, path), content)
}
