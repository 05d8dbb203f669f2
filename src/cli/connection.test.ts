import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readConnection } from './connection.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-connection-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

describe('[CMD-1] readConnection', () => {
  it.each([
    [{}, {}, 'http://127.0.0.1:8080'],
    [{}, { BATCHDECK_URL: 'https://deck.example/base/' }, 'https://deck.example/base'],
    [{ url: 'http://other:1' }, { BATCHDECK_URL: 'https://deck.example' }, 'http://other:1'],
    [{}, { BATCHDECK_URL: '' }, 'http://127.0.0.1:8080'],
  ])('%j and %j is %s', (options, environment, base) => expect(readConnection(options, environment).base).toBe(base))

  it.each(['deck.example', 'ftp://deck', 'http://', 'localhost:8080'])('%s is no address', (url) =>
    expect(() => readConnection({ url }, {})).toThrow('is not the address'),
  )

  it.each(['http://me:secret@deck', 'http://deck/?token=secret'])('takes no secret in an address', (url) => {
    expect(() => readConnection({ url }, {})).toThrow('takes an address alone')
    expect(() => readConnection({ url }, {})).not.toThrow('secret')
  })

  it('takes the token of a file before that of the environment, and that before its file', () => {
    const [option, variable] = [file('option', ' first \n'), file('variable', 'third')]
    const environment = { BATCHDECK_TOKEN: 'second', BATCHDECK_TOKEN_FILE: variable }
    expect(readConnection({ tokenFile: option }, environment).token).toBe('first')
    expect(readConnection({}, environment).token).toBe('second')
    expect(readConnection({}, { ...environment, BATCHDECK_TOKEN: '' }).token).toBe('third')
    expect(readConnection({}, {}).token).toBeNull()
  })

  it.each([
    ['', 'is empty'],
    ['one\ntwo\n', 'one line'],
    ['x'.repeat(5000), 'too large'],
  ])('holds no token of anything else', (content, said) => {
    const tokenFile = file('odd', content)
    expect(() => readConnection({ tokenFile }, {})).toThrow(said)
  })

  it.each(['0', '-1', 'soon', '1e9'])('--timeout %s is refused', (timeout) =>
    expect(() => readConnection({ timeout }, {})).toThrow('is not a number of seconds'),
  )
})
