/** What the text of a setting has to look like, where not any text will do. */
export type TextForm = 'hosts' | 'addresses' | 'path' | 'file' | 'url'

const label = String.raw`[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,62})`
const name = String.raw`(?:\*\.)?${label}(?:\.${label}){0,30}\.?`
const host = new RegExp(String.raw`^(?:${name}|\[[0-9a-f:.]{2,45}\])(?::(\d{1,5}))?$`, 'iu')
const basePath = /^(?:\/[A-Za-z0-9._~-]{1,100}){1,20}$/
const httpUrl = /^https?:\/\/[^\s/?#]{1,300}(?:[/?#]\S*)?$/i
const ranges = new Set(['loopback', 'linklocal', 'uniquelocal'])

/** The text as it is kept, its list with a comma between; null where it is not of that form. */
export function readText(form: TextForm, text: string): string | null {
  switch (form) {
    case 'hosts':
      return readList(text, (item) => Number(host.exec(item)?.[1] ?? 0) <= 65_535 && host.test(item))
    case 'addresses':
      return readList(text, (item) => ranges.has(item) || isAddressRange(item))
    case 'file':
      return /^~[^/\\]/.test(text) ? null : text
    case 'url':
      return httpUrl.test(text) ? text : null
    case 'path': {
      const path = text.replace(/\/$/, '')
      return basePath.test(path) && !path.split('/').some((part) => part === '.' || part === '..') ? path : null
    }
  }
}

/** The items of a list as {@link readText} keeps it. */
export function itemsOf(list: string | null): readonly string[] {
  return list === null ? [] : list.split(', ')
}

function readList(text: string, isAllowed: (item: string) => boolean): string | null {
  const items = text.split(/[\s,]+/).filter((item) => item !== '')
  return items.length > 0 && items.every((item) => isAllowed(item)) ? items.join(', ') : null
}

/** `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`: roughly; whoever works with it reads it to the last bit. */
function isAddressRange(item: string): boolean {
  const [address = '', bits, more] = item.split('/')
  if (more !== undefined || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return false
  const isV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)
  if (isV4) return address.split('.').every((part) => Number(part) <= 255) && isWithin(bits, 32)
  return /^[0-9a-f:.]{2,45}$/i.test(address) && address.split(':').length > 2 && isWithin(bits, 128)
}

function isWithin(bits: string | undefined, most: number): boolean {
  return bits === undefined || (Number(bits) >= 1 && Number(bits) <= most)
}
