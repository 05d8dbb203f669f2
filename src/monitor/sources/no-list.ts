import type { SuspicionKind } from '../../contract/list-format.ts'
import { refusal } from '../../contract/refusal.ts'
import type { ListReport } from '../../contract/resources/import.ts'
import { looksLikeAddress } from '../lists/address-shapes.ts'
import { saysFailure } from '../lists/answer-words.ts'

/** What is suspicious in a way that no target is. */
const noTarget: readonly SuspicionKind[] = ['json', 'url', 'scientific', 'header_word', 'table_part']
/** A word of any language, without a digit in it. */
const word = /^[\p{L}_.!-]{2,}$/u

/**
 * `[SO-4]` Whatever a source answers when something is wrong with it must not become the targets, however little that would
 * remove.
 * @param isOfServer it is what somebody else's server answers: who writes a file or a program of his own may call a target
 *   by any word, and only what says that something failed is no list then
 * @throws {BatchdeckError} `SOURCE_FAILED` where nothing in the list looks like an address, and it is answers, all of it
 *   what no target looks like, or a single word; and where it is one page of several
 */
export function assertList(report: ListReport, isOfServer: boolean): void {
  const { targets, suspicious_kinds: kinds, left_out: leftOut, reading } = report
  const { rows, more } = reading
  if (more !== null) throw refusal('source_is_page', { field: more })
  // The first rows are all of what an answer has.
  if (rows.some(({ target }) => looksLikeAddress(target))) return
  // What is left out says nothing of what is taken.
  const countOf = (kind: SuspicionKind) => (leftOut > 0 ? 0 : (kinds[kind] ?? 0))
  const isAnswer = isOfServer
    ? (countOf('answer') > 0 && targets <= rows.length) || (targets === 1 && word.test(rows[0]?.target ?? ''))
    : targets <= rows.length && rows.every(({ target }) => saysFailure(target))
  const noTargets = noTarget.reduce((sum, kind) => sum + countOf(kind), 0)
  if (isAnswer || (noTargets > 0 && noTargets >= targets)) {
    throw refusal('source_is_answer', {
      text: rows
        .map(({ target }) => target)
        .join(' ')
        .slice(0, MAX_SHOWN_CHARACTERS),
    })
  }
}

const MAX_SHOWN_CHARACTERS = 80
