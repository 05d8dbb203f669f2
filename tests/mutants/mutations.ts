import { parseSync } from 'vite'

/** One small bug that could have been written: a stretch of a file and what stands there instead. */
export interface Mutation {
  readonly start: number
  readonly end: number
  readonly replacement: string
  /** What kind of bug it is. */
  readonly kind: string
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** Operators and what is written by mistake in their place. */
const otherOperators: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&': ['|'],
  '|': ['&'],
  '<<': ['>>'],
  '>>>': ['<<'],
  '>>': ['<<'],
  '&&': ['||'],
  '||': ['&&'],
  '+=': ['-='],
  '-=': ['+='],
}

/** Names of functions and methods and what is called by mistake in their place. */
const otherNames: Readonly<Record<string, string>> = {
  max: 'min',
  min: 'max',
  floor: 'ceil',
  ceil: 'floor',
  some: 'every',
  every: 'some',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  unshift: 'push',
  findLast: 'find',
  indexOf: 'lastIndexOf',
}

/** Steps in a chain that can be forgotten. */
const forgettable = new Set([
  'filter',
  'toSorted',
  'toReversed',
  'slice',
  'trim',
  'trimStart',
  'trimEnd',
  'toLowerCase',
  'replace',
  'replaceAll',
])

/** What says nothing while it runs, and what is only read by people: the sentence of an error. */
const passedOver = new Set(['ImportDeclaration', 'ExportAllDeclaration', 'ThrowStatement', 'TemplateElement'])

/** Every mutation of a source file, in the order of the text. Throws where it cannot be parsed. */
export function mutationsOf(file: string, source: string): Mutation[] {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`)
  const found: Mutation[] = []
  const text = (node: Node) => source.slice(node.start, node.end)
  walk(program as unknown as Node, null, (node, parent) => {
    for (const [start, end, replacement, kind] of changesOf(node, parent, text)) {
      found.push({ start, end, replacement, kind })
    }
  })
  const byText = Map.groupBy(found, ({ start, end, replacement }) => `${start} ${end} ${replacement}`)
  return [...byText.values()]
    .map(([first]) => first!)
    .filter(({ start, end, replacement }) => {
      const mutated = source.slice(0, start) + replacement + source.slice(end)
      return parseSync(file, mutated).errors.length === 0
    })
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
}

type Change = readonly [start: number, end: number, replacement: string, kind: string]

function* changesOf(node: Node, parent: Node | null, text: (node: Node) => string): Generator<Change> {
  const part = (field: string) => node[field] as Node
  const list = (field: string) => (node[field] ?? []) as readonly Node[]
  const whole = (replacement: string, kind: string): Change => [node.start, node.end, replacement, kind]
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'AssignmentExpression': {
      const [left, right, operator] = [part('left'), part('right'), node['operator'] as string]
      if (operator === '??') yield whole(text(left), 'no default')
      if (operator === '??=') yield whole(`${text(left)} = ${text(right)}`, 'always assigned')
      if (operator.startsWith('+') && (isText(left) || isText(right))) return
      const between = text(node).slice(left.end - node.start, right.start - node.start)
      for (const other of otherOperators[operator] ?? []) {
        yield [left.end, right.start, between.replace(operator, other), 'another operator']
      }
      return
    }
    case 'UnaryExpression':
      if (node['operator'] === '!' || node['operator'] === '-') yield whole(text(part('argument')), 'no sign')
      return
    case 'UpdateExpression': {
      if (parent?.type === 'ForStatement') return
      const other = node['operator'] === '++' ? '--' : '++'
      yield whole(text(node).replace(node['operator'] as string, other), 'the other direction')
      return
    }
    case 'IfStatement':
      yield [part('test').start, part('test').end, `!(${text(part('test'))})`, 'the opposite condition']
      if (node['alternate']) yield [part('consequent').end, node.end, '', 'no else']
      else yield whole('{}', 'no if')
      return
    case 'ConditionalExpression':
      yield whole(text(part('consequent')), 'always the first')
      yield whole(text(part('alternate')), 'always the second')
      return
    case 'Literal':
      if (typeof node['value'] === 'number') yield whole(String(otherNumber(node['value'])), 'another number')
      if (typeof node['value'] === 'boolean') yield whole(String(!node['value']), 'the opposite')
      return
    case 'ExpressionStatement':
      if (['CallExpression', 'AwaitExpression', 'AssignmentExpression'].includes(part('expression').type)) {
        yield whole('{}', 'not done')
      }
      if (text(node).startsWith('delete ')) yield whole('{}', 'not done')
      return
    case 'ArrayExpression':
      if (list('elements').length > 0 && parent?.type === 'ReturnStatement') yield whole('[]', 'nothing')
      return
    case 'CallExpression':
      yield* callChanges(node, text)
      return
    case 'FunctionDeclaration':
    case 'MethodDefinition': {
      const body = (node.type === 'MethodDefinition' ? (part('value')['body'] as Node) : part('body')) as Node | null
      if (body && node['kind'] !== 'constructor' && !/\breturn\b|\byield\b/.test(text(body))) {
        yield [body.start, body.end, '{}', 'not done']
      }
      return
    }
  }
}

function* callChanges(node: Node, text: (node: Node) => string): Generator<Change> {
  const callee = node['callee'] as Node
  const args = node['arguments'] as readonly Node[]
  const [first, second] = args
  const isSymmetric = /^Math\.(max|min)$/.test(text(callee))
  if (first && second && [first, second].every(isPlain) && text(first) !== text(second) && !isSymmetric) {
    const between = text(node).slice(first.end - node.start, second.start - node.start)
    yield [first.start, second.end, `${text(second)}${between}${text(first)}`, 'the other order']
  }
  if (callee.type !== 'MemberExpression' || callee['computed']) return
  const property = callee['property'] as Node
  const name = property['name'] as string
  if (Object.hasOwn(otherNames, name)) yield [property.start, property.end, otherNames[name]!, 'another function']
  const isStatic = /^[A-Z]/.test(text(callee['object'] as Node))
  if (forgettable.has(name) && !isStatic) yield [node.start, node.end, text(callee['object'] as Node), 'a step less']
}

function otherNumber(value: number): number {
  if (value === 0) return 1
  return Number.isInteger(value) ? value + 1 : value * 2
}

const isText = (node: Node) =>
  node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node['value'] === 'string')

const isPlain = (node: Node) => node.type === 'Identifier' || node.type === 'MemberExpression'

function walk(node: Node, parent: Node | null, visit: (node: Node, parent: Node | null) => void): void {
  // Types say nothing while it runs; the compiler is their test.
  if (passedOver.has(node.type) || isType(node.type)) return
  visit(node, parent)
  for (const child of Object.values(node)) {
    for (const each of Array.isArray(child) ? (child as unknown[]) : [child]) {
      if (typeof each === 'object' && each !== null && 'type' in each) walk(each as Node, node, visit)
    }
  }
}

/** Apart from those that stand round an expression, nodes of TypeScript are types. */
function isType(type: string): boolean {
  return type.startsWith('TS') && !['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression'].includes(type)
}
