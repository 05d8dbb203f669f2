import { refusal } from '../../../contract/refusal.ts'
import type { Sending } from './sending.ts'
import { textOf, typeOf } from './webhook-body.ts'

const gap = /\{\{([^{}]*)\}\}/g
const MAX_GAP_LENGTH = 64

/** What a template may ask for. */
const gaps = {
  title: ({ words }) => words.title,
  text: ({ words }) => textOf(words),
  severity: ({ words }) => words.severity ?? 'none',
  status: ({ words }) => words.status,
  type: ({ message }) => typeOf(message),
  link: ({ link }) => link,
  app_link: ({ words, context }) => context.appLink(words.place) ?? '',
  monitor: ({ context }) => context.monitor,
  time: ({ message }) => new Date(message.at).toISOString(),
  count: ({ words }) => String(words.lines.reduce((sum, { alerts }) => sum + alerts, words.leftOut)),
  delivery_id: ({ context }) => context.deliveryId,
} as const satisfies Record<string, (sending: Sending) => string>

/**
 * `[CN-4]` A template with its gaps filled in, as JSON: what is filled in is escaped, so that it cannot end the string that
 * it stands in.
 * @throws {BatchdeckError} `INVALID_MESSAGE` where it has gaps that are not known, or is no JSON
 */
export function filledTemplate(template: string, sending: Sending): string {
  const filled = template.replaceAll(gap, (_, given: string) => {
    const name = given.trim()
    if (!Object.hasOwn(gaps, name)) {
      throw refusal('channel_template_gap', {
        gap: `{{${name.slice(0, MAX_GAP_LENGTH)}}}`,
        known: Object.keys(gaps).join(', '),
      })
    }
    return JSON.stringify(gaps[name as keyof typeof gaps](sending).toWellFormed()).slice(1, -1)
  })
  try {
    JSON.parse(filled)
  } catch (error) {
    throw refusal('channel_template_not_json', { detail: positionOf(error) }, { cause: error })
  }
  return filled
}

/** Where JSON goes wrong, without a piece of it: the template may have a token in it. */
function positionOf(error: unknown): string {
  const [place] = /line \d+ column \d+|position \d+/.exec((error as Error).message) ?? []
  return place ?? 'it ends too early'
}
