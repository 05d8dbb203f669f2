import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'
import { en } from './en.ts'

interface Node {
  readonly type: string
  readonly [field: string]: unknown
}

const source = join(import.meta.dirname, '../..')

/** Every string, every text that is asked for, and every text that is not, in one file. */
interface Found {
  readonly strings: Set<string>
  /** What fills the gaps of dynamic keys: strings and names of properties. */
  readonly names: Set<string>
  readonly templates: RegExp[]
  /** Keys and patterns that a translator was given, with the place. */
  readonly asked: { readonly key: string | RegExp; readonly file: string }[]
  /** Keys whose `count` was written out before: of such a number no singular and plural can be told. */
  readonly written: { readonly key: string | RegExp; readonly file: string }[]
  readonly hardCoded: string[]
}

/** A class of ours: the parts of a component have names like `label`, too, where their classes are given. */
const styleName = /^bd(-[a-z]+)+$/

/** Names of attributes and properties that are read by people. */
const spoken = new Set([
  'label',
  'title',
  'placeholder',
  'aria-label',
  'description',
  'alt',
  'header',
  'hint',
  'message',
])
/** The name of the product is the same in every language. */
const sayable = new Set(['Batchdeck'])

const found: Found = { strings: new Set(), names: new Set(), templates: [], asked: [], written: [], hardCoded: [] }
for (const path of globSync(join(source, '{renderer,contract,console,manual,settings,planner}/**/*.{ts,tsx}'))) {
  const file = relative(source, path)
  if (/\.test\.tsx?$|renderer\/i18n\/(en|zh)\.ts$/.test(file)) continue
  const { program, errors } = parseSync(path, readFileSync(path, 'utf8'))
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`)
  read(program as unknown as Node, null, file)
}

function read(node: Node, parent: Node | null, file: string): void {
  const isRenderer = file.startsWith('renderer')
  if (node.type === 'Literal' && typeof node['value'] === 'string') {
    found.names.add(node['value'])
    if (isRenderer) found.strings.add(node['value'])
  }
  if (node.type === 'Identifier' && parent?.type === 'Property') found.names.add(node['name'] as string)
  if (isRenderer) {
    if (node.type === 'TemplateLiteral') found.templates.push(patternOf(node))
    if (node.type === 'CallExpression' && isTranslator(node['callee'] as Node)) {
      const [asked, values] = node['arguments'] as Node[]
      for (const key of keysOf(asked)) {
        found.asked.push({ key, file })
        if (hasWrittenCount(values)) found.written.push({ key, file })
      }
    }
    for (const text of wordsIn(node, parent)) found.hardCoded.push(`${file}: ${text}`)
  }
  for (const [field, child] of Object.entries(node)) {
    // The type of a thing is no use of it.
    if (field === 'typeAnnotation' || field === 'typeArguments') continue
    for (const each of Array.isArray(child) ? child : [child]) {
      if (typeof each === 'object' && each !== null && 'type' in each) read(each as Node, node, file)
    }
  }
}

/** `t`, in whatever language it was got. */
function isTranslator(callee: Node): boolean {
  const name = callee.type === 'MemberExpression' ? (callee['property'] as Node)['name'] : callee['name']
  return name === 't' || name === 'say' || name === 'english'
}

/** `{ count: … as never }`: a text where a number belongs. */
function hasWrittenCount(values: Node | undefined): boolean {
  return ((values?.['properties'] ?? []) as Node[]).some(
    ({ key, value }) => nameOf((key ?? {}) as Node) === 'count' && (value as Node).type === 'TSAsExpression',
  )
}

/** What an expression can come to: texts, and patterns where a part is only known when it runs. */
function keysOf(node: Node | undefined): (string | RegExp)[] {
  switch (node?.type) {
    case 'Literal':
      return [String(node['value'])]
    case 'TemplateLiteral':
      return [patternOf(node)]
    case 'ConditionalExpression':
      return [...keysOf(node['consequent'] as Node), ...keysOf(node['alternate'] as Node)]
    default:
      return []
  }
}

function patternOf(template: Node): RegExp {
  const parts = (template['quasis'] as { value: { cooked: string } }[]).map(({ value }) =>
    value.cooked.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
  )
  return new RegExp(`^${parts.join(String.raw`([^.]+)`)}$`)
}

/** Words that were written into the page itself. What stands on a key is the same in every language. */
function wordsIn(node: Node, parent: Node | null): string[] {
  const isKey = parent?.type === 'JSXElement' && nameOf((parent['openingElement'] as Node)['name'] as Node) === 'Kbd'
  if (isKey) return []
  const texts = () => {
    switch (node.type) {
      case 'JSXText':
        return [node['value'] as string]
      case 'JSXExpressionContainer':
        return parent?.type === 'JSXAttribute' ? [] : leaves(node['expression'] as Node)
      case 'JSXAttribute':
        return spoken.has(nameOf(node['name'] as Node)) ? leaves(node['value'] as Node | null) : []
      case 'Property':
        return spoken.has(nameOf(node['key'] as Node)) ? leaves(node['value'] as Node) : []
      default:
        return []
    }
  }
  return texts().filter((text) => /\p{L}{2}/u.test(text) && !sayable.has(text) && !styleName.test(text))
}

function nameOf(node: Node): string {
  const name = node['name'] ?? node['value']
  return typeof name === 'string' ? name : ''
}

function leaves(node: Node | null): string[] {
  switch (node?.type) {
    case 'Literal':
      return typeof node['value'] === 'string' ? [node['value']] : []
    case 'TemplateLiteral':
      return (node['quasis'] as { value: { cooked: string } }[]).map(({ value }) => value.cooked)
    case 'JSXExpressionContainer':
      return leaves(node['expression'] as Node)
    case 'ConditionalExpression':
      return [...leaves(node['consequent'] as Node), ...leaves(node['alternate'] as Node)]
    case 'LogicalExpression':
      return [...leaves(node['left'] as Node), ...leaves(node['right'] as Node)]
    default:
      return []
  }
}

/** `slots.targetsIn_one` is asked for as `slots.targetsIn`. */
const keys = [...new Set(allKeys(en, '').map((key) => key.replace(/_(one|other)$/, '')))]

function allKeys(node: object, path: string): string[] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string' ? [`${path}${key}`] : allKeys(value as object, `${path}${key}.`),
  )
}

describe('the texts', () => {
  it('are all used', () => {
    const fillsIn = (key: string, pattern: RegExp) => {
      const gaps = pattern.exec(key)?.slice(1)
      // A name that stands nowhere cannot fill the gap; a pattern of gaps alone says nothing.
      return gaps !== undefined && gaps.join('.') !== key && gaps.every((gap) => found.names.has(gap))
    }
    const unused = keys.filter(
      (key) => !found.strings.has(key) && !found.templates.some((pattern) => fillsIn(key, pattern)),
    )
    expect(unused).toEqual([])
  })

  it('that are asked for are all there', () => {
    expect(found.asked.length).toBeGreaterThan(500)
    const missing = found.asked.filter(({ key }) =>
      typeof key === 'string' ? !keys.includes(key) : !keys.some((known) => key.test(known)),
    )
    expect(missing).toEqual([])
  })

  it('in singular and plural get a number to choose by', () => {
    const plurals = allKeys(en, '').flatMap((key) => /^(.*)_one$/.exec(key)?.[1] ?? [])
    const wrong = found.written.filter(({ key }) =>
      typeof key === 'string' ? plurals.includes(key) : plurals.some((known) => key.test(known)),
    )
    expect(found.written.length).toBeGreaterThan(0)
    expect(wrong).toEqual([])
  })

  it('are the only ones: no word is written into a component', () => {
    expect(found.hardCoded).toEqual([])
  })
})
