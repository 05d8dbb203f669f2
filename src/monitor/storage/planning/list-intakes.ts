import type { SaidFormat } from '../../../contract/list-format.ts'
import type { ListReport } from '../../../contract/resources/import.ts'
import { ListIntake } from '../../lists/list-intake.ts'
import type { ListLimits, SentEdit } from '../../lists/list-reader.ts'
import type { ListOrder, ReadingWish } from '../../lists/reading-wish.ts'

/** Lists that are coming in, or have come, by the number that their sender chose. */
export class ListIntakes {
  private readonly limits: ListLimits
  private readonly intakes = new Map<number, ListIntake>()

  constructor(limits: ListLimits) {
    this.limits = limits
  }

  open(importId: number, format: SaidFormat, edit: 'replace' | 'change', order?: ListOrder): void {
    this.intakes.set(importId, new ListIntake(format, edit, this.limits, order))
  }

  /** @returns lines read so far; null where nothing is read before the end */
  receive(importId: number, piece: Uint8Array): number | null {
    // It may have been discarded while this piece was on its way.
    return this.intakes.get(importId)?.accept(piece) ?? null
  }

  /** @throws {BatchdeckError} where it cannot be read */
  end(importId: number): ListReport {
    // What cannot be read is kept, to say so again, until it is discarded; nothing of it is in memory.
    return this.intake(importId).end()
  }

  reread(importId: number, wish: ReadingWish): ListReport {
    return this.intake(importId).reread(wish)
  }

  discard(importId: number): void {
    this.intakes.delete(importId)
  }

  /** One that has been read. */
  sent(importId: number): SentEdit {
    const sent = this.intakes.get(importId)?.result
    if (!sent) throw new Error(`Import ${importId} is not read.`)
    return sent
  }

  private intake(importId: number): ListIntake {
    const intake = this.intakes.get(importId)
    if (!intake) throw new Error(`There is no import ${importId} to read.`)
    return intake
  }
}
