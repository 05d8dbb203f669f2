import { setTimeout as pause } from 'node:timers/promises'
import { between, pick, type Random } from '../../src/demo/random.ts'
import type { Fleet } from './fleet.ts'
import type { Member } from './member.ts'

type Trouble = 'kill' | 'stop' | 'stall' | 'cut' | 'half-open'

/** Long enough to be lost for certain, short enough to be none; ms. A process that was killed takes its time to start. */
const LONG = [6500, 9000] as const
const SHORT = [100, 900] as const
const SERVER_LIFE = [12_000, 25_000] as const

/** Lets a fleet live for so long: troubles of consumers, target changes, and a server that is killed now and then. */
export async function live(
  fleet: Fleet,
  random: Random,
  duration: number,
  count: (what: string) => void,
): Promise<void> {
  const end = Date.now() + duration
  /** Not all at once: of those that are lost for long there is always a majority left. */
  const atOnce = Math.max(2, Math.floor(fleet.members.length / 4))
  const troubles = new Set<Promise<void>>()
  let nextKill = Date.now() + between(random, ...SERVER_LIFE)
  while (Date.now() < end) {
    await pause(between(random, 150, 6000 / fleet.members.length + 400))
    if (Date.now() > nextKill) {
      count('server killed')
      await fleet.restartServer(random() < 0.5 ? 0 : between(random, 0, 2000))
      nextKill = Date.now() + between(random, ...SERVER_LIFE)
    } else if (random() < 0.2) {
      const { added, removed } = fleet.nextChange(random)
      count('target change')
      await fleet.change(added, removed)
    } else {
      const present = fleet.members.filter((member) => member.isPresent)
      if (troubles.size >= atOnce || present.length === 0) continue
      const member = pick(random, present)
      const trouble = pick<Trouble>(random, ['kill', 'stop', 'stall', 'cut', 'half-open'])
      const isLong = random() < 0.5
      count(trouble === 'half-open' ? 'half-open' : `${trouble} ${isLong ? 'long' : 'short'}`)
      const [least, most] = isLong ? LONG : SHORT
      const suffering = suffer(member, trouble, between(random, least, most))
      troubles.add(suffering)
      void suffering.then(() => troubles.delete(suffering))
    }
  }
  await Promise.all(troubles)
}

/** An epoch that half of the fleet cannot be told of: each has to hear of it when it is back. */
export async function publishToHalf(fleet: Fleet, random: Random): Promise<void> {
  const releases = fleet.members.filter((_, index) => index % 2 === 0).map((member) => member.cut())
  for (let changes = 0; changes < 3; changes++) {
    const { added, removed } = fleet.nextChange(random)
    await fleet.change(added, removed)
  }
  for (const release of releases) release()
}

async function suffer(member: Member, trouble: Trouble, duration: number): Promise<void> {
  const release = await begin(member, trouble)
  await pause(duration)
  release()
}

function begin(member: Member, trouble: Trouble): (() => void) | Promise<() => void> {
  switch (trouble) {
    case 'kill':
      return member.kill()
    case 'stop':
      return member.stop()
    case 'stall':
      return member.stall()
    case 'cut':
      return member.cut()
    case 'half-open':
      return member.cutOneSide()
  }
}
