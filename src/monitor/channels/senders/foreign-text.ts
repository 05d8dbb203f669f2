/**
 * What others have written, for formats with markup. Consumers, tasks and messages have any names, and none of them may
 * mention somebody, be a link, or look like something that this monitor says.
 */

/** Not seen, and no character of a word: nothing that stands around it is recognised as one thing. */
const JOINER = '\u2060'

/** What is written in HTML, too: Telegram, e-mail, and the three characters that Slack asks for. */
export function escapedHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** The three characters with a meaning in Slack. */
export function escapedSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** A text in which no receiver finds a mention or an address to make a link of. */
export function unlinked(text: string): string {
  return text
    .replaceAll(/(?<![\p{L}\p{N}_])@(?=[\p{L}\p{N}_])/gu, `@${JOINER}`)
    .replaceAll('://', `:${JOINER}//`)
    .replaceAll(/\bwww\./gi, (www) => `${www.slice(0, -1)}${JOINER}.`)
}

/** What looks alike and means nothing: the dialects of DingTalk and WeCom have no way to escape a character. */
const lookalikes: Readonly<Record<string, string>> = {
  '<': '＜',
  '>': '＞',
  '[': '［',
  ']': '］',
  '*': '＊',
  '`': '｀',
  '~': '～',
  '\\': '＼',
  '#': '＃',
  '|': '｜',
  _: '＿',
}

/** A text without anything that Markdown has a meaning for; what stands within words stays. */
export function withoutMarkdown(text: string): string {
  const plain = text
    .replaceAll(/[<>[\]*`~\\#|]/g, (sign) => lookalikes[sign]!)
    .replaceAll(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, lookalikes._!)
  return unlinked(plain)
}

/** An address that ends where it ends, in Markdown and in Slack. */
export function linkAddress(link: string): string {
  return link.replaceAll(
    /[\s()<>|[\]"'\\]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}
