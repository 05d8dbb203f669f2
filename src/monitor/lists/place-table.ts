/** Places of texts by their hash: a set of a million texts would take ten times as long and as much memory. */
export class PlaceTable {
  private readonly hashes: Int32Array
  /** Place + 1; 0 where there is none. */
  private readonly places: Int32Array
  private readonly mask: number

  /** @param size how many it has to hold at most */
  constructor(size: number) {
    const length = 2 ** Math.ceil(Math.log2(size * 2))
    this.hashes = new Int32Array(length)
    this.places = new Int32Array(length)
    this.mask = length - 1
  }

  /** @param hash of 32 bits @returns the place of what is the same; −1 where there was none */
  findOrAdd(place: number, hash: number, isSame: (place: number) => boolean): number {
    let at = hash & this.mask
    for (; this.places[at] !== 0; at = (at + 1) & this.mask) {
      if (this.hashes[at] === hash && isSame(this.places[at]! - 1)) return this.places[at]! - 1
    }
    this.hashes[at] = hash
    this.places[at] = place + 1
    return -1
  }
}
