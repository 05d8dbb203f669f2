import type { WindowSuggestion } from '../../stores/dialog.ts'

/** `[MW-2]` Maintenance of these consumers: they keep their slots, and nobody is called for them. */
export function maintenanceOf(consumers: readonly string[]): WindowSuggestion {
  return { mutes: true, holds: true, scope: { consumers: [...consumers] } }
}
