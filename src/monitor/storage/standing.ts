import type { Phrase, Sentence } from '../../contract/phrase.ts'
import type { Concern } from '../../contract/resources/alert.ts'
import { sentenceOf } from '../../contract/errors.ts'
import { fault, refusal } from '../../contract/refusal.ts'
import type { Lost } from './state-note.ts'

/** `[ST-3]` How what was loaded stands to what is known of it. */
export type Standing =
  /** It is what was noted last, or came after it. */
  | { readonly kind: 'known' }
  /** Nothing was decided since there are notes: it is new, or of a version that wrote none. */
  | { readonly kind: 'unnoted' }
  /** Nothing outside of it says whether it is the newest. */
  | { readonly kind: 'unproven'; readonly why: 'note_missing' | 'note_damaged' | 'wal_lost' }
  /** It is not the newest, and an operator has said that it is to be gone on with. */
  | { readonly kind: 'accepted'; readonly lost: readonly Lost[] }
  /** It was put back from a backup. */
  | { readonly kind: 'restored'; readonly from: string; readonly lost: readonly Lost[] }

/** What an operator has to know of it; null where nothing. @param file the database */
export function concernOf(standing: Standing, file: string): { kind: Concern; sentence: Sentence } | null {
  switch (standing.kind) {
    case 'known':
    case 'unnoted':
      return null
    case 'unproven':
      return { kind: 'state_unproven', sentence: sentenceOf(unprovenBy(standing.why, file)) }
    case 'accepted': {
      const refused = refusal('state_accepted', { lost: lostPhrases(standing.lost) })
      return { kind: 'state_restored', sentence: sentenceOf(refused) }
    }
    case 'restored': {
      const refused = refusal('state_restored', { from: standing.from, lost: lostPhrases(standing.lost) })
      return { kind: 'state_restored', sentence: sentenceOf(refused) }
    }
  }
}

function unprovenBy(why: 'note_missing' | 'note_damaged' | 'wal_lost', file: string) {
  if (why === 'wal_lost') return refusal('wal_lost', { file })
  return why === 'note_missing' ? refusal('state_note_missing') : refusal('state_note_damaged')
}

/** Of long lists the beginning. */
const MAX_NAMED = 10

/** What is lost, a line for each task. */
export function lostPhrases(lost: readonly Lost[]): Phrase[] {
  if (lost.length === 0) return [fault('lost_no_epoch')]
  const named = lost.slice(0, MAX_NAMED).map(({ task_id: task, name, from, to, at }) => {
    const time = new Date(at).toISOString()
    if (to === 0) return fault('lost_task', { task, name, time })
    // Events know a task by its number only.
    if (name === String(task)) {
      return from === to
        ? fault('lost_epoch_unnamed', { task, epoch: to, time })
        : fault('lost_epochs_unnamed', { task, from, to, time })
    }
    return from === to
      ? fault('lost_epoch', { task, name, epoch: to, time })
      : fault('lost_epochs', { task, name, from, to, time })
  })
  const more = lost.length - named.length
  return more > 0 ? [...named, fault('lost_more', { count: more })] : named
}
