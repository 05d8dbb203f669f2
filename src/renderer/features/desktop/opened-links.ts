import type { OpenedLink } from '../../../contract/desktop-links.ts'
import { showFailure, showToast } from '../../components/toast.tsx'
import { openConnectDialog } from '../../stores/connect-dialog.ts'
import { callDesktop, useDesktop } from '../../stores/desktop.ts'
import { formatHash } from '../../stores/route.ts'
import { isInTheMiddle } from './in-the-middle.ts'

type Found = Exclude<OpenedLink, { way: 'unreadable' }>

const TOAST = 'opened-link'
/** The last one that was dealt with here: the app may tell of it again. */
let seen = 0

/** `[DT-17]` Shows where the link leads that was opened last. Nothing but that: what is there is what any address shows. */
export function showOpenedLink(link: OpenedLink | null): void {
  if (!link || link.id === seen) return
  seen = link.id
  if (link.way === 'unreadable') {
    showFailure((t) => t('links.unreadable'))
    done(link.id)
  } else if (isInTheMiddle()) ask(link)
  else go(link)
}

/** The link waits until the operator wants it. */
function ask({ id, place: { screen }, monitor }: Found): void {
  let isTaken = false
  showToast(
    (t) =>
      monitor === null
        ? t('links.waiting', { screen: t(`screen.${screen}`) })
        : t('links.waitingAt', { screen: t(`screen.${screen}`), monitor: monitor.replace(/^https?:\/\//, '') }),
    {
      id: TOAST,
      stays: true,
      steps: [
        {
          label: (t) => t('links.open'),
          run: () => {
            isTaken = true
            // Another monitor may be shown by now.
            const now = useDesktop.getState().state?.link
            if (now?.id === id && now.way !== 'unreadable') go(now)
          },
        },
      ],
      onClose: () => isTaken || done(id),
    },
  )
}

function go({ id, way, monitor, place: { screen, params } }: Found): void {
  if (way === 'here') {
    location.hash = formatHash(screen, params)
    done(id)
  } else if (way === 'known' || monitor === null) void callDesktop('link.follow', { id })
  else openConnectDialog({ url: monitor, ssh: null, name: null }, id)
}

function done(id: number): void {
  void callDesktop('link.done', { id })
}
