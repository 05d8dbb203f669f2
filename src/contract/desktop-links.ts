/** `[DT-17]` `[DT-18]` What was opened with the app, a link or a file, on its way to the page. Paths stay with the app. */
import { Type, type TSchema } from 'typebox'
import type { Place } from './place.ts'

/** A link that was opened and that the page has not dealt with. */
export type OpenedLink =
  | { readonly id: number; readonly way: 'unreadable' }
  | {
      readonly id: number
      /** Whether its monitor is the one that is shown, one that the app knows how to reach, or neither. */
      readonly way: 'here' | 'known' | 'unknown'
      /** Its address; null is the app's own. */
      readonly monitor: string | null
      readonly place: Place
    }

/** Why a file cannot be imported. */
export const fileFaults = ['missing', 'forbidden', 'no_file', 'empty', 'too_large', 'unreadable'] as const
export type FileFault = (typeof fileFaults)[number]

/** A file that was opened with the app, and that the page has not taken. */
export interface OpenedFile {
  readonly id: number
  /** Without its folder. */
  readonly name: string
  /** In bytes. */
  readonly size: number
  /** Null where it can be read. */
  readonly fault: FileFault | null
}

/** Most bytes of a file in one answer. */
export const FILE_PIECE_BYTES = 1024 * 1024

const id = Type.Integer({ minimum: 1 })

/** Parameters of the methods. Each names what it is about: what was opened meanwhile is another. */
export const linkRequests = {
  /** Shows the monitor of a link that the app knows how to reach; the page is loaded anew. */
  'link.follow': Type.Object({ id }),
  /** The page has shown it, or nobody wants it. */
  'link.done': Type.Object({ id }),
  /** The bytes from a place on. */
  'file.read': Type.Object({ id, from: Type.Integer({ minimum: 0 }) }),
  'file.done': Type.Object({ id }),
} as const satisfies Record<string, TSchema>

export interface LinkResults {
  'link.follow': null
  'link.done': null
  /** Empty where there is no more of it, or it is not open any more. */
  'file.read': Uint8Array
  'file.done': null
}
