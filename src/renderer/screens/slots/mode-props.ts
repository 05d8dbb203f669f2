import type { SlotsResource } from '../../../contract/resources/slots.ts'
import type { SlotArchive } from './slot-archive.ts'

/** What every mode is given. */
export interface ModeProps {
  /** The present. */
  readonly slots: SlotsResource
  /** The past, as much of it as was looked at. */
  readonly archive: SlotArchive
}
