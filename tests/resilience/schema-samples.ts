import { pick, type Random } from '../../src/demo/random.ts'

/** A JSON schema, as much of it as is read here. */
interface Schema {
  readonly $ref?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly pattern?: string
  readonly maxLength?: number
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: unknown
}

/** Few, so that what a trial leaves behind stays little; and none that a good consumer or its task has. */
export const ids = [1, 2, 3, 7, 0] as const
export const consumerIds = ['c1', 'c2', 'c3', 'c:4', 'c.5@x'] as const
const words = ['a', 'watch', 'running', '0xabc', 'c1', 'c2'] as const

/** A value that such a schema may allow: nearly, for limits and patterns are only guessed at. */
export function sampleOf(schema: object, random: Random, components: object = {}): unknown {
  const { $ref, const: fixed, enum: choices, anyOf, type, properties, items, ...rest } = schema as Schema
  if ($ref) return sampleOf(referred($ref, components), random, components)
  if (fixed !== undefined) return fixed
  if (choices) return pick(random, choices)
  if (anyOf) return sampleOf(pick(random, anyOf), random, components)
  switch (type) {
    case 'object':
      return sampleObject({ ...rest, properties: properties ?? {} }, random, components)
    case 'array':
      return Array.from({ length: Math.floor(random() * 4) }, () => sampleOf(items ?? {}, random, components))
    case 'integer':
      return pick(random, ids)
    case 'number':
      return random() < 0.5 ? pick(random, ids) : Math.round(random() * 1000) / 10
    case 'boolean':
      return random() < 0.5
    case 'null':
      return null
    case 'string':
      return rest.pattern ? pick(random, consumerIds) : pick(random, words)
    default:
      return pick<unknown>(random, [1, 'a', null, {}])
  }
}

function sampleObject(
  { properties = {}, required = [], patternProperties }: Schema,
  random: Random,
  components: object,
) {
  const known = Object.entries(properties)
    .filter(([name]) => required.includes(name) || random() < 0.5)
    .map(([name, inner]) => [name, sampleOf(inner, random, components)] as const)
  const free = Object.values(patternProperties ?? {}).map(
    (inner) => ['zone', sampleOf(inner, random, components)] as const,
  )
  return Object.fromEntries([...known, ...free])
}

function referred(reference: string, components: object): object {
  const path = reference.replace('#/components/', '').split('/')
  let node: unknown = components
  for (const step of path) node = (node as Record<string, unknown> | undefined)?.[step]
  return node ?? {}
}
