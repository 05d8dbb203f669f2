import type { BatchResource } from '../../../contract/resources/batch.ts'
import { errorGroups } from '../../../console/error-groups.ts'

/** Of all batches that are not in error. */
export const OTHERS = 'others'
const PREFIX = 'error '

/** The group of a batch where they are put together by what they say of their error. */
export function messageGroup({ status, stale, message }: BatchResource): string {
  return status === 'error' && !stale ? `${PREFIX}${message}` : OTHERS
}

/** What the batches of a group say, which may be nothing; null of {@link OTHERS}. */
export function messageOf(group: string): string | null {
  return group.startsWith(PREFIX) ? group.slice(PREFIX.length) : null
}

/** The groups there are, the largest first; the others last. */
export function messageOrder(batches: readonly BatchResource[]): readonly string[] {
  return [...errorGroups(batches).map(({ message }) => `${PREFIX}${message}`), OTHERS]
}

/** `[UI-10]` Batches in error by what they say, the message of the most first; then the others, each as they were. */
export function byMessage(batches: readonly BatchResource[]): readonly BatchResource[] {
  const groups = Map.groupBy(batches, messageGroup)
  return messageOrder(batches).flatMap((group) => groups.get(group) ?? [])
}
