import { Compile, type Validator } from 'typebox/schema'

/** As much of an OpenAPI document as is needed to hold answers against it. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>
  readonly components: object
}
export interface ApiOperation {
  readonly operationId: string
  /** The codes it may refuse with. */
  readonly 'x-problems': readonly string[]
  readonly security?: readonly unknown[]
  readonly parameters?: readonly { readonly in: string; readonly name: string }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: object }>> }>>
}

interface Answer {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly contentType: string | null
  readonly text: string
}

/**
 * `[HT-3]` Holds an answer against the document: the operation, its status, its content type and every field are declared.
 * @throws an `Error` that says what is not
 */
export function checkAnswer(document: ApiDocument, { method, path, status, contentType, text }: Answer): void {
  const found = operationAt(document, method, path)
  const place = `${method} ${path} → ${status}`
  const type = contentType?.split(';')[0] ?? ''
  if (!found) {
    if (status === 404 && type === 'application/problem+json') return
    throw new Error(`${place}: the document knows no such operation.`)
  }
  const declared = found.responses[status]
  if (!declared) throw new Error(`${place}: ${found.operationId} declares no such status.`)
  if (text === '') return
  const schema = declared.content?.[type]?.schema
  if (!schema) throw new Error(`${place}: ${found.operationId} declares no ${type}.`)
  if (!type.endsWith('json')) return
  const validator = validatorOf(document, schema)
  const [isRight, errors] = validator.Errors(JSON.parse(text))
  if (!isRight) throw new Error(`${place}: ${JSON.stringify(errors.slice(0, 5))}\n${text.slice(0, 500)}`)
  const { code } = JSON.parse(text) as { code?: string }
  if (type === 'application/problem+json' && !found['x-problems'].includes(code ?? '')) {
    throw new Error(`${place}: ${found.operationId} does not declare ${code}.`)
  }
}

/** One is made for each schema of a document: to make it takes longer than a request. */
const validators = new WeakMap<object, Validator>()

function validatorOf({ components }: ApiDocument, schema: object): Validator {
  let validator = validators.get(schema)
  if (!validator) validators.set(schema, (validator = Compile(strict({ ...schema, components }) as object)))
  return validator
}

export function* operationsOf(
  document: ApiDocument,
): Iterable<{ method: string; path: string; operation: ApiOperation }> {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) yield { method: method.toUpperCase(), path, operation }
  }
}

function operationAt(document: ApiDocument, method: string, path: string): ApiOperation | undefined {
  const { pathname } = new URL(path, 'http://localhost')
  for (const { method: own, path: template, operation } of operationsOf(document)) {
    if (own === method && new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname)) return operation
  }
  return undefined
}

/** The same schema, which now refuses what it does not name. */
function strict(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strict)
  if (typeof node !== 'object' || node === null) return node
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, strict(value)]))
  return 'type' in copy && copy['type'] === 'object' && 'properties' in copy
    ? { additionalProperties: false, ...copy }
    : copy
}
