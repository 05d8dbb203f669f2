import { homedir } from 'node:os'
import { byDefault, givenBy, type GivenSetting } from '../settings/settings.ts'
import { settingsFromEnvironment } from '../monitor/environment.ts'
import { filePath } from '../monitor/file-path.ts'
import type { CommandLine } from './command-line.ts'
import { platformDataDir } from './data-dir.ts'
import { readSettingsFile } from './settings-file.ts'

/**
 * Everything that was given, in the order in which later values win: default, file, variable, flag.
 * @throws {BatchdeckError} `INVALID_SETTING`
 */
export function givenSettings(
  { settings, file }: Pick<CommandLine, 'settings' | 'file'>,
  environment: Readonly<Record<string, string | undefined>>,
): GivenSetting[] {
  return [
    ...givenBy(byDefault, { 'data-dir': platformDataDir(process.platform, environment, homedir()) }),
    ...(file === null ? [] : readSettingsFile(filePath(file))),
    ...settingsFromEnvironment(environment),
    ...settings,
  ]
}
