/** The line of each target, kept as where lines were left out: most lists have a target in each. */
export class LineNumbers {
  /** The place of a target whose line is not the one after that of the target before, … */
  private readonly places: number[] = []
  /** … and its line. */
  private readonly lines: number[] = []
  private count = 0
  private next = 0

  /** The line of the next target. */
  add(line: number): void {
    if (line !== this.next) {
      this.places.push(this.count)
      this.lines.push(line)
    }
    this.count++
    this.next = line + 1
  }

  /** @param place of the target in the list, from 0 */
  lineOf(place: number): number {
    let from = 0
    let to = this.places.length
    while (to - from > 1) {
      const middle = (from + to) >>> 1
      if (this.places[middle]! <= place) from = middle
      else to = middle
    }
    return this.lines[from]! + place - this.places[from]!
  }
}
