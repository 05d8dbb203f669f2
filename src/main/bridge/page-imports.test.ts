import { beforeEach, describe, expect, it } from 'vitest'
import { refusal } from '../../contract/refusal.ts'
import { PageImports } from './page-imports.ts'

let asked: string[]
/** What the monitor answers, by method; what is not here is null. */
let answers: Record<string, () => Promise<unknown>>
let page: PageImports

beforeEach(() => {
  asked = []
  answers = { 'import.open': () => Promise.resolve({ import_id: 7 }) }
  const call = (method: string, params: unknown): Promise<never> => {
    asked.push(`${method} ${JSON.stringify(params)}`)
    return (answers[method]?.() ?? Promise.resolve(null)) as Promise<never>
  }
  page = new PageImports({ call })
})

const discards = () => asked.filter((words) => words.startsWith('import.discard'))
const own = { import_id: 7 }

describe('an import of a page', () => {
  it('is discarded when the page goes', async () => {
    expect(await page.call('import.open', { task_id: 1 })).toEqual(own)
    expect(await page.call('import.preview', own)).toBeNull()
    page.end()
    page.end()
    expect(discards()).toEqual(['import.discard {"import_id":7}'])
  })

  it('is discarded where its answer comes too late', async () => {
    const opened = page.call('import.open', { task_id: 1 })
    page.end()
    await opened
    expect(discards()).toHaveLength(1)
  })

  it('is not, once it was applied or discarded', async () => {
    for (const method of ['import.apply', 'import.discard']) {
      await page.call('import.open', {})
      await page.call(method, own)
    }
    asked = []
    page.end()
    expect(asked).toEqual([])
  })

  it('goes on being applied, and is discarded where nothing came of that', async () => {
    await page.call('import.open', {})
    const { promise, reject } = Promise.withResolvers<never>()
    answers['import.apply'] = () => promise
    const applied = page.call('import.apply', own)
    page.end()
    expect(discards()).toEqual([])
    reject(refusal('plan_is_stale', { base: 1, epoch: 2 }))
    await expect(applied).rejects.toMatchObject({ code: 'STALE_EPOCH' })
    expect(discards()).toHaveLength(1)
  })

  it('is still there after an attempt to apply it, and goes with the page', async () => {
    await page.call('import.open', {})
    answers['import.apply'] = () => Promise.reject(refusal('plan_is_stale', { base: 1, epoch: 2 }))
    await expect(page.call('import.apply', own)).rejects.toMatchObject({ code: 'STALE_EPOCH' })
    page.end()
    expect(discards()).toHaveLength(1)
  })

  it('of another console is not its own', async () => {
    answers['import.apply'] = () => Promise.reject(refusal('import_over'))
    await expect(page.call('import.apply', own)).rejects.toMatchObject({ code: 'UNKNOWN_IMPORT' })
    await expect(page.call('import.apply', null)).rejects.toMatchObject({ code: 'UNKNOWN_IMPORT' })
    page.end()
    expect(discards()).toEqual([])
  })

  it('whose discarding fails is nobody’s error', async () => {
    await page.call('import.open', {})
    answers['import.discard'] = () => Promise.reject(refusal('connection_lost'))
    page.end()
    await Promise.resolve()
    expect(discards()).toHaveLength(1)
  })
})
