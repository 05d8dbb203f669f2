import { isIPv6 } from 'node:net'

/**
 * The addresses that one caller has at will, as one: of IPv6 a /64 is given out as a whole (RFC 6177), of IPv4 a single one.
 */
export function addressGroup(address: string): string {
  if (!isIPv6(address)) return address
  const [plain = ''] = address.split('%')
  const [head = '', tail] = plain.split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length - (plain.includes('.') ? 1 : 0))
  const groups = [...front, ...Array.from({ length: zeros }, () => '0'), ...back].slice(0, 4)
  return `${groups.map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`
}
