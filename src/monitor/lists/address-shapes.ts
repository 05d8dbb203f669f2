/** 26 to 128 letters and digits, and what some chains have between them: long enough to be no word. */
const anyAddress = /^[0-9A-Za-z:_-]{26,128}$/
const hasDigit = /[0-9]/

/** Whether a text is such as addresses are: long, of letters and digits. */
export function looksLikeAddress(text: string): boolean {
  return anyAddress.test(text) && hasDigit.test(text)
}
