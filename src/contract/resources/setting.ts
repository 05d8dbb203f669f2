import { type Static, Type } from 'typebox'
import { named, orNull } from '../primitives.ts'

const settingValue = (description: string) => Type.Union([Type.String(), Type.Number(), Type.Null()], { description })
export const settingResource = named('Setting', 'A setting in force, and where it was given.', {
  name: Type.String(),
  kind: Type.Enum(['text', 'integer', 'bytes', 'duration', 'choice']),
  unit: orNull(Type.Enum(['ms', 'bytes']), 'Of its numbers.'),
  value: settingValue('Null where it is secret, or not set.'),
  default: settingValue('Null where it is not set by default.'),
  allowed: orNull(Type.String(), 'A range or the choices, for example `100ms – 1h`; null where any text is.'),
  secret: Type.Boolean({ description: 'Its value is never shown.' }),
  is_set: Type.Boolean({ description: 'Whether it has a value, shown or not.' }),
  source: Type.Object({
    kind: Type.Enum(['default', 'file', 'variable', 'flag']),
    place: orNull(Type.String(), 'What to look at: `batchdeck.yaml, line 7`, the name of a variable, `--port`.'),
  }),
  variable: Type.String({ description: 'The environment variable that gives it.' }),
  meaning: Type.String(),
})
export type SettingResource = Static<typeof settingResource>
