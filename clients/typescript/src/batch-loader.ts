import type { LoadedBatch } from './batch.ts'
import type { Answer, MonitorHttp } from './monitor-http.ts'
import type { BatchStatus } from './protocol.ts'

/** The batches of a consumer in one task. */
export interface Load {
  readonly epoch: number
  readonly batches: readonly LoadedBatch[]
}

interface BatchPage {
  epoch: number
  batches: { batch_id: number; status: BatchStatus; progress: number; targets: string[] }[]
  next?: string
}

const PAGE_SIZE = 10_000

/** `[CL-6]` Asks for batches, and only for what changed: an answer is known by its ETag. */
export class BatchLoader {
  private readonly http: MonitorHttp
  private readonly consumerId: string
  private readonly known = new Map<number, { etag: string; load: Load }>()

  constructor(http: MonitorHttp, consumerId: string) {
    this.http = http
    this.consumerId = consumerId
  }

  /**
   * All batches of the consumer; null where there is no such task (any more).
   * @param told the epoch that the monitor has named, which an answer without a body does not
   * @throws where the monitor does not answer, or the epoch has changed between two pages
   */
  async load(taskId: number, told: number): Promise<Load | null> {
    const known = this.known.get(taskId)
    const first = `/api/tasks/${taskId}/batches?consumer_id=${encodeURIComponent(this.consumerId)}&limit=${PAGE_SIZE}`
    const batches: LoadedBatch[] = []
    let epoch: number | null = null
    let etag: string | null = null
    let pages = 0
    for (let path: string | undefined = first; path !== undefined; pages++) {
      const answer: Answer<BatchPage> = await this.http.get<BatchPage>(path, pages === 0 ? (known?.etag ?? null) : null)
      if (answer.status === 304 && known) return { ...known.load, epoch: Math.max(known.load.epoch, told) }
      if (answer.status === 404) {
        this.known.delete(taskId)
        return null
      }
      const page = answer.body
      if (!isPage(page)) throw new Error(`The monitor answers ${answer.status} to a fetch, and no batches.`)
      if (epoch !== null && page.epoch !== epoch) throw new Error('The epoch has changed between two pages.')
      epoch = page.epoch
      if (pages === 0) etag = answer.etag
      for (const { batch_id: batchId, targets, status, progress } of page.batches) {
        batches.push({ batchId, targets, status, progress })
      }
      path = page.next
    }
    const load: Load = { epoch: epoch ?? told, batches }
    // The ETag of a page says nothing of those after it.
    if (etag !== null && pages === 1) this.known.set(taskId, { etag, load })
    else this.known.delete(taskId)
    return load
  }
}

/** Whatever stands before a monitor may answer with anything. */
function isPage(page: BatchPage | null): page is BatchPage {
  return (
    Number.isSafeInteger(page?.epoch) &&
    Array.isArray(page?.batches) &&
    page.batches.every((batch) => Number.isSafeInteger(batch?.batch_id) && Array.isArray(batch.targets))
  )
}
