import fastify from 'fastify'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { BatchdeckError } from '../../contract/errors.ts'
import { addStaticConsole } from './static-console.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-static-'))
const built = join(folder, 'renderer')
mkdirSync(join(built, 'assets'), { recursive: true })
writeFileSync(join(built, 'index.html'), 'the console')
writeFileSync(join(built, 'api-docs.html'), 'the API')
writeFileSync(join(built, 'assets/index-1a2b.js'), 'code')
writeFileSync(join(folder, 'secret.txt'), 'not for the web')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function get(root: string | null, path: string) {
  await using server = fastify()
  server.setErrorHandler<BatchdeckError>((error, _request, reply) => reply.status(500).send(error.code))
  addStaticConsole(server, root)
  const { statusCode, headers, body } = await server.inject(path)
  return { status: statusCode, headers, body }
}

describe('the console over HTTP', () => {
  it.each(['/', '/index.html', '/api-docs.html'])('%s is asked for anew each time', async (path) => {
    const { status, headers, body } = await get(built, path)
    expect([status, headers['cache-control']]).toEqual([200, 'no-cache'])
    expect(body).toMatch(/^the /)
  })

  it('[SEC-1] all of it says what a page may load and who may frame it', async () => {
    for (const path of ['/', '/assets/index-1a2b.js']) {
      const { headers } = await get(built, path)
      expect(headers, path).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
      const policy = new Map(
        String(headers['content-security-policy'])
          .split('; ')
          .map((rule) => [rule.split(' ')[0]!, rule.split(' ').slice(1).join(' ')]),
      )
      expect(policy.get('default-src'), path).toBe("'self'")
      for (const none of ['object-src', 'base-uri', 'form-action', 'frame-ancestors']) {
        expect(policy.get(none), `${none} of ${path}`).toBe("'none'")
      }
      expect(policy.has('script-src')).toBe(false)
    }
  })

  it('files with a hash in their name are kept for a year', async () => {
    const { status, headers } = await get(built, '/assets/index-1a2b.js')
    expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable'])
  })

  it('[SEC-1] nothing outside of its folder can be had', async () => {
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt', '/..%5csecret.txt']) {
      const { status, body } = await get(built, path)
      expect(status, path).toBeGreaterThanOrEqual(400)
      expect(body, path).not.toContain('not for the web')
    }
  })

  it('the API to read has its address', async () => {
    const { status, headers } = await get(built, '/api/docs')
    expect([status, headers['location']]).toEqual([302, '/api-docs.html'])
  })

  it.each([null, join(folder, 'nothing-built')])('where it is not built (%j), one sentence says so', async (root) => {
    const { status, headers, body } = await get(root, '/')
    expect([status, headers['content-type']]).toEqual([200, expect.stringMatching(/^text\/plain/)])
    expect(body).toContain('npm run build')
    expect((await get(root, '/api/docs')).body).toBe('NOT_FOUND')
    expect((await get(root, '/index.html')).status).toBe(404)
  })
})
