import type { Program } from './program.ts'
import { program as bombs } from './bombs.ts'
import { program as clients } from './clients.ts'
import { program as clock } from './clock.ts'
import { program as damage } from './damage.ts'
import { program as disk } from './disk.ts'
import { program as frames } from './frames.ts'
import { program as fuzz } from './fuzz.ts'
import { program as http } from './http.ts'
import { program as kills } from './kills.ts'
import { program as network } from './network.ts'
import { program as soak } from './soak.ts'
import { program as sources } from './sources.ts'
import { program as tricks } from './tricks.ts'

/** In the order in which they are run and reported. */
export const programs: readonly Program[] = [
  frames,
  http,
  tricks,
  bombs,
  kills,
  network,
  clients,
  clock,
  disk,
  damage,
  sources,
  soak,
  fuzz,
]
