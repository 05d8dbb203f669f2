import type { NoteQuestion } from '../../../contract/resources/note.ts'
import { type Call, useCall } from '../../backend/use-call.ts'
import { useFleetData } from '../../stores/fleet.ts'

/** `[NT-2]` Notes about moments of a span; asked for again when one is written or deleted. */
export function useNotes(question: NoteQuestion | null): Call<'notes.list'> {
  // A monitor of an earlier version has none.
  const revision = useFleetData(({ server }) => server.notes)
  return useCall('notes.list', revision === undefined ? null : question, {
    dependsOn: [revision ?? 0],
    keeps: () => true,
  })
}
