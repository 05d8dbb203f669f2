import type { Storage } from '../../src/monitor/storage/port.ts'

/** An implementation that is held to the contract: one store, that can be opened again and again. */
export interface Subject {
  /** Opens the store, which nobody has open. @param keptEpochs how many epochs of each task are kept; all by default */
  open(keptEpochs?: number): Storage
  /** Lets go of all that was opened, and of the store. */
  dispose(): Promise<void>
}

/** Makes one with an empty store. */
export type MakeSubject = () => Subject

/** A store that several monitors may have open at once. */
export interface SharedSubject extends Subject {
  /** Opens it beside one that has it open. */
  openBeside(): Storage
}
