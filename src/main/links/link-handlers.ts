import type { linkRequests } from '../../contract/desktop-links.ts'
import type { DesktopHandlers } from '../bridge/desktop-calls.ts'
import type { OpenedFiles } from './opened-files.ts'
import type { OpenedLinks } from './opened-links.ts'

/** What the page asks about what was opened with the app. */
export function linkHandlers(links: OpenedLinks, files: OpenedFiles): Pick<DesktopHandlers, keyof typeof linkRequests> {
  return {
    'link.follow': ({ id }) => {
      // After the answer, which the page is still there to take.
      setImmediate(() => links.follow(id))
      return null
    },
    'link.done': ({ id }) => {
      links.done(id)
      return null
    },
    'file.read': ({ id, from }) => files.read(id, from),
    'file.done': ({ id }) => {
      files.done(id)
      return null
    },
  }
}
