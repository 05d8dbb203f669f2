import { expect, it } from 'vitest'
import { ownAddresses } from './own-addresses.ts'

it('[DT-17] names the own monitor by everything that it is reached by', () => {
  expect(ownAddresses({ url: 'http://127.0.0.1:8080', publicUrl: null, basePath: null })).toEqual([
    'http://127.0.0.1:8080',
    'http://localhost:8080',
    'http://[::1]:8080',
  ])
  expect(ownAddresses({ url: 'http://[::]:8080', publicUrl: 'https://Deck.Example/b/', basePath: '/b' })).toEqual(
    expect.arrayContaining([
      'http://[::]:8080',
      'http://localhost:8080',
      'http://localhost:8080/b',
      'https://deck.example/b',
    ]),
  )
  expect(ownAddresses({ url: 'https://10.0.0.7:443', publicUrl: null, basePath: null })).toEqual(['https://10.0.0.7'])
})
