/** So many texts are remembered at a time: where they are all different, remembering them is of no use. */
const MAX_POOLED_TEXTS = 1 << 16

/** Makes equal texts the same one: a million targets with the label of a hundred tokens keep a hundred texts. */
export class TextPool {
  private readonly texts = new Map<string, string>()

  own(text: string): string {
    const known = this.texts.get(text)
    if (known !== undefined) return known
    if (this.texts.size === MAX_POOLED_TEXTS) this.texts.clear()
    this.texts.set(text, text)
    return text
  }
}
