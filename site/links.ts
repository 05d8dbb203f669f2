import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { linksIn } from './markdown.ts'

/** Markdown of others, or written by programs for themselves. */
const excluded = [
  'node_modules/**',
  'out/**',
  'pictures/**',
  '**/node_modules/**',
  '**/.pytest_cache/**',
  '**/.venv/**',
]

export interface DocumentLink {
  /** The file it stands in, from the project's root. */
  readonly file: string
  readonly line: number
  readonly to: string
  readonly isPicture: boolean
}

/** What the markdown files of the project link to. */
export class DocumentLinks {
  readonly files: readonly string[]
  readonly links: readonly DocumentLink[]
  private readonly root: string
  private readonly anchors = new Map<string, ReadonlySet<string>>()

  constructor(root: string) {
    this.root = root
    this.files = globSync('**/*.md', { cwd: root, exclude: excluded })
      .map((file) => file.replaceAll('\\', '/'))
      .toSorted()
    this.links = this.files.flatMap((file) => {
      const { headings, links } = linksIn(readFileSync(join(root, file), 'utf8'))
      this.anchors.set(file, new Set(headings.map(({ id }) => id)))
      return links.map((link) => ({ file, ...link }))
    })
  }

  /** Addresses on other machines, each once, with one place where it stands. */
  external(): ReadonlyMap<string, DocumentLink> {
    return new Map(this.links.filter(({ to }) => isExternal(to)).map((link) => [link.to, link]))
  }

  /** What leads nowhere, as `FILE:LINE: ADDRESS – why`. */
  broken(): string[] {
    return this.links.flatMap((link) => {
      const why = this.problem(link)
      return why === null ? [] : [`${link.file}:${link.line}: ${link.to} – ${why}`]
    })
  }

  /** The markdown files that a reader comes to from one of them. */
  reachableFrom(first: string): ReadonlySet<string> {
    const found = new Set([first])
    // A set goes on to what is added while it is walked through.
    for (const file of found) {
      for (const link of this.links) {
        const target = link.file === file && !isExternal(link.to) ? this.target(link).file : ''
        if (this.anchors.has(target)) found.add(target)
      }
    }
    return found
  }

  private problem(link: DocumentLink): string | null {
    if (isExternal(link.to)) return null
    const { file, anchor } = this.target(link)
    if (!existsSync(join(this.root, file))) return 'no such file'
    if (anchor === '') return null
    const anchors = this.anchors.get(file)
    if (!anchors) return 'an anchor in what is no markdown'
    return anchors.has(anchor) ? null : 'no such heading'
  }

  private target({ file, to }: DocumentLink): { file: string; anchor: string } {
    const [path = '', anchor = ''] = to.split('#')
    const way = posix.join(posix.dirname(file), decodeURI(path))
    return { file: path === '' ? file : posix.normalize(way), anchor: decodeURIComponent(anchor) }
  }
}

function isExternal(address: string): boolean {
  return /^[a-z][a-z\d+.-]*:/i.test(address)
}
