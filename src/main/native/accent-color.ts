/** `[DT-24]` `#rrggbb` of what a system says, which has an alpha at the end and no `#`; null where it is no colour. */
export function accentOf(said: string): string | null {
  return /^[\da-f]{6}(?:[\da-f]{2})?$/i.test(said) ? `#${said.slice(0, 6).toLowerCase()}` : null
}
