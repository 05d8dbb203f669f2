/** A file or folder in an archive; nothing where the entry is null. */
export interface ArchivePlace {
  readonly path: string
  readonly entry: { readonly files?: object } | null
}

/** What `boot.cjs` has found on the command line and beside the executable. */
interface Boot {
  readonly switches: ReadonlyMap<string, string>
  /** The folder or the archive of the app. */
  readonly root: string
  readonly manifest: { readonly name: string; readonly version: string }
  /** Whether the app is in an archive. */
  readonly isPackaged: boolean
  readonly archives: {
    /** Where a path leads into an archive, or null. */
    readonly lookUp: (path: string) => ArchivePlace | null
    readonly contentOf: (place: ArchivePlace) => Buffer
  }
}

export const { standin: boot } = globalThis as unknown as { standin: Boot }
