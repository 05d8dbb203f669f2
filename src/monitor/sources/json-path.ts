/** The names and places on the way to a list: of `/data/tokens`, `data.tokens` or `$.data.tokens`. Null where it is no path. */
export function pathTokens(path: string): readonly string[] | null {
  if (path === '' || path === '$') return []
  if (path.startsWith('/')) {
    return /~(?![01])/.test(path)
      ? null
      : path
          .slice(1)
          .split('/')
          .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  }
  const tokens = path.replace(/^\$\./, '').split('.')
  return tokens.includes('') ? null : tokens
}
