import { afterAll } from 'vitest'
import { allScreensStories } from './all-screens-stories.ts'
import { channelStories, deliveryStories } from './channel-stories.ts'
import { consumersStories } from './consumers-stories.ts'
import { epochsStories } from './epochs-stories.ts'
import { eventsStories } from './events-stories.ts'
import { keyboardStories } from './keyboard-stories.ts'
import { helpStories } from './help-stories.ts'
import { importStories } from './import-stories.ts'
import { logStories } from './log-stories.ts'
import { nightStories } from './night-stories.ts'
import { overviewStories } from './overview-stories.ts'
import { type Home, Stage } from './scene.ts'
import { settingsStories } from './settings-stories.ts'
import { sourceStories } from './source-stories.ts'
import { targetTableStories } from './target-table-stories.ts'

/** What the console must do in every home. */
export function consoleStories(home: Home): void {
  const stage = new Stage(home)
  afterAll(() => stage.close())
  overviewStories(stage)
  targetTableStories(stage)
  importStories(stage)
  consumersStories(stage)
  logStories(stage)
  epochsStories(stage)
  keyboardStories(stage)
  settingsStories(stage)
  sourceStories(stage)
  channelStories(stage)
  if (home.takesLocalChannels) deliveryStories(stage)
  eventsStories(stage)
  helpStories(stage)
  nightStories(stage)
  allScreensStories(stage)
}
