import { BYTE_ORDER_MARK } from '../../console/csv.ts'

/** Saves a text as a file of the operator's; a table so that Excel reads every language of it. */
export function download(name: string, text: string, type = 'text/plain'): void {
  const mark = type === 'text/csv' ? BYTE_ORDER_MARK : ''
  const url = URL.createObjectURL(new Blob([mark, text], { type: `${type};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
