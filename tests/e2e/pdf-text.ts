import { inflateSync } from 'node:zlib'

/** What a PDF of Chromium says, and how it is drawn: as far as a test has to know. */
export interface PdfContent {
  readonly pages: number
  /** Of all pages, in the order it was drawn. */
  readonly text: string
  /** The operators of all pages. */
  readonly drawing: string
}

/** Reads a PDF as Chromium (Skia) writes it: fonts with a map to Unicode, and texts by the numbers of glyphs. */
export function readPdf(file: Buffer): PdfContent {
  const objects = new Map<number, { readonly head: string; readonly stream: string }>()
  const source = file.toString('latin1')
  for (const [, number = '', body = ''] of source.matchAll(/(\d+) 0 obj\b([^]*?)endobj/g)) {
    const at = body.indexOf('stream')
    const head = at < 0 ? body : body.slice(0, at)
    objects.set(Number(number), { head, stream: at < 0 ? '' : unpacked(head, body.slice(at)) })
  }
  const heads = [...objects.values()].map(({ head }) => head)
  const drawing = [...objects.values()]
    .filter(({ head, stream }) => !/\/(?:Type|Subtype)\b/.test(head) && /\bTJ?\b|\bre\b/.test(stream))
    .map(({ stream }) => stream)
    .join('\n')
  return {
    pages: heads.filter((head) => /\/Type\s*\/Page\b/.test(head)).length,
    text: textOf(drawing, objects),
    drawing,
  }
}

type Objects = ReadonlyMap<number, { readonly head: string; readonly stream: string }>

/** What the glyphs of a font are in letters, by their numbers in hexadecimal digits: two or four of them. */
interface Font {
  readonly digits: number
  readonly letters: ReadonlyMap<string, string>
}

function textOf(drawing: string, objects: Objects): string {
  const fonts = new Map<string, Font>()
  for (const { head } of objects.values()) {
    for (const [, name = '', object = ''] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const map = /\/ToUnicode (\d+) 0 R/.exec(objects.get(Number(object))?.head ?? '')?.[1]
      if (map !== undefined) fonts.set(name, fontOf(objects.get(Number(map))?.stream ?? ''))
    }
  }
  let font: Font | undefined
  let text = ''
  for (const [part, name, shown = ''] of drawing.matchAll(/\/(F\d+) [\d.]+ Tf|<([\dA-Fa-f]+)>|\bET\b/g)) {
    if (name !== undefined) font = fonts.get(name)
    else if (part === 'ET') text += '\n'
    else for (const glyph of inPieces(shown, font?.digits ?? 4)) text += font?.letters.get(glyph.toUpperCase()) ?? ''
  }
  return text
}

function fontOf(map: string): Font {
  const letters = new Map<string, string>()
  let digits = 4
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(digits, '0')
  const said = (code: string) => String.fromCharCode(...inPieces(code, 4).map((unit) => Number.parseInt(unit, 16)))
  for (const [, block = ''] of map.matchAll(/beginbfchar([^]*?)endbfchar/g)) {
    for (const [, glyph = '', code = ''] of block.matchAll(/<(\w+)> <(\w+)>/g)) {
      digits = glyph.length
      letters.set(glyph.toUpperCase(), said(code))
    }
  }
  for (const [, block = ''] of map.matchAll(/beginbfrange([^]*?)endbfrange/g)) {
    for (const [, from = '', to = '', code = ''] of block.matchAll(/<(\w+)> <(\w+)> <(\w+)>/g)) {
      digits = from.length
      const [first, last, start] = [from, to, code].map((number) => Number.parseInt(number, 16)) as [
        number,
        number,
        number,
      ]
      for (let glyph = first; glyph <= last; glyph++) letters.set(hex(glyph), said(hexCode(start + glyph - first)))
    }
  }
  return { digits, letters }
}

const hexCode = (value: number) => value.toString(16).padStart(4, '0')

function inPieces(text: string, length: number): string[] {
  return Array.from({ length: Math.floor(text.length / length) }, (_, i) => text.slice(i * length, (i + 1) * length))
}

function unpacked(head: string, body: string): string {
  const bytes = Buffer.from(body.replace(/^stream\r?\n/, ''), 'latin1')
  if (!head.includes('/FlateDecode')) return bytes.toString('latin1')
  try {
    return inflateSync(bytes).toString('latin1')
  } catch {
    // A picture or a font, of another kind.
    return ''
  }
}
