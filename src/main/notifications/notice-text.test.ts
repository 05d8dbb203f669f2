import { expect, it } from 'vitest'
import { bodyFor } from './notice-text.ts'

it('[DT-1] is no markup, whatever others are called', () => {
  const body = '<a href="https://evil.example">R&D</a> is lost'
  expect(bodyFor('linux', body)).toBe('&lt;a href="https://evil.example"&gt;R&amp;D&lt;/a&gt; is lost')
  expect(bodyFor('darwin', body)).toBe(body)
  expect(bodyFor('win32', body)).toBe(body)
})
