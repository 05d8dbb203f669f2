import type { ConsoleClient } from '../../console/client.ts'
import type { ProcedureName } from '../../contract/procedures.ts'

interface NamesImport {
  readonly import_id: number
}

/**
 * The imports that a page has opened. To the monitor they belong to the connection, which the page shares with all that
 * the app shows: when the page goes, they are discarded one by one.
 */
export class PageImports {
  private readonly client: Pick<ConsoleClient, 'call'>
  private readonly own = new Set<number>()
  private isGone = false

  constructor(client: Pick<ConsoleClient, 'call'>) {
    this.client = client
  }

  /** Every call of the page; the monitor checks the method and its parameters. */
  async call(method: string, params: unknown): Promise<unknown> {
    if (method === 'import.apply') return this.apply(params)
    const result = await this.pass(method, params)
    if (method === 'import.open') this.keep((result as NamesImport).import_id)
    if (method === 'import.discard') this.own.delete((params as NamesImport).import_id)
    return result
  }

  /** The page has gone. What it has asked to be applied is: it matters what was sent in whole. */
  end(): void {
    this.isGone = true
    for (const id of this.own) this.discard(id)
    this.own.clear()
  }

  private async apply(params: unknown): Promise<unknown> {
    const { import_id: id } = (params ?? {}) as Partial<NamesImport>
    const isOwn = id !== undefined && this.own.delete(id)
    try {
      return await this.pass('import.apply', params)
    } catch (error) {
      // It is there still, for the next attempt.
      if (isOwn) this.keep(id)
      throw error
    }
  }

  private keep(id: number): void {
    if (this.isGone) this.discard(id)
    else this.own.add(id)
  }

  private discard(id: number): void {
    // Where the monitor cannot be reached, it has ended them itself.
    this.client.call('import.discard', { import_id: id }).catch(() => {})
  }

  private pass(method: string, params: unknown): Promise<unknown> {
    return this.client.call(method as ProcedureName, params as never)
  }
}
