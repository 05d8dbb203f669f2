import { expect, it } from 'vitest'
import { en } from './en.ts'
import { zh } from './zh.ts'

function texts(node: object, path = ''): [string, string][] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : texts(value as object, `${path}${key}.`),
  )
}

const variables = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).toSorted()

it('has the same keys and the same variables in both languages', () => {
  const chinese = new Map(texts(zh))
  const english = texts(en)
  expect([...chinese.keys()].toSorted()).toEqual(english.map(([key]) => key).toSorted())
  for (const [key, text] of english) expect(variables(chinese.get(key) ?? ''), key).toEqual(variables(text))
})
