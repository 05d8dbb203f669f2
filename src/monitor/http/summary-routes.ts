import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { languages } from '../../console/language.ts'
import { summaryText } from '../../console/words/summary-words.ts'
import { readSummary } from '../procedures/summary.ts'
import { readTime, timeText } from './query-time.ts'
import { route } from './route.ts'

/** `/api/summary` */
export const summaryRoutes = [
  route('GET /api/summary', {
    operationId: 'readSummary',
    summary: 'What there was to know of a time (CN-7)',
    description:
      'Coverage, incidents, epochs and why, errors, and what was noted; as JSON, or by `Accept` as text for a person.',
    tags: ['monitor'],
    query: {
      from: timeText('ms since 1970, or ISO 8601. A day before `to` without it; 31 days at most.'),
      to: timeText('ms since 1970, or ISO 8601; not included. Now without it.'),
      language: Type.Optional(Type.Enum([...languages], { default: 'en', description: 'Of the text.' })),
    },
    responses: {
      200: {
        description: 'The summary.',
        content: {
          'application/json': { schema: readSummary.result },
          'text/plain': { schema: Type.String({ description: 'Its title, an empty line, and some paragraphs.' }) },
        },
      },
    },
    problems: ['STORAGE_FAILED'],
    does: readSummary,
    input: ({ query: { from, to } }) => ({
      ...(from !== undefined && { from: readTime('from', from) }),
      ...(to !== undefined && { to: readTime('to', to) }),
    }),
    answer(summary, { request, query: { language = 'en' } }, reply) {
      void reply.header('Vary', 'Accept')
      if (!wantsText(request)) return summary
      const { title, text } = summaryText(summary, language)
      void reply.type('text/plain; charset=utf-8')
      return `${title}\n\n${text}\n`
    },
  }),
]

function wantsText(request: FastifyRequest): boolean {
  return request.accepts().type(['application/json', 'text/plain']) === 'text/plain'
}
