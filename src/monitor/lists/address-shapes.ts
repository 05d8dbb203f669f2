/** 26 to 128 letters and digits, and what some chains have between them: long enough to be no word. */
const anyAddress = /^[0-9A-Za-z:_-]{26,128}$/
const hasDigit = /[0-9]/

/** Whether a text is such as addresses are: long, of letters and digits. */
export function looksLikeAddress(text: string): boolean {
  return anyAddress.test(text) && hasDigit.test(text)
}

const betweenWords = /[\s<>"'`()[\]{}|,;=*\u2022\u00B7]+/u

/** The only address among the words of a text; null where there is none, or could be one of several. */
export function addressAmongWords(text: string): string | null {
  const found = new Set(text.split(betweenWords).filter((part) => looksLikeAddress(part)))
  const [only] = found
  return found.size === 1 ? only! : null
}

const bareHex = /^(?:\\x)?([0-9a-f]{40})$/i

/** The hex digits of an EVM address that has lost its 0x, or has the `\x` of a database in its place; null where it is none. */
export function bareHexOf(text: string): string | null {
  return bareHex.exec(text)?.[1] ?? null
}
