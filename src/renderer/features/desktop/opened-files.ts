import type { OpenedFile } from '../../../contract/desktop-links.ts'
import { showFailure, showToast } from '../../components/toast.tsx'
import { callDesktop } from '../../stores/desktop.ts'
import { fleetStore } from '../../stores/fleet.ts'
import { useOpenedList } from '../../stores/opened-list.ts'
import { useRoute } from '../../stores/route.ts'
import { goTo } from '../../stores/scope.ts'
import { isInTheMiddle } from './in-the-middle.ts'

const TOAST = 'opened-file'
/** The last one that was dealt with here. */
let seen = 0

/** `[DT-18]` Takes the file that was opened last to the import, as if it had been dropped there. Nothing is applied by that. */
export function takeOpenedFile(file: OpenedFile | null): void {
  const { data } = fleetStore.getState()
  // Before the monitor has answered it is not known who may change its targets.
  if (!file || file.id === seen || !data) return
  seen = file.id
  const { id, name, fault } = file
  if (fault !== null) {
    showFailure((t) => t(`openedFile.fault.${fault}`, { name }))
    done(id)
  } else if (data.server.role !== 'operator') {
    showFailure((t) => t('openedFile.viewer', { name }))
    done(id)
  } else if (isInTheMiddle()) ask(file)
  else void take(file)
}

function ask(file: OpenedFile): void {
  let isTaken = false
  showToast((t) => t('openedFile.waiting', { name: file.name }), {
    id: TOAST,
    stays: true,
    steps: [
      {
        label: (t) => t('openedFile.open'),
        run: () => {
          isTaken = true
          return take(file)
        },
      },
    ],
    onClose: () => isTaken || done(file.id),
  })
}

async function take({ id, name, size }: OpenedFile): Promise<void> {
  const blob = await read(id, size)
  done(id)
  if (!blob) {
    showFailure((t) => t('openedFile.fault.unreadable', { name }))
    return
  }
  useOpenedList.setState({ list: { name, blob } })
  const { screen, params } = useRoute.getState()
  // Whoever is about to remove targets goes on with that.
  if (screen !== 'targets' || (params['import'] ?? '') === '') goTo('targets', { import: 'add' })
}

/** All of it, or null where the app cannot read it to its end. */
async function read(id: number, size: number): Promise<Blob | null> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  for (let from = 0; from < size;) {
    const piece = await callDesktop('file.read', { id, from }).catch(() => new Uint8Array())
    if (piece.length === 0) return null
    pieces.push(Uint8Array.from(piece))
    from += piece.length
  }
  return new Blob(pieces)
}

function done(id: number): void {
  void callDesktop('file.done', { id })
}
