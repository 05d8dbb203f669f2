import type { ConsumerFrame } from '../../contract/consumer-frames.ts'
import type { Sentence } from '../../contract/phrase.ts'
import { refusal } from '../../contract/refusal.ts'
import { logText } from '../logs/log-text.ts'
import type { Redactor } from '../redactor.ts'

type Redacts = Pick<Redactor, 'line' | 'mayMention' | 'isToken'>
type TargetReports = Extract<ConsumerFrame, { targets?: unknown }>['targets']

/**
 * `[SEC-6]` What a frame says in words is kept and shown: a token that slipped into it, in the text of an error for example
 * that names an address, is taken out.
 * A line of a log is made plain beside (WS-29), for colours may stand in the middle of a token.
 * @param text of the whole frame
 * @throws {BatchdeckError} `INVALID_CONSUMER_ID` where a token stands in the place of the id
 */
export function withoutSecrets(frame: ConsumerFrame, text: string, redactor: Redacts): ConsumerFrame {
  if (frame.type === 'log') return { ...frame, text: logText(frame.text, redactor) }
  if (!redactor.mayMention(text)) return frame
  switch (frame.type) {
    case 'register': {
      if (redactor.isToken(frame.consumer_id)) throw refusal('consumer_id_secret')
      const { hostname, version, labels } = frame
      return {
        ...frame,
        ...(hostname !== undefined && { hostname: clean(hostname, redactor) }),
        ...(version !== undefined && { version: clean(version, redactor) }),
        ...(labels !== undefined && { labels: redactedLabels(labels, redactor) }),
      }
    }
    case 'heartbeat':
      return frame.targets === undefined ? frame : { ...frame, targets: redactedReports(frame.targets, redactor) }
    case 'batch_status': {
      const message = clean(frame.message, redactor)
      return frame.targets === undefined
        ? { ...frame, message }
        : { ...frame, message, targets: redactedReports(frame.targets, redactor) }
    }
    default:
      return frame
  }
}

/** The same of what is said of a frame that is refused: a name in it may be anything. */
export function sentenceWithoutSecrets(said: Sentence, redactor: Redacts): Sentence {
  const message = clean(said.message, redactor)
  // What its words were filled with holds the same.
  return message === said.message ? said : { message }
}

function redactedLabels(labels: Readonly<Record<string, string>>, redactor: Redacts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [clean(name, redactor), clean(value, redactor)]),
  )
}

function redactedReports(reports: NonNullable<TargetReports>, redactor: Redacts): NonNullable<TargetReports> {
  return reports.map((report) => {
    const { message, value } = report
    return {
      ...report,
      ...(typeof message === 'string' && { message: clean(message, redactor) }),
      ...(typeof value === 'string' && { value: clean(value, redactor) }),
    }
  })
}

/** Most of very many texts have nothing in them. */
function clean(text: string, redactor: Redacts): string {
  return redactor.mayMention(text) ? redactor.line(text) : text
}
