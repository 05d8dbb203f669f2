import { formatOfContent, formatOfName, type ListFormat } from '../../../contract/list-format.ts'

/** A list that was dropped, chosen or pasted, as it is before it is sent. */
export interface ListSource {
  /** Of the file; null where it was pasted. */
  readonly name: string | null
  readonly blob: Blob
  readonly isGzip: boolean
  /** As its name or its beginning says. */
  readonly format: ListFormat
  /** Its first lines, to recognise it by. */
  readonly head: readonly string[]
}

/** What keeps a file from being read; the texts have a sentence for each. */
export type ListFault = 'unreadable' | 'notGzip' | 'notUtf8'

export class ListError extends Error {
  readonly fault: ListFault

  constructor(fault: ListFault, cause: unknown) {
    super(fault, { cause })
    this.fault = fault
  }
}

const MAX_HEAD_LENGTH = 4096
const MAX_HEAD_LINES = 8
const MAX_LINE_LENGTH = 200

/** Looks at the beginning of a list; whatever is wrong with it is said when it is sent. */
export async function readSource(blob: Blob, name: string | null): Promise<ListSource> {
  const isGzip = await beginsAsGzip(blob)
  let start = ''
  try {
    for await (const text of textOf({ blob, isGzip }, { isFatal: false })) {
      start += text
      if (start.length >= MAX_HEAD_LENGTH) break
    }
  } catch {
    // A beginning is better than none.
  }
  const head = start
    .slice(0, MAX_HEAD_LENGTH)
    .split(/\r\n|\n|\r/)
    .slice(0, MAX_HEAD_LINES)
    .map((line) => line.slice(0, MAX_LINE_LENGTH))
  return { name, blob, isGzip, format: formatOfName(name ?? '') ?? formatOfContent(start), head }
}

/**
 * The text of a list, unpacked where it is packed, in pieces that end between two characters.
 * @param onBytes told of the bytes of the file as they are read
 * @throws {ListError}
 */
export async function* textOf(
  { blob, isGzip }: Pick<ListSource, 'blob' | 'isGzip'>,
  { isFatal = true, onBytes = () => {} }: { isFatal?: boolean; onBytes?: (count: number) => void } = {},
): AsyncGenerator<string> {
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, controller) {
      onBytes(piece.byteLength)
      controller.enqueue(piece)
    },
  })
  const bytes = blob.stream().pipeThrough(counted)
  const reader = (isGzip ? bytes.pipeThrough(new DecompressionStream('gzip')) : bytes).getReader()
  const decoder = new TextDecoder('utf-8', { fatal: isFatal, ignoreBOM: true })
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        // A file that was changed or taken away meanwhile; what is no gzip is a TypeError.
        throw new ListError(error instanceof TypeError ? 'notGzip' : 'unreadable', error)
      })
      const text = decode(decoder, value, done)
      if (text !== '') yield text
      if (done) return
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}

function decode(decoder: TextDecoder, bytes: Uint8Array<ArrayBuffer> | undefined, isLast: boolean): string {
  try {
    return decoder.decode(bytes, { stream: !isLast })
  } catch (error) {
    throw new ListError('notUtf8', error)
  }
}

async function beginsAsGzip(blob: Blob): Promise<boolean> {
  try {
    const [first, second] = new Uint8Array(await blob.slice(0, 2).arrayBuffer())
    return first === 0x1f && second === 0x8b
  } catch {
    return false
  }
}
