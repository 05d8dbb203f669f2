import { expect, it } from 'vitest'
import { monitorId, monitorOfId } from './monitor-label.ts'

it.each([
  { url: 'https://deck.example:8443/base', ssh: null },
  { url: 'http://127.0.0.1:8080', ssh: 'ops@lab:2222' },
  { url: 'http://[::1]:8080/a/b', ssh: '[fe80::1]' },
])('[DT-20] %o is what its id was made of', (monitor) => {
  expect(monitorOfId(monitorId(monitor))).toEqual(monitor)
})
