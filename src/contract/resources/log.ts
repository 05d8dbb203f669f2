/** What a consumer writes to its log, while somebody reads it (WS-29). */
import { type Static, Type } from 'typebox'
import { consumerId, count, id, list, named, time } from '../primitives.ts'

/** From the least to the gravest. */
export const logLevels = ['debug', 'info', 'warning', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** The longest line, in UTF-16 code units; what is longer is cut. */
export const MAX_LOG_LINE_LENGTH = 4096
/** So many lines of a consumer are remembered, the newest. */
export const MAX_LOG_LINES = 200

export const logLine = Type.Object({
  /** Counted up for each consumer: whoever reads on asks for those after the last it has. */
  seq: id,
  at: time('When it came in, by our clock.'),
  level: Type.Enum([...logLevels]),
  text: Type.String(),
  batch_id: Type.Optional(id),
})
export type LogLine = Static<typeof logLine>

export const logQuestion = Type.Object({
  consumer_id: consumerId,
  /** Only later lines. All there are where this is later than the last. */
  after: Type.Optional(id),
})

/** How it stands between a consumer and whoever reads its log. */
export const logStates = ['asked', 'live', 'offline', 'unsupported'] as const

export const consumerLog = named('ConsumerLog', 'The newest lines of a consumer’s log (WS-29).', {
  consumer_id: consumerId,
  state: Type.Enum([...logStates], {
    description:
      '`asked`: it was asked for its log and has sent nothing yet; `live`: it sends; `offline`: it is not connected; ' +
      '`unsupported`: its client does not say that it can.',
  }),
  lines: list(logLine, 'Oldest first, those after `after`.'),
  first_seq: Type.Integer({
    minimum: 0,
    description:
      'Of the first line of this log, kept or not: when it began, in µs; 0 where there is none. It begins anew with the ' +
      'monitor, and when it is read again 5 min after the last reader: lines before it were of another log.',
  }),
  last_seq: Type.Integer({
    minimum: 0,
    description: 'Of the newest line; before the first, one less than `first_seq`.',
  }),
  dropped: count('Lines that are missing, since they are counted: the consumer sent them not, or they came too fast.'),
})
export type ConsumerLog = Static<typeof consumerLog>
