import { describe, expect, it } from 'vitest'
import { externalAddress, isOwnPage } from './addresses.ts'

const page = 'file:///opt/Batchdeck/resources/app.asar/out/renderer/desktop.html'

describe('[SEC-3] our own page', () => {
  it.each([page, `${page}#/consumers?open=c-1`, `${page}?token=x#/`, `${page}#`])('is %s', (address) => {
    expect(isOwnPage(address, page)).toBe(true)
  })

  it.each([
    '',
    'about:blank',
    `${page}.evil`,
    `${page}/../evil.html`,
    page.replace('file:///', 'file://host/'),
    page.replace('file:', 'https:'),
    page.replace('desktop.html', 'api-docs.html'),
    `data:text/html,${page}`,
  ])('is not %j', (address) => {
    expect(isOwnPage(address, page)).toBe(false)
  })
})

describe('[SEC-3] what the system may open for a page', () => {
  it.each([
    ['https://example.com/docs?x=1#y', 'https://example.com/docs?x=1#y'],
    ['HTTPS://EXAMPLE.com', 'https://example.com/'],
    ['https://example.com/a b"&calc', 'https://example.com/a%20b%22&calc'],
  ])('is %s, written as %s', (address, opened) => {
    expect(externalAddress(address)).toBe(opened)
  })

  it.each([
    'http://example.com/',
    'https://user@example.com/',
    'https://:secret@example.com/',
    'https:',
    'file:///etc/passwd',
    String.raw`\\host\share\x.exe`,
    'smb://host/share',
    'ms-msdt:/id',
    'javascript:alert(1)',
    'batchdeck://open/overview',
    'mailto:a@example.com',
    ' ',
  ])('is not %j', (address) => {
    expect(externalAddress(address)).toBe(null)
  })
})
