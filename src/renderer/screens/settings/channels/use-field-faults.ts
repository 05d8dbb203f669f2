import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sayComplaint } from '../../../../contract/refusal.ts'
import { refusalWords, vocabularies } from '../../../../console/words/refusal-words.ts'
import { BatchdeckError } from '../../../../contract/errors.ts'
import type { ChannelResource } from '../../../../contract/resources/channel.ts'
import { usePreferences } from '../../../stores/preferences.ts'
import type { ChannelDraft, DraftField } from './channel-draft.ts'
import { faultsOf, fieldAt, fieldOf } from './channel-faults.ts'

interface Question {
  readonly draft: ChannelDraft
  readonly channel: ChannelResource | null
  /** Those of the channels there are. */
  readonly names: readonly string[]
  /** What the monitor has against it; null where it has nothing. */
  readonly complained: unknown
}

interface FieldFaults {
  readonly isGood: boolean
  /** What is wrong with a field, in words, once it was left: nobody has to hear it while he is typing. */
  readonly wrong: (field: DraftField) => string | null
  /** A field was left. */
  readonly leave: (input: Element) => void
  /** What is missing or wrong of all, in one line. */
  readonly summary: string
}

/** What keeps a draft from being a channel, as the fields and the foot of the form say it. */
export function useFieldFaults({ draft, channel, names, complained }: Question): FieldFaults {
  const { t } = useTranslation()
  const language = usePreferences((preferences) => preferences.language)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const isTaken = channel === null && names.includes(draft.name.trim())
  const faults = faultsOf(draft, channel)
  const named = (what: 'missing' | 'wrong') => {
    const found = faults.filter((fault) => (what === 'missing') === (fault.what !== 'wrong'))
    return found.map(({ field }) => t(`channels.field.${field as 'url'}`)).join(t('eventText.comma'))
  }
  const [missing, wrong] = [named('missing'), named('wrong')]

  function complaintAt(field: DraftField): string | null {
    if (!(complained instanceof BatchdeckError)) return null
    if (fieldOf(complained, draft) === field) return refusalWords(complained, language)
    const found = complained.complaints.find(({ path }) => fieldAt(path, draft) === field)
    // The field stands for the place.
    return found ? sayComplaint(vocabularies[language], { ...found, path: '' }).trim() : null
  }

  return {
    isGood: faults.length === 0 && !isTaken,
    wrong(field) {
      if (field === 'name' && isTaken) return t('channels.nameTaken')
      const fault = faults.find((one) => one.field === field)
      if (fault?.what === 'again') return t('channels.again')
      const isSaid = fault?.what === 'wrong' && (left.has(field) || field === 'to' || field === 'quiet')
      return isSaid ? t(`channels.wrong.${field as 'url'}`) : complaintAt(field)
    },
    leave(input) {
      const name = input.getAttribute('name')
      if (name !== null && !left.has(name)) setLeft(new Set([...left, name]))
    },
    summary: [
      ...(missing === '' ? [] : [t('channels.missing', { what: missing })]),
      ...(wrong === '' ? [] : [t('channels.check', { what: wrong })]),
    ].join(' '),
  }
}
