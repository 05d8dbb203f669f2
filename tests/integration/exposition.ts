/** One metric of Prometheus' text format. */
export interface Family {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly samples: readonly {
    readonly name: string
    readonly labels: Readonly<Record<string, string>>
    value: number
  }[]
}

/** Reads Prometheus' text format, version 0.0.4. @throws where a line is none of it */
export function readExposition(exposition: string): ReadonlyMap<string, Family> {
  const families = new Map<string, Family & { samples: Family['samples'][number][] }>()
  let current: (Family & { samples: Family['samples'][number][] }) | undefined
  for (const line of exposition.split('\n').filter((candidate) => candidate !== '')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (kind === 'HELP') {
      if (families.has(name)) throw new Error(`${name} comes twice.`)
      current = { name, type: '', help: rest, samples: [] }
      families.set(name, current)
    } else if (kind === 'TYPE') Object.assign(current!, { type: rest })
    else {
      const [, sample, braces = '', value] = /^([a-z_0-9]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
      if (!current || sample === undefined || !sample.startsWith(current.name)) throw new Error(`Not read: ${line}`)
      const labels = Object.fromEntries(
        Array.from(braces.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g), ([, key, text = '']) => [key, text]),
      )
      current.samples.push({ name: sample, labels, value: Number(value?.replace('Inf', 'Infinity')) })
    }
  }
  return families
}

/** The value of one sample. @param wanted its labels, as far as they tell it from others */
export function valueOf(
  families: ReadonlyMap<string, Family>,
  name: string,
  wanted: Record<string, string> = {},
): number {
  const family = families.get(name) ?? families.get(name.replace(/_(bucket|sum|count)$/, ''))
  const found = family?.samples.filter(
    (sample) => sample.name === name && Object.entries(wanted).every(([key, value]) => sample.labels[key] === value),
  )
  if (found?.length !== 1) throw new Error(`${name} ${JSON.stringify(wanted)}: ${found?.length ?? 0} samples`)
  return found[0]!.value
}
