import { consumerPatternPattern, tokenNamePattern } from '../../../contract/resources/token.ts'

const names = new RegExp(tokenNamePattern)
const patterns = new RegExp(consumerPatternPattern)

/** Whether a token may be called so. */
export function isTokenName(name: string): boolean {
  return names.test(name)
}

/** Whether it is a pattern of consumer ids. */
export function isTokenPattern(pattern: string): boolean {
  return patterns.test(pattern)
}
