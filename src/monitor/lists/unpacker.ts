import { once } from 'node:events'
import { createGunzip, type Gunzip } from 'node:zlib'
import { refusal } from '../../contract/refusal.ts'

/** Bytes unpacked at a time: fewer and larger pieces cost less on their way to where they are read. */
const UNPACKED_CHUNK_BYTES = 64 * 1024
/**
 * How many times its size a list may unpack to, once more than {@link UNWATCHED_BYTES} have come out: names in a row pack
 * about 20:1, objects with long notes 80:1, and what packs 1000:1 was made to keep us busy.
 */
const MAX_UNPACKED_RATIO = 200
const UNWATCHED_BYTES = 16 * 1024 * 1024
/** What a file that was packed with gzip begins with. */
const GZIP_MARK = [0x1f, 0x8b]

/** Whether what comes is packed; `look`: as it begins. */
export type Packing = 'none' | 'gzip' | 'look'

/** Unpacks a list that comes in pieces, where it is packed. The work is done beside the event loop. */
export class Unpacker {
  private readonly take: (bytes: Uint8Array) => Promise<void>
  private packing: Packing
  /** The first byte, as long as there is no second. */
  private begun = Buffer.alloc(0)
  private gunzip: Gunzip | null = null
  /** Ends when everything that came out was taken; what goes wrong is thrown there. */
  private pump: Promise<void> | null = null
  private failure: { readonly error: unknown } | null = null
  private packedBytes = 0
  private unpackedBytes = 0

  /** @param take the next bytes, unpacked */
  constructor(packing: Packing, take: (bytes: Uint8Array) => Promise<void>) {
    this.packing = packing
    this.take = take
  }

  get isPacked(): boolean {
    return this.packing === 'gzip'
  }

  /**
   * The next piece. Done when it can take another: whoever sends faster has to wait.
   * @throws {BatchdeckError} `INVALID_ENCODING`; `TOO_LARGE` where it unpacks to far too much; what `take` throws
   */
  async accept(piece: Uint8Array): Promise<void> {
    let bytes = piece
    if (this.packing === 'look') {
      this.begun = Buffer.concat([this.begun, piece])
      if (this.begun.length < GZIP_MARK.length) return
      bytes = this.decide()
    }
    if (this.packing === 'none') await this.take(bytes)
    else await this.unpack(bytes)
  }

  /** Nothing more comes. @throws {BatchdeckError} as {@link accept} */
  async end(): Promise<void> {
    if (this.packing === 'look') {
      const { length } = this.begun
      const bytes = this.decide()
      if (length > 0) await this.take(bytes)
    }
    if (this.packing === 'gzip') {
      this.start().end()
      await this.pump
    }
  }

  /** It is given up. */
  destroy(): void {
    this.gunzip?.destroy()
  }

  private decide(): Buffer {
    const { begun } = this
    this.begun = Buffer.alloc(0)
    this.packing = GZIP_MARK.every((byte, i) => begun[i] === byte) ? 'gzip' : 'none'
    return begun
  }

  private async unpack(piece: Uint8Array): Promise<void> {
    if (this.failure) throw this.failure.error
    const gunzip = this.start()
    this.packedBytes += piece.byteLength
    // What comes after the last member is passed over.
    if (gunzip.write(piece) || gunzip.readableEnded) return
    await Promise.race([this.pump, once(gunzip, 'drain')])
  }

  private start(): Gunzip {
    if (this.gunzip) return this.gunzip
    const gunzip = createGunzip({ chunkSize: UNPACKED_CHUNK_BYTES })
    this.gunzip = gunzip
    this.pump = this.takeAll(gunzip)
    // Whoever gives the next piece is told.
    this.pump.catch((error: unknown) => void (this.failure = { error }))
    gunzip.on('error', () => {})
    return gunzip
  }

  private async takeAll(gunzip: Gunzip): Promise<void> {
    try {
      for await (const piece of gunzip) {
        this.unpackedBytes += (piece as Buffer).length
        if (this.unpackedBytes > UNWATCHED_BYTES && this.unpackedBytes > this.packedBytes * MAX_UNPACKED_RATIO) {
          throw refusal('body_unpacks_too_far', { most: MAX_UNPACKED_RATIO })
        }
        await this.take(piece as Buffer)
      }
    } catch (error) {
      throw isZlibError(error) ? refusal('body_not_gzip', {}, { cause: error }) : error
    }
  }
}

function isZlibError(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code?.startsWith('Z_') ?? false
}
