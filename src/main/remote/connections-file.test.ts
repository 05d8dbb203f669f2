import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { monitorId } from '../../console/monitor-label.ts'
import type { Connection } from '../../contract/desktop-monitors.ts'
import { compareConnections, readConnections, writeConnections } from './connections-file.ts'

const production: Connection = { name: 'Production', url: 'https://deck.example', ssh: null }
const lab: Connection = { name: null, url: 'http://127.0.0.1:8080', ssh: 'ops@lab:2222' }
const file = (connections: unknown, more: object = {}) =>
  JSON.stringify({ format: 'batchdeck-connections', version: 1, connections, ...more })
const faults = (connections: unknown[]) => {
  const read = readConnections(file(connections))
  return 'entries' in read ? read.entries : read
}

describe('[DT-21] a file of connections', () => {
  it('is read as it was written, and holds nothing else', () => {
    const kept = { ...production, token: 'secret', id: 'x', watch: true, has_token: true }
    const text = writeConnections([kept, lab])
    expect(text).not.toMatch(/secret|token|watch/)
    expect(readConnections(text)).toEqual({ ok: true, connections: [production, lab] })
  })

  it.each([
    ['', 'no_json'],
    ['{', 'no_json'],
    ['null', 'no_connections'],
    ['[]', 'no_connections'],
    ['{"format":"else","version":1,"connections":[]}', 'no_connections'],
    [file({}), 'no_connections'],
    [file([], { version: 2 }), 'newer'],
  ])('%j is none', (text, fault) => {
    expect(readConnections(text)).toEqual({ ok: false, fault })
  })

  it.each([
    [7, 'shape'],
    [null, 'shape'],
    [['https://a'], 'shape'],
    [{}, 'address'],
    [{ url: 7 }, 'address'],
    [{ url: 'javascript:alert(1)' }, 'address'],
    [{ url: 'file:///etc/passwd' }, 'address'],
    [{ url: 'ftp://deck' }, 'address'],
    [{ url: 'https://deck\n.example' }, 'address'],
    [{ url: 'https://\u202Eelpmaxe.kced' }, 'address'],
    [{ url: 'https://me:secret@deck' }, 'secret'],
    [{ url: 'https://deck/?token=secret' }, 'secret'],
    [{ url: 'https://deck', ssh: '-oProxyCommand=calc' }, 'ssh'],
    [{ url: 'https://deck', ssh: 'ops@host;reboot' }, 'ssh'],
    [{ url: 'https://deck', ssh: 7 }, 'ssh'],
    [{ url: 'https://deck', name: 7 }, 'name'],
    [{ url: 'https://deck', name: 'x'.repeat(61) }, 'name'],
    [{ url: 'https://deck', name: 'Prod\u202Euction' }, 'name'],
    [{ url: 'https://deck', name: 'a\nb' }, 'name'],
    [{ url: 'https://deck', name: 'Prod\u200Buction' }, 'name'],
    [{ url: 'https://deck', name: '\u2060\u061C' }, 'name'],
    [{ url: 'https://deck', name: 'a\u{E0061}' }, 'name'],
    [{ url: 'https://deck\u200B.example' }, 'address'],
  ])('of which one entry is %j is not taken at all', (entry, fault) => {
    expect(faults([production, entry])).toEqual([{ entry: 2, fault }])
  })

  it('has names of any script, and of emoji that are joined', () => {
    expect(faults([{ url: 'https://deck', name: '生产 نمی‌خواهم 👩‍💻' }])).toMatchObject({ ok: true })
  })

  it('says the first twenty that are wrong', () => {
    expect(faults(Array.from({ length: 30 }, () => 0))).toHaveLength(20)
  })

  it('names what is known, adds what is not, and no more than there is room for', () => {
    const known: Connection[] = [{ ...production, name: null }, lab]
    expect(compareConnections(known, [production, lab, { ...lab, ssh: null }])).toEqual({
      ok: true,
      added: [{ ...lab, ssh: null }],
      renamed: [{ connection: production, before: null }],
      unchanged: 1,
    })
    const many = Array.from({ length: 49 }, (_, i): Connection => ({ ...lab, ssh: `h${i}` }))
    expect(compareConnections(known, many)).toEqual({ ok: false, fault: 'too_many' })
    expect(compareConnections(known, many.slice(1))).toMatchObject({ ok: true })
  })

  it('whatever stands in it, what is taken can be taken again as it is, and once', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('https://a', 'b:80', 'ops@c', 'http://127.0.0.1:8080', ''))
    const entry = fc.oneof(
      fc.record({ name: text, url: text, ssh: fc.option(text) }, { requiredKeys: ['url'] }),
      fc.jsonValue(),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(entry).map((list) => file(list)),
          fc.string(),
          fc.json(),
        ),
        (given) => {
          const read = readConnections(given)
          if (!read.ok) return
          expect(readConnections(writeConnections(read.connections))).toEqual(read)
          expect(new Set(read.connections.map(monitorId)).size).toBe(read.connections.length)
          const again = compareConnections(read.connections, read.connections)
          if (read.connections.length <= 50) expect(again).toMatchObject({ added: [], renamed: [] })
        },
      ),
      { numRuns: 1000 },
    )
  })
})
