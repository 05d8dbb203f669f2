import { isTargetName } from './column-names.ts'
import type { ListOrder } from './reading-wish.ts'
import { plainLook, type TargetList } from './target-list.ts'
import { TargetListBuilder, textOfLine } from './target-list-builder.ts'

/** As long as addresses are at least, of what they are made of. */
const addressPart = /[0-9A-Za-z]{26}/

/**
 * A list of text, a target a line. Its first line may be the name of a column, `mint` or `合约地址`, where an address
 * follows: whoever has taken the column out of a table has often taken that, too (LI-4).
 */
export class TextLines {
  readonly list: TargetListBuilder
  private readonly header: boolean | undefined
  /** Whether the first target was met. */
  private isBegun = false
  /** What could be a header, until what follows is known. */
  private first: { readonly line: string; readonly number: number } | null = null
  private name: string | null = null
  private headerLine: number | null = null

  constructor(order: ListOrder = {}) {
    this.list = new TargetListBuilder(order)
    this.header = order.header
  }

  add(line: string, number: number): void {
    if (this.isBegun && this.first === null) this.list.addText(line, number)
    else this.begin(line, number)
  }

  finish(): TargetList {
    this.takeFirst()
    const { name, headerLine } = this
    const columns = name === null ? plainLook.columns : [{ index: 0, name, role: 'target', near: null } as const]
    return this.list.finish({ look: { ...plainLook, header: name !== null, headerLine, columns } })
  }

  private begin(line: string, number: number): void {
    const text = textOfLine(line)
    if (text === '') return
    if (this.first) {
      if (addressPart.test(text)) this.takeHeader(this.first)
      this.takeFirst()
      this.list.addText(line, number)
    } else if (this.header ?? isTargetName(text)) {
      this.isBegun = true
      this.first = { line, number }
      if (this.header) this.takeHeader(this.first)
    } else {
      this.isBegun = true
      this.list.addText(line, number)
    }
  }

  private takeHeader({ line, number }: { readonly line: string; readonly number: number }): void {
    this.name = textOfLine(line)
    this.headerLine = number
    this.first = null
  }

  /** It was no header. */
  private takeFirst(): void {
    if (this.first) this.list.addText(this.first.line, this.first.number)
    this.first = null
  }
}
