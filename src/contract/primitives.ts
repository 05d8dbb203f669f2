/** The schemas of what every resource and frame is made of: each stands here once. Times are ms since 1970. */
import { type TObject, type TProperties, type TSchema, Type } from 'typebox'

/** An object with a title is a component of the OpenAPI document, under that name. */
export function named<P extends TProperties>(title: string, description: string, properties: P): TObject<P> {
  return Type.Object(properties, { title, description })
}

/** A list that its receiver does not change. */
export function list<T extends TSchema>(schema: T, description?: string) {
  return Type.Immutable(Type.Array(schema, description === undefined ? {} : { description }))
}

export function orNull<T extends TSchema>(schema: T, description?: string) {
  return Type.Union([schema, Type.Null()], description === undefined ? {} : { description })
}

/** Of a task, a batch or an epoch; 0 is an epoch before the first publication. */
export const id = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
/** Of an epoch that was published. */
export const epochNumber = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
export const count = (description: string) => Type.Integer({ minimum: 0, description })
export const time = (description: string) => Type.Integer({ description })

/** `[WS-2]` 1–128 of letters, digits and `. _ : @ -`. */
export const consumerIdPattern = '^[A-Za-z0-9._:@-]{1,128}$'
/** As it is shown; what registers must keep to {@link consumerIdPattern}. */
export const consumerId = Type.String({ minLength: 1, maxLength: 128 })
export const owner = orNull(consumerId)
