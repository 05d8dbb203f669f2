import { describe, expect, it } from 'vitest'
import { commandFirst } from './command-names.ts'

describe('[CMD-1] commandFirst', () => {
  it.each([
    ['--url X status', 'status --url X'],
    ['--url=X --json consumers c-1', 'consumers --url=X --json c-1'],
    ['--url X targets --timeout 3 list --task 1', 'targets list --url X --timeout 3 --task 1'],
    ['alerts --json ack --all', 'alerts --json ack --all'],
    ['--token X status', 'status --token X'],
    ['--port 80', '--port 80'],
    ['--url', '--url'],
    ['targets', 'targets'],
    ['', ''],
  ])('%s', (given, first) => {
    expect(commandFirst(given === '' ? [] : given.split(' ')).join(' ')).toBe(first)
  })
})
