import type { SourceDefinition } from '../../contract/resources/source.ts'

/** A source as the settings file has it. */
export interface GivenSource {
  /** The number of its task, or its name. */
  readonly task: string
  readonly definition: SourceDefinition
}
