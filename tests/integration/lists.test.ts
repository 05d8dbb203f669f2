import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ListRepair } from '../../src/contract/list-format.ts'
import type { ListReport } from '../../src/contract/resources/import.ts'
import type { PlanPreview } from '../../src/contract/resources/plan.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'

const A = '0x52908400098527886E0F7030069857D2E4169EE7'
const B = '0x8617E340B3D01FA5F11F306F4090FD50E238070D'
const SOL = 'So11111111111111111111111111111111111111112'

type Item = string | { readonly target: string; readonly priority?: string; readonly attributes?: object }

interface Case {
  /** What is taken without a word of its sender; null: nothing, it is refused. */
  readonly taken: readonly Item[] | null
  /** What the report says of it. */
  readonly says: object
  /** What the refusal says. */
  readonly refused?: string
  /** What is taken once these repairs were asked for. */
  readonly repaired?: { readonly by: readonly ListRepair[]; readonly taken: readonly Item[] }
}

const cases: Readonly<Record<string, Case>> = {
  'address.csv': {
    taken: [A, B],
    says: { reading: { format: 'csv', header: true, columns: [{ name: 'address', role: 'target' }] }, suspicious: 0 },
  },
  'mint.txt': { taken: [SOL], says: { reading: { header: true, columns: [{ name: 'mint', role: 'target' }] } } },
  'zh.csv': { taken: [A], says: { reading: { columns: [{ name: '合约地址', role: 'target' }] } } },
  'columns.csv': {
    taken: [
      { target: A, attributes: { chain: 'eth', symbol: 'FOO' } },
      { target: SOL, attributes: { chain: 'solana', symbol: 'WSOL' } },
    ],
    says: { reading: { format: 'csv', separator: 'comma' }, ignored_columns: [] },
  },
  'semicolon.csv': {
    taken: [
      { target: A, attributes: { name: 'Foo' } },
      { target: B, attributes: { name: 'Bar' } },
    ],
    says: { reading: { separator: 'semicolon', header: true } },
  },
  'sep.csv': {
    taken: [{ target: A, priority: 'high' }],
    says: { reading: { separator: 'semicolon', header_line: 2 } },
  },
  'noheader.csv': {
    taken: [
      { target: A, priority: 'high' },
      { target: B, priority: 'low' },
    ],
    says: { reading: { separator: 'semicolon', header: false } },
  },
  'commas.txt': {
    taken: [`${A},${B}`],
    says: {
      suspicious: 1,
      suspicions: [{ line: 1, kind: 'separator', repair: 'split', repaired: `${A}\n${B}` }],
    },
    repaired: { by: ['split'], taken: [A, B] },
  },
  'snippet.txt': {
    taken: [`"${A}",`, `"${B}",`],
    says: { suspicious_kinds: { quote: 2 }, suspicions: [{ line: 1, repaired: A }, { line: 2 }] },
    repaired: { by: ['unquote'], taken: [A, B] },
  },
  'error.txt': { taken: null, says: {}, refused: 'This is an error answer, not a list: rate_limited.' },
  'case.txt': {
    taken: [A, A.toLowerCase()],
    says: {
      suspicious_kinds: { spelling: 1 },
      suspicions: [{ line: 2, kind: 'spelling', taken: true, repair: null, values: { line: 1 } }],
    },
  },
  'fullwidth.txt': {
    taken: [A.replace('0x', '０ｘ'), A],
    says: {
      suspicious_kinds: { lookalike: 1 },
      suspicions: [{ line: 1, taken: true, values: { sign: 'U+FF10', place: 1 }, repair: 'width', repaired: A }],
    },
    repaired: { by: ['width'], taken: [A] },
  },
  'invisible.txt': {
    taken: null,
    says: {
      invalid: 2,
      suspicious_kinds: { invisible: 2 },
      suspicions: [
        { line: 1, taken: false, values: { sign: 'U+00A0', place: 1 }, repair: 'invisible', repaired: B },
        { line: 2, taken: false, values: { sign: 'U+200B', place: 43 }, repair: 'invisible', repaired: B },
      ],
    },
    refused: '2 lines are no target',
    repaired: { by: ['invisible'], taken: [B] },
  },
  'url.txt': {
    taken: [SOL, `https://dexscreener.com/solana/${SOL}`],
    says: { suspicions: [{ line: 1, kind: 'url', fault: 'suspicious_url_pair', repair: 'url', repaired: SOL }] },
    repaired: { by: ['url'], taken: [SOL] },
  },
  'spreadsheet.csv': { taken: ['1.23E+47'], says: { suspicions: [{ line: 2, kind: 'scientific', repair: null }] } },
  'null.json': { taken: [A], says: { suspicious: 0, ignored_columns: [] } },
  'upper.json': { taken: [{ target: A, priority: 'high' }], says: { invalid: 0 } },
  'prio.json': {
    taken: [A],
    says: {
      ignored_columns: ['prio'],
      reading: { columns: [{ role: 'target' }, { role: 'ignored', near: 'priority' }] },
    },
  },
  'padded.txt.gz': { taken: [A], says: { reading: { gzip: true } } },
  'two-members.txt.gz': { taken: [A, B], says: { reading: { gzip: true } } },
}

function bytesOf(name: string): Buffer {
  return readFileSync(resolve(import.meta.dirname, '../fixtures/lists', name))
}

/** In the order in which an export has them. */
function sorted(items: readonly Item[]): Item[] {
  const textOf = (item: Item) => (typeof item === 'string' ? item : item.target)
  return items.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1))
}

let running: RunningMonitor
let lastTask = 0

beforeAll(async () => {
  running = await runMonitor()
})
afterAll(() => running[Symbol.asyncDispose]())

async function newTask(options = {}): Promise<number> {
  await running.send('POST', '/api/tasks', { task_id: ++lastTask, name: `Task ${lastTask}`, ...options })
  return lastTask
}

async function put(taskId: number, body: Buffer | string, query: string, type = '') {
  const { url } = running.monitor.address
  const headers = type === '' ? {} : { 'content-type': type }
  const answer = await fetch(`${url}/api/tasks/${taskId}/targets?${query}`, {
    method: 'PUT',
    headers,
    body: typeof body === 'string' ? body : new Uint8Array(body),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

async function targetsOf(taskId: number): Promise<unknown> {
  return ((await running.get(`/api/tasks/${taskId}/targets`)) as { targets: unknown }).targets
}

/** As a console does: the bytes of the file, whatever they are. */
async function sendFile(taskId: number, bytes: Buffer, name: string) {
  const console = running.monitor.connect()
  const { import_id } = await console.call('import.open', { task_id: taskId, format: 'auto', total_bytes: null, name })
  for (let from = 0; from < bytes.length; from += 100) {
    await console.call('import.piece', { import_id, bytes: bytes.subarray(from, from + 100).toString('base64') })
  }
  return { console, import_id }
}

describe('[LI-1] lists as they come', () => {
  it.each(Object.entries(cases))('%s over HTTP', async (name, { taken, refused, repaired }) => {
    const taskId = await newTask()
    const answer = await put(taskId, bytesOf(name), 'format=auto')
    if (taken) {
      expect(answer).toMatchObject({ status: 200, body: { published: true } })
      expect(await targetsOf(taskId)).toEqual(sorted(taken))
    } else {
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.body.detail).toContain(refused)
      expect(await running.get(`/api/tasks/${taskId}`)).toMatchObject({ epoch: 0 })
    }
    if (!repaired) return
    const other = await newTask()
    const mended = await put(other, bytesOf(name), `format=auto&repair=${repaired.by.join(',')}`)
    expect(mended).toMatchObject({ status: 200, body: { suspicious: 0 } })
    expect(await targetsOf(other)).toEqual(sorted(repaired.taken))
  })

  it('say over HTTP how they would be read', async () => {
    const taskId = await newTask()
    const look = async (name: string) => (await put(taskId, bytesOf(name), 'format=auto&dry_run=true')).body['reading']
    expect(await look('semicolon.csv')).toMatchObject({
      format: 'csv',
      encoding: 'utf-8',
      separator: 'semicolon',
      header: true,
      columns: [
        { name: 'address', role: 'target' },
        { name: 'name', role: 'attribute' },
      ],
      gzip: false,
      rows: [{ line: 2, target: A }, { target: B }],
    })
    expect(await look('two-members.txt.gz')).toMatchObject({ format: 'text', gzip: true })
  })

  it.each(Object.entries(cases))('%s in a console', async (name, { taken, says, refused, repaired }) => {
    const taskId = await newTask()
    const { console, import_id } = await sendFile(taskId, bytesOf(name), name)
    if (refused?.startsWith('This')) {
      await expect(console.call('import.close', { import_id })).rejects.toThrow(refused)
      console.close()
      return
    }
    let report: ListReport = await console.call('import.close', { import_id })
    expect(report).toMatchObject(says)
    if (taken) expect(report).toMatchObject({ targets: taken.length, invalid: 0 })
    if (repaired) {
      const repairs = [...repaired.by]
      report = await console.call('import.reread', { import_id, repairs })
      expect(report).toMatchObject({
        invalid: 0,
        suspicious: 0,
        repaired: { [repairs[0]!]: expect.any(Number) as number },
      })
    }
    await console.call('import.apply', { import_id })
    expect(await targetsOf(taskId)).toEqual(sorted(repaired?.taken ?? taken ?? []))
    console.close()
  })

  it('[LI-8] one address in two spellings is one where case does not count, and named with both lines', async () => {
    const taskId = await newTask({ identity: 'evm' })
    const { body } = await put(taskId, bytesOf('case.txt'), 'format=auto&dry_run=true')
    expect(body as unknown as PlanPreview).toMatchObject({
      duplicates: 1,
      counts: { targets: 1 },
      duplicate_lines: [{ line: 2, first_line: 1, target: A.slice(0, 2) + A.slice(2).toLowerCase() }],
    })
  })

  it('[LI-6] takes suspicious lines and says so, refuses the list, or leaves them out', async () => {
    const taskId = await newTask()
    const list = `${A}\nhttps://etherscan.io/token/${B}\n`
    const taken = await put(taskId, list, 'dry_run=true', 'text/plain')
    expect(taken.body).toMatchObject({ counts: { added: 2 }, suspicious: 1, suspicions: [{ line: 2, kind: 'url' }] })
    const refused = await put(taskId, list, 'dry_run=true&on_suspicious=refuse', 'text/plain')
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'INVALID_TARGETS',
        errors: [{ path: 'line 2', reason: expect.stringContaining('a link') as string }],
      },
    })
    const skipped = await put(taskId, list, 'dry_run=true&on_suspicious=skip', 'text/plain')
    expect(skipped.body).toMatchObject({ counts: { added: 1 }, skipped: [{ line: 2 }] })
  })

  it('[LI-5] takes a list from the usual places of a JSON object, or from where it is told', async () => {
    const taskId = await newTask()
    const answer = JSON.stringify({
      status: { error_code: 0 },
      data: { page: 1, tokens: [{ address: A, symbol: 'X' }] },
    })
    const found = await put(taskId, answer, 'format=auto')
    expect(found).toMatchObject({ status: 200 })
    expect(await targetsOf(taskId)).toEqual([{ target: A, attributes: { symbol: 'X' } }])
    const two = JSON.stringify({ tokens: [A], pairs: [B] })
    expect(await put(taskId, two, '', 'application/json')).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('/tokens, /pairs') as string },
    })
    expect(await put(taskId, two, 'place=/pairs&dry_run=true', 'application/json')).toMatchObject({
      status: 200,
      body: { counts: { targets: 1 } },
    })
    for (const [page, why] of [
      ['<!DOCTYPE html><html><body>502</body></html>', 'web page'],
      ['{"success":false,"error":{"code":1,"message":"quota"}}', 'quota'],
      ['{"tagets":["a"]}', 'it has tagets'],
    ]) {
      const wrong = await put(taskId, page!, 'format=auto')
      expect(wrong).toMatchObject({ status: 422, body: { detail: expect.stringContaining(why!) as string } })
    }
    expect(await running.get(`/api/tasks/${taskId}`)).toMatchObject({ epoch: 1 })
  })

  it('[LI-2] GB18030 is taken where it was announced, and in a console, which says so', async () => {
    const taskId = await newTask()
    // 地址,名称 and 代币
    const gb = Buffer.concat([
      Buffer.from([0xb5, 0xd8, 0xd6, 0xb7, 0x2c, 0xc3, 0xfb, 0xb3, 0xc6, 0x0a]),
      Buffer.from(`${A},`),
      Buffer.from([0xb4, 0xfa, 0xb1, 0xd2, 0x0a]),
    ])
    const refused = await put(taskId, gb, 'format=csv')
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ reason: expect.stringContaining('encoding=gb18030') as string }, {}] },
    })
    const named = { target: A, attributes: { 名称: '代币' } }
    for (const query of ['format=csv&encoding=gb18030', 'format=auto&encoding=auto']) {
      const other = await newTask()
      expect(await put(other, gb, query)).toMatchObject({ status: 200 })
      expect(await targetsOf(other)).toEqual([named])
    }
    const { console, import_id } = await sendFile(taskId, gb, 'list.csv')
    const report = await console.call('import.close', { import_id })
    expect(report).toMatchObject({ reading: { encoding: 'gb18030', encoding_by: 'content' }, targets: 1 })
    console.close()
  })

  it('[LI-1] a console may have another column, separator or header', async () => {
    const taskId = await newTask()
    const { console, import_id } = await sendFile(taskId, Buffer.from(`address;pool\n${A};${B}\n`), 'x.csv')
    await console.call('import.close', { import_id })
    const other = await console.call('import.reread', { import_id, columns: { target: 1, ignored: [0] } })
    expect(other).toMatchObject({
      reading: { rows: [{ target: B }], columns: [{ role: 'ignored' }, { role: 'target' }] },
      ignored_columns: ['address'],
    })
    const bare = await console.call('import.reread', { import_id, header: false, separator: 'pipe' })
    expect(bare).toMatchObject({ reading: { header: false, separator: 'pipe' }, targets: 2 })
    console.close()
  })
})
