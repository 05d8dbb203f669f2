import { afterEach, beforeEach } from 'vitest'
import type { Storage } from '../../src/monitor/storage/port.ts'
import { Author } from './author.ts'
import type { MakeSubject, Subject } from './subject.ts'

/** A storage with an author for each test of a group, let go of after it. */
export class Desk {
  subject!: Subject
  author!: Author

  constructor(make: MakeSubject) {
    beforeEach(() => {
      this.subject = make()
      this.author = new Author(this.subject.open())
    })
    afterEach(() => this.subject.dispose())
  }

  get storage(): Storage {
    return this.author.storage
  }

  /** Closes the store and opens it again; the author goes on with it. */
  async reopen(keptEpochs?: number): Promise<void> {
    await this.storage.close()
    this.author.storage = this.subject.open(keptEpochs)
  }
}
