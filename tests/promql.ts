import { parser } from '@prometheus-io/lezer-promql'

/** A metric as an expression selects it. */
export interface Selector {
  readonly metric: string
  /** By what it is selected or grouped. */
  readonly labels: readonly string[]
  /** Values that are asked for exactly. */
  readonly values: readonly (readonly [label: string, value: string])[]
}

/**
 * The metrics an expression reads. Labels of a grouping count for each metric in it.
 * @throws where it is no PromQL
 */
export function selectorsOf(expression: string): Selector[] {
  // Grafana puts a duration in place of its variable.
  const text = expression.replaceAll('$__rate_interval', '1m')
  const selectors: { metric: string; labels: string[]; values: [string, string][]; from: number; to: number }[] = []
  const groupings: { labels: string[]; from: number; to: number }[] = []
  const scopes: (typeof selectors)[number][] = []
  parser.parse(text).iterate({
    enter(node) {
      const said = text.slice(node.from, node.to)
      if (node.type.isError) throw new Error(`No PromQL at ${node.from}: ${text}`)
      if (node.name === 'VectorSelector')
        scopes.push({ metric: '', labels: [], values: [], from: node.from, to: node.to })
      if (node.name === 'Identifier' && scopes.length > 0) scopes.at(-1)!.metric = said
      if (node.name === 'AggregateExpr') groupings.push({ labels: [], from: node.from, to: node.to })
      if (node.name === 'UnquotedLabelMatcher') {
        const [, label = '', operator = '', value = ''] = /^(\w+)\s*(=~|!~|!=|=)\s*"(.*)"$/.exec(said) ?? []
        scopes.at(-1)!.labels.push(label)
        if (operator === '=') scopes.at(-1)!.values.push([label, value])
      }
      const around = node.node.parent
      // Not those by which two sides are matched.
      const isOfAggregate = around?.name === 'GroupingLabels' && around.parent?.name === 'AggregateModifier'
      if (node.name === 'LabelName' && isOfAggregate) groupings.at(-1)!.labels.push(said)
    },
    leave(node) {
      if (node.name === 'VectorSelector') selectors.push(scopes.pop()!)
    },
  })
  return selectors.map(({ metric, labels, values, from, to }) => {
    const around = groupings.filter((grouping) => grouping.from <= from && to <= grouping.to)
    return { metric, labels: [...labels, ...around.flatMap((grouping) => grouping.labels)], values }
  })
}
