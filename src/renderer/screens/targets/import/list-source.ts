/** A list that was dropped, chosen, pasted or typed, as it is before it is sent: the monitor is who reads it. */
export interface ListSource {
  /** Of the file; null where it was pasted or typed. */
  readonly name: string | null
  readonly blob: Blob
}

/** What keeps a file from being sent; the texts have a sentence for it. */
export type ListFault = 'unreadable'

export class ListError extends Error {
  readonly fault: ListFault

  constructor(fault: ListFault, cause: unknown) {
    super(fault, { cause })
    this.fault = fault
  }
}

/**
 * The bytes of a list, in pieces.
 * @param size the most bytes of one
 * @throws {ListError} where the file was changed or taken away meanwhile
 */
export async function* bytesOf({ blob }: ListSource, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < blob.size; from += size) {
    try {
      yield new Uint8Array(await blob.slice(from, from + size).arrayBuffer())
    } catch (error) {
      throw new ListError('unreadable', error)
    }
  }
}
