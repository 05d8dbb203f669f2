/** Letters of Cyrillic and Greek that look like one of Latin; addresses have only those. */
const letters: Readonly<Record<string, string>> = {
  А: 'A',
  В: 'B',
  Е: 'E',
  Ѕ: 'S',
  І: 'I',
  Ј: 'J',
  К: 'K',
  М: 'M',
  Н: 'H',
  О: 'O',
  Р: 'P',
  С: 'C',
  Т: 'T',
  У: 'Y',
  Х: 'X',
  а: 'a',
  в: 'b',
  е: 'e',
  ѕ: 's',
  і: 'i',
  ј: 'j',
  к: 'k',
  м: 'm',
  о: 'o',
  р: 'p',
  с: 'c',
  ԁ: 'd',
  һ: 'h',
  т: 't',
  у: 'y',
  х: 'x',
  Α: 'A',
  Β: 'B',
  Ε: 'E',
  Ζ: 'Z',
  Η: 'H',
  Ι: 'I',
  Κ: 'K',
  Μ: 'M',
  Ν: 'N',
  Ο: 'O',
  Ρ: 'P',
  Τ: 'T',
  Υ: 'Y',
  Χ: 'X',
  ο: 'o',
  ν: 'v',
  α: 'a',
  ρ: 'p',
}

const anyLetter = new RegExp(`[${Object.keys(letters).join('')}]`, 'u')
const allLetters = new RegExp(anyLetter.source, 'gu')
const latin = /[0-9A-Za-z]/

/** Where a letter of another script stands among Latin ones that it looks like; −1 where none does. */
export function lookAlikeAt(text: string): number {
  return latin.test(text) ? text.search(anyLetter) : -1
}

/** The Latin letter that one looks like. */
export function latinOf(letter: string): string {
  return letters[letter] ?? letter
}

/** With the Latin letters in place of those that look like them. */
export function withLatin(text: string): string {
  return lookAlikeAt(text) < 0 ? text : text.replaceAll(allLetters, latinOf)
}
