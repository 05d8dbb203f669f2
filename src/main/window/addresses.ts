/** Whether an address is that of our own page, at whatever place of it. @param page the page's address, without a place */
export function isOwnPage(address: string, page: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  url.hash = ''
  url.search = ''
  return url.href === page
}

/** An address that the system may open for a page, as it is to be opened; null for every other: https alone, and no names. */
export function externalAddress(address: string): string | null {
  if (!URL.canParse(address)) return null
  const { protocol, username, password, href } = new URL(address)
  return protocol === 'https:' && username === '' && password === '' ? href : null
}
