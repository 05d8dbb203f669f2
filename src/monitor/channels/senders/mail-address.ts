import { refusal } from '../../../contract/refusal.ts'

export interface MailAddress {
  readonly name: string
  readonly address: string
}

const MAX_ADDRESS_LENGTH = 254
/** `Alerts <alerts@example.com>`, or the address alone; nothing in it that means something in a header or to a server. */
const written =
  /^(?:(?:"([^"<>@,;:\p{Cc}]*)"\s*|([^"<>@,;:\p{Cc}]*))<)?([^\s"<>@,;:()[\]\\\p{Cc}]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,251}[\p{L}\p{N}])?)(>)?$/u

/** An address as somebody has written it. @throws {BatchdeckError} `INVALID_MESSAGE` */
export function mailAddress(text: string): MailAddress {
  const [, quoted, bare, address, end] = written.exec(text.trim()) ?? []
  const name = quoted ?? bare
  const isWhole = (name === undefined) === (end === undefined)
  if (address === undefined || !isWhole || address.length > MAX_ADDRESS_LENGTH) {
    throw refusal('channel_mail_address_wrong', { address: text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 80) })
  }
  return { name: name?.trim() ?? '', address }
}
