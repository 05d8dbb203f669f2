import { expect, it } from 'vitest'
import { dropEmpty, unsigned } from './signing.ts'

it('a variable that is empty counts as none', () => {
  const env = { CSC_LINK: '', WIN_CSC_LINK: 'x', PATH: '' }
  dropEmpty(env)
  expect(env).toEqual({ WIN_CSC_LINK: 'x', PATH: '' })
})

it('says what whoever installs it will be warned of', () => {
  expect(unsigned('linux', {})).toEqual([])
  expect(unsigned('win32', {})).toEqual([expect.stringContaining('Not signed')])
  expect(unsigned('win32', { WIN_CSC_LINK: 'x' })).toEqual([])
  expect(unsigned('win32', { AZURE_SIGN_ENDPOINT: 'https://x' })).toEqual([])
  expect(unsigned('darwin', {})).toEqual([expect.stringContaining('Not signed')])
  expect(unsigned('darwin', { CSC_LINK: 'x' })).toEqual([expect.stringContaining('Not notarised')])
  expect(unsigned('darwin', { CSC_LINK: 'x', APPLE_ID: 'y' })).toEqual([])
})
