import type { SaidFormat } from '../../contract/list-format.ts'

/** What came of asking a source. */
export type Reading =
  /** It is what it was when it was taken last. */
  | { readonly kind: 'same' }
  | {
      readonly kind: 'list'
      readonly format: SaidFormat
      /** Unpacked, as it comes in: whole where it ends without an error. */
      readonly pieces: AsyncIterable<Buffer>
      /** What to ask with the next time, to be told only of something newer; null where there is nothing to ask with. */
      readonly validator: () => string | null
    }

/** What whoever reads a source is given. */
export interface ReadContext {
  /** Ends it: the time is over, or nobody wants it any more. */
  readonly signal: AbortSignal
  /** Of the list that was taken last; null to be given it in any case. */
  readonly validator: string | null
  /** Where to look for `variable`. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** A token has named it, so that it goes only where tokens may. */
  readonly isOfToken: boolean
  readonly allowedHosts: readonly string[]
  readonly allowsPrivate: boolean
  /** Lines, or rows, of a list. */
  readonly maxLines: number
  /** Bytes of an answer, unpacked. */
  readonly maxBytes: number
  /** Of the product. */
  readonly version: string
}
