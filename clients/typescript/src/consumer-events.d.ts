import type { Assignment } from './assignment.ts'
import type { Refused } from './errors.ts'
import type { Ending } from './link.ts'
/** What a consumer tells of. A listener that throws ends nothing. */
export interface ConsumerEvents {
  /** Batches that came, with what else changed. */
  assigned: Assignment
  /** Batches that went, before those that came. */
  revoked: Assignment
  /** It is registered, again or for the first time. */
  registered: undefined
  /** A connection was lost, or could not be made; it is tried again. */
  disconnected: Ending
  /** The monitor does not let it in, and will not. */
  refused: Refused
  /** Something went wrong, and is tried again or passed over. Without a listener it is a warning of the console. */
  problem: Error
}
